"""Every row of the table is there, and every row that a rule names is one of them."""

from __future__ import annotations

import re
from pathlib import Path

import cloudbeds_connector.turnover as turnover
from cloudbeds_connector.turnover.rows import GROUPS, ROWS


def test_the_table_is_whole_and_every_row_that_a_rule_names_is_in_it() -> None:
    assert list(ROWS) == [f"T{number:02}" for number in range(1, 144)]
    assert "".join(dict.fromkeys(row.group for row in ROWS.values())) == "".join(GROUPS)
    code = [path.read_text() for path in Path(turnover.__file__).parent.glob("*.py") if path.name != "rows.py"]
    assert set(re.findall(r'"(T\d+)"', "\n".join(code))) <= ROWS.keys()

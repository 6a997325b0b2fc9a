"""Every row that the rules name can be looked up."""

from __future__ import annotations

import re
from pathlib import Path

import cloudbeds_connector.turnover as turnover
from cloudbeds_connector.turnover.rows import ROWS


def test_every_row_that_a_rule_names_says_something() -> None:
    code = [path.read_text() for path in Path(turnover.__file__).parent.glob("*.py") if path.name != "rows.py"]
    named = set(re.findall(r'"(T\d+)"', "\n".join(code)))
    assert named == set(ROWS)
    assert list(ROWS) == sorted(ROWS, key=lambda row: int(row[1:]))
    assert all(text.endswith(".") for text in ROWS.values())

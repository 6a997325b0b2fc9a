"""Every row of the table is there, every row that a rule or a test names is one of them, and each is proved."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import cloudbeds_connector.turnover as turnover
from cloudbeds_connector.turnover.rows import GROUPS, decision_table

from .recording import CONTRACT, document, laid_out, rows_in
from .table_page import HERE, PAGE, page, test_names, tests_of_rows
from .vectors import times

ACCEPTANCE = sorted((HERE / "acceptance").glob("test_*.py"))


def test_the_table_is_whole_and_every_row_that_a_rule_names_is_in_it() -> None:
    assert list(decision_table()) == [f"T{number:02}" for number in range(1, 144)]
    assert "".join(dict.fromkeys(row.group for row in decision_table().values())) == "".join(GROUPS)
    code = [path.read_text() for path in Path(turnover.__file__).parent.rglob("*.py")]
    assert set(re.findall(r'"(T\d+)"', "\n".join(code))) <= decision_table().keys()


def test_a_tests_rows_are_those_in_its_name() -> None:
    assert rows_in("test_T48_T49_the_next_guest[T50-T51]") == ("T48", "T49")
    assert rows_in("test_T100_late") == ("T100",)
    assert rows_in("test_the_table_is_whole") == ()


def test_every_row_is_proved_by_a_test_or_finished_by_the_engine_and_no_test_names_another() -> None:
    found = tests_of_rows()
    assert not found.keys() - decision_table().keys()
    assert not [row.id for row in decision_table().values() if not row.engine and row.id not in found]


def test_every_test_of_the_acceptance_folder_names_its_rows_and_has_a_name_of_its_own() -> None:
    names = [name for file in ACCEPTANCE for name in test_names(file)]
    assert not [name for name in names if not rows_in(name)]
    assert not [name for name, count in Counter(names).items() if count > 1]


def test_the_page_of_the_table_is_what_rows_and_tests_make_of_it() -> None:
    assert PAGE.read_text("utf-8") == page(), "run `make contract`"


def test_the_contract_is_what_rows_vectors_and_stories_make_of_it() -> None:
    text = CONTRACT.read_text("utf-8")
    cases = json.loads(text)["cases"]
    # whether each case matches its test is checked where the case is recorded
    assert laid_out(document(cases, times())) + "\n" == text, "run `make contract`"
    known = {name for file in ACCEPTANCE for name in test_names(file)}
    assert not {re.split(r"\[| #", case["name"])[0] for case in cases} - known, "run `make contract`"
    assert len(text) < 1_000_000

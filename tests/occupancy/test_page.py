"""The page about occupancy names every rule and a test of each, and the package stays what it says it is."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
from pathlib import Path

import pytest

import cloudbeds_connector.occupancy as occupancy

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs/reference/occupancy.md").read_text()
ROWS = dict(re.findall(r"^\| (F\d\d) \|.*\| `(test_\w+)` \|$", PAGE, re.M))
TESTS = {name for file in HERE.glob("test_*.py") for name in re.findall(r"^def (test_\w+)", file.read_text(), re.M)}
RULES = [f"F{number:02}" for number in range(1, 23)]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_on_the_page_with_a_test_that_exists(rule: str) -> None:
    named = ROWS[rule]
    assert named.startswith(f"test_{rule}_")
    assert any(test.startswith(named) for test in TESTS)


def test_the_page_names_no_other_rule() -> None:
    assert sorted(ROWS) == RULES


def test_the_block_on_the_page_runs() -> None:
    block = re.search(r"^```python\n(.*?)^```", PAGE, re.M | re.S)
    assert block is not None
    exec(compile(block[1], "<page>", "exec"), {})


def test_the_public_names_are_sorted_and_there() -> None:
    assert occupancy.__all__ == sorted(occupancy.__all__)
    assert all(hasattr(occupancy, name) for name in occupancy.__all__)


def test_every_value_is_frozen_small_and_named() -> None:
    values = [found for name in occupancy.__all__ if dataclasses.is_dataclass(found := getattr(occupancy, name))]
    assert len(values) == 13
    for value in values:
        assert value.__dataclass_params__.frozen, value
        assert "__slots__" in vars(value), value
        assert all(each.kw_only for each in dataclasses.fields(value)), value


def test_occupancy_imports_no_http_library_and_only_the_kernel() -> None:
    code = (
        "import sys, cloudbeds_connector.occupancy; "
        "print(*sorted({'.'.join(name.split('.')[:2]) for name in sys.modules if name.startswith('cloudbeds_')})); "
        "assert not {'httpx', 'pydantic'} & sys.modules.keys()"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert loaded == [
        "cloudbeds_connector",
        "cloudbeds_connector.errors",
        "cloudbeds_connector.escapes",
        "cloudbeds_connector.occupancy",
        "cloudbeds_connector.pms",
    ]

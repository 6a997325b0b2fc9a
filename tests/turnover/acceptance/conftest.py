"""Every story of these tests is a case of ``turnover/contract.json``: it is compared with it, or written to it."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cloudbeds_connector.testing.contracts.turnover.outcome import difference

from ..recording import CONTRACT, Recorder, cases_of, document, laid_out
from ..story import Story
from ..table_page import PAGE, page
from ..vectors import times

WHAT_NOW = "If that is meant, run `make contract` and look at the diff of contract.json."
RECORDER = pytest.StashKey[Recorder]()
WRITTEN = pytest.StashKey[list[dict[str, Any]]]()
IN_PART = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-contract", action="store_true", help="write the contract of the turnover rules")


@pytest.fixture(autouse=True)
def record_stories(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Record the stories of the test, those of its fixtures included."""
    recorder = request.node.stash[RECORDER] = Recorder(request.node.name)
    monkeypatch.setattr(Story, "listener", recorder.record_plan)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    yield
    found = item.stash[RECORDER].cases()
    if item.config.getoption("write_contract", default=False):
        item.config.stash.setdefault(WRITTEN, []).extend(found)
        return
    known = {case["name"]: case for case in cases_of(item.name, _contract())}
    for case in found:
        if problem := difference(known.pop(case["name"], {}), case):
            pytest.fail(f"The rules changed: {case['name']}. {WHAT_NOW}\n{problem}", pytrace=False)
    if known:
        pytest.fail(f"The contract has cases that no test makes: {', '.join(known)}. {WHAT_NOW}", pytrace=False)


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    items[0].config.stash[IN_PART] = True


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if not session.config.getoption("write_contract", default=False):
        return
    whole = set(Path(__file__).parent.glob("test_*.py")) <= {item.path for item in session.items}
    in_part = session.config.stash.get(IN_PART, False) or any("::" in path for path in session.config.args)
    if exitstatus or in_part or not whole:
        session.exitstatus = exitstatus or pytest.ExitCode.USAGE_ERROR
        session.config.get_terminal_writer().line("\nNothing is written: it takes the whole folder, and all must pass.")
        return
    CONTRACT.write_text(laid_out(document(session.config.stash[WRITTEN], times())) + "\n", "utf-8")
    PAGE.write_text(page(), "utf-8")


@cache
def _contract() -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads(CONTRACT.read_text("utf-8"))["cases"]
    return cases

"""Writes ``docs/reference/turnover-table.md``: every row of the table, and the tests that prove it."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from cloudbeds_connector.turnover import ReasonCode, decision_table
from cloudbeds_connector.turnover.rows import GROUPS, Row

from .recording import rows_in

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "reference" / "turnover-table.md"

HEAD = """# The turnover table

What a departure, and everything around it, does to a hotel's cleaning work: {rows} rows in {groups} groups. Tests name
the rows they prove. A row marked *engine* is decided by the rules as far as values can decide it; the engine does
the rest. This page and `turnover/contract.json` are written by `make contract`, from the rows and the tests.
"""

CODES = """## Codes

Tasks, commands, decisions and alerts give their reason as a row of the table, a code and a sentence. This is the whole
set of codes (`cloudbeds_connector.turnover.ReasonCode`). Rely on the code; the wording of a sentence may change.

| code | row | sentence |
|---|---|---|
"""

FOOT = """
## Proving your own rules

`contract.json` comes with the package, beside the rules. It holds the table, the codes, and what the acceptance tests
give to the rules and expect of them: {parts}. Nothing in it is Python's.

### In Python

Give the suite your implementation. It takes a `HotelView` and answers with a `Plan`:

```python
import pytest

from cloudbeds_connector.testing.contracts import TurnoverContract
from cloudbeds_connector.turnover import plan_turnover, schedule_turnover


class TestMyRules(TurnoverContract):
    @pytest.fixture
    def plan(self):
        return plan_turnover  # yours

    @pytest.fixture
    def schedule(self):
        return schedule_turnover  # yours
```

`cases()` and `prove(case, plan)` of the same module run one case at a time.

### In any other language

Read the file; `about` explains its words. For each case, begin without tasks and alerts, and at each step:

1. Do to your tasks what `people` did.
2. Plan for `view` at `now`, with your tasks and the alerts that you have raised.
3. Compare what is planned with `expect`: the commands by unit, the decision on each vacate, the alerts, how many tasks
   each person is notified of, and when the clock alone may change something.
4. Keep the tasks as the commands leave them, and the alerts. Planned again, there must be nothing to do.

Ids of tasks, and what you store to keep a due time still, are yours: commands name a unit, and the file holds
neither.

When a rule changes, its tests do not agree with the file until `make contract` has written it. The difference of the
file is what other implementations have to follow.
"""


def tests_of_rows() -> dict[str, list[tuple[str, str]]]:
    """For each row that some test names: the tests, each with its file, those of the acceptance folder first."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for file in sorted(HERE.rglob("test_*.py"), key=lambda path: (path.parent.name != "acceptance", path)):
        for name in test_names(file):
            for row in rows_in(name):
                found[row].append((name, file.relative_to(HERE.parent).as_posix()))
    return found


def test_names(file: Path) -> Iterator[str]:
    """The tests of a file."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name


test_names.__test__ = tests_of_rows.__test__ = False  # type: ignore[attr-defined]


def page() -> str:
    """The page as it should be."""
    found = tests_of_rows()
    parts = "wall times, hotel days, vectors of the schedule, and cases, each a story of one hotel"
    lines = [HEAD.format(rows=len(decision_table()), groups=len(GROUPS))]
    for letter, (title, first, last) in GROUPS.items():
        lines += [f"## {letter}. {title}", "", "| row | given | expected | proved by |", "|---|---|---|---|"]
        lines += [_line(row, found.get(row.id, [])) for row in list(decision_table().values())[first - 1 : last]]
        lines.append("")
    reasons = sorted(ReasonCode, key=lambda reason: (reason.code, int(reason.row[1:])))
    codes = [f"| `{reason.code}` | {reason.row} | {reason.sentence} |\n" for reason in reasons]
    return "\n".join(lines) + CODES + "".join(codes) + FOOT.format(parts=parts).removeprefix("\n")


def _line(row: Row, tests: list[tuple[str, str]]) -> str:
    proofs = [f"`{name}` ({file})" for name, file in tests]
    if row.engine:
        proofs.append(f"*engine*: {row.engine}")
    return f"| {row.id} | {row.given} | {row.expected} | {'<br>'.join(proofs)} |"

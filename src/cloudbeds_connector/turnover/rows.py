"""The decision table: every row, its situation and what is done, for people who ask why. The rows are in rows.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

#: The groups of the table, by letter: what they are about, and their first and last row.
GROUPS: Mapping[str, tuple[str, int, int]] = {
    "A": ("When a turnover is made, or not", 1, 30),
    "B": ("When it is due, and how urgent it is", 31, 47),
    "C": ("What changes while there is a task", 48, 68),
    "D": ("What the hotel system shows of a room, and what is written to it", 69, 84),
    "E": ("Blocks", 85, 92),
    "F": ("Shared rooms, dorms, virtual and linked rooms", 93, 99),
    "G": ("Time", 100, 107),
    "H": ("Hazards of keeping in step", 108, 123),
    "I": ("Odd days", 124, 143),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table. `given` and `expected` are clauses; together they make a sentence."""

    id: str
    given: str
    expected: str
    engine: str = ""

    @property
    def group(self) -> str:
        """The letter of its group."""
        number = int(self.id[1:])
        return next(letter for letter, (_, first, last) in GROUPS.items() if first <= number <= last)

    @property
    def sentence(self) -> str:
        """What the row says."""
        return f"{self.given}: {self.expected}."


@cache
def decision_table() -> Mapping[str, Row]:
    """Every row by its id, in the order of the table. It is read from the package's data at the first call."""
    rows = tomllib.loads(files("cloudbeds_connector.turnover").joinpath("rows.toml").read_text("utf-8"))
    return {row_id: Row(row_id, **values) for row_id, values in rows.items()}

"""Bodies as Cloudbeds may send them: what the official description allows, and each oddity that integrators have seen.

A `Writer` is made of a JSON schema once and writes as many values as are asked for, cheaply and from a seed. Nothing of
it knows the models: `read_back` says what a model must have made of a body.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from enum import Enum, auto
from random import Random
from typing import Any

Write = Callable[[], Any]


class Odd(Enum):
    """A way in which live answers differ from the official description."""

    NUMBER_AS_TEXT = auto()
    ID_AS_NUMBER = auto()
    LETTERS_IN_ID = auto()
    BLANK = auto()
    NULL = auto()
    MISSING = auto()
    EMPTY_MAP_AS_LIST = auto()
    LIST_AS_MAP = auto()
    ROW_WITHOUT_LIST = auto()
    UNKNOWN_WORD = auto()
    UNKNOWN_FIELD = auto()
    FOUR_DECIMALS = auto()


BLANKS = ("", "-", "N/A", " ")
WORDS = ("Ana Alvarez", "Zoë O'Hara", "101", "Deluxe Queen", "0", "Nan", "nobody", "-7", "日本", "a,b;c")
#: Texts whose meaning the description leaves to their names or to the words beside them.
MEANT = {
    "adults": "count",
    "children": "count",
    "roomCheckIn": "date",
    "roomCheckOut": "date",
    "roomTotal": "money",
    "suggestedDeposit": "money",
    "updatedDate": "date-time",
}
UNKNOWN = {"deep": [1, {"deeper": None}], "words": "kept"}
#: How likely an oddity is at each place where it can be.
OFTEN = 0.3


class Writer:
    """Writes values of a schema. `needed` are the fields that rows cannot do without."""

    def __init__(self, schema: Mapping[str, Any], *, seed: int, needed: Collection[str]) -> None:
        self.odd: Collection[Odd] = ()
        self._random = Random(seed)
        self._chance = self._random.random
        self._needed = frozenset(needed)
        self.write = self._writer(schema, "")

    def _is(self, odd: Odd) -> bool:
        return odd in self.odd and self._chance() < OFTEN

    def _writer(self, schema: Mapping[str, Any], name: str) -> Write:
        kinds = schema.get("type", "")
        kind = kinds if isinstance(kinds, str) else next(each for each in kinds if each != "null")
        if "anyOf" in schema:
            choices = [self._writer(each, name) for each in schema["anyOf"] if each.get("type") != "null"]
            return lambda: choices[int(self._chance() * len(choices))]()
        if kind == "object":
            return self._object(schema, name)
        if kind == "array":
            return self._array(self._writer(schema["items"], ""), name)
        return self._scalar(schema, kind, name)

    def _object(self, schema: Mapping[str, Any], name: str) -> Write:
        if isinstance(schema.get("additionalProperties"), Mapping):
            return self._map(self._writer(schema["additionalProperties"], ""), lambda: self._id())
        if "properties" not in schema:
            return self._map(lambda: round(self._chance() * 100, 2), lambda: f"2026-11-{int(self._chance() * 20) + 10}")
        fields = [
            (each, self._writer(schema_of_field, each), each in self._needed)
            for each, schema_of_field in schema["properties"].items()
        ]
        # v1.3 requires no field, so half of many is as valid as all, and quicker
        kept = 0.5 if len(fields) > 12 and not schema.get("required") else 1.0

        def write() -> Any:
            row = {
                each: self._null_or(value, each, needed)
                for each, value, needed in fields
                if needed or (self._chance() < kept and not self._is(Odd.MISSING))
            }
            if row and self._is(Odd.UNKNOWN_FIELD):
                row["zUnknown"] = UNKNOWN
            return [] if not row and name and self._is(Odd.EMPTY_MAP_AS_LIST) else row

        return write

    def _null_or(self, value: Write, name: str, needed: bool) -> Any:
        return None if not needed and name != "success" and self._is(Odd.NULL) else value()

    def _map(self, value: Write, key: Write) -> Write:
        def write() -> Any:
            if self._is(Odd.EMPTY_MAP_AS_LIST):
                return []
            return {str(key()): value() for _ in range(int(self._chance() * 2.2))}

        return write

    def _array(self, value: Write, name: str) -> Write:
        minimum = 1 if name == "data" else 0

        def write() -> Any:
            if self._is(Odd.ROW_WITHOUT_LIST) and (alone := value()) != {}:
                return alone
            rows = [value() for _ in range(minimum + int(self._chance() * 2.2))]
            return {str(number): row for number, row in enumerate(rows, 1)} if self._is(Odd.LIST_AS_MAP) else rows

        return write

    def _scalar(self, schema: Mapping[str, Any], kind: str, name: str) -> Write:
        enum = [each for each in schema.get("enum", ()) if each is not None]
        plain = self._plain(kind, MEANT.get(name) or schema.get("format", ""), name)
        if enum:
            plain = self._word(enum)
        if name in self._needed or name == "success":
            return plain

        def write() -> Any:
            return BLANKS[int(self._chance() * len(BLANKS))] if self._is(Odd.BLANK) else plain()

        return write

    def _word(self, enum: list[str]) -> Write:
        return lambda: "quite_new" if self._is(Odd.UNKNOWN_WORD) else enum[int(self._chance() * len(enum))]

    def _plain(self, kind: str, meant: str, name: str) -> Write:
        if kind == "boolean":
            return lambda: True if name == "success" else self._text_or(self._chance() < 0.5)
        if kind == "integer":
            return lambda: self._text_or(int(self._chance() * 9))
        if kind == "number" and name != "roomName":
            return lambda: self._text_or(self._amount())
        texts: dict[str, Write] = {
            "count": lambda: str(int(self._chance() * 4)),
            "money": lambda: str(self._amount()),
            "date": self._date,
            "time": lambda: f"{int(self._chance() * 14) + 10}:30:00",
            "date-time": lambda: f"{self._date()} 08:0{int(self._chance() * 10)}:00",
            r"Y-m-d\TH:i:sP": lambda: f"{self._date()}T08:00:00+00:00",
        }
        if meant in texts:
            return texts[meant]
        if name.endswith(("ID", "Id", "IDs", "Ids")) or name == "id":
            return self._id
        return lambda: WORDS[int(self._chance() * len(WORDS))]

    def _text_or(self, value: bool | float) -> Any:
        if not self._is(Odd.NUMBER_AS_TEXT):
            return value
        return str(value).lower()

    def _amount(self) -> float:
        return round(self._chance() * 1000, 4 if self._is(Odd.FOUR_DECIMALS) else 2)

    def _date(self) -> str:
        return f"2026-{int(self._chance() * 3) + 10}-{int(self._chance() * 18) + 10}"

    def _id(self) -> Any:
        number = int(self._chance() * 9_000_000_000_000) + 1
        if self._is(Odd.ID_AS_NUMBER):
            return number
        return f"3YM{number % 1000}QV" if self._is(Odd.LETTERS_IN_ID) else f"{number % 100_000}-{number % 7}"

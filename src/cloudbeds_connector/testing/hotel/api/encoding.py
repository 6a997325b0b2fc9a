"""How values are written into answers: dates, money, missing text, empty maps, with or without quirks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from ..quirks import Quirk

#: Marks a missing value whose field is left out of the answer; compared by identity.
LEFT_OUT = "<left out>"


@dataclass(frozen=True, slots=True)
class Encoder:
    """Writes JSON values as in Cloudbeds' technical specifications, changed by the quirks."""

    quirks: frozenset[Quirk]
    zone: ZoneInfo

    def local(self, instant: datetime) -> str:
        """A date-time in the property's zone: ``YYYY-MM-DD HH:MM:SS``."""
        return f"{instant.astimezone(self.zone):%Y-%m-%d %H:%M:%S}"

    def utc(self, instant: datetime) -> str:
        """A date-time in UTC, in the same format."""
        return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M:%S}"

    def day(self, value: date | None) -> str:
        """A date, or what stands for a missing one."""
        return value.isoformat() if value is not None else self._missing("-")

    def clock_time(self, value: time | None) -> str:
        """A wall time ``HH:MM:SS``, or what stands for a missing one."""
        return f"{value:%H:%M:%S}" if value is not None else self._missing("")

    def text(self, value: str | None = None) -> str:
        """Text, or what stands for missing text."""
        return value or self._missing("")

    def email(self, value: str | None) -> str:
        """An e-mail address, or what stands for a missing one."""
        return value or self._missing("N/A")

    def number(self, value: int) -> int | str:
        """A number, which is a string with the quirk."""
        return str(value) if Quirk.NUMBERS_AS_STRINGS in self.quirks else value

    def numeric_id(self, value: str) -> int | str:
        """An id, which is a number with the quirk."""
        return int(value) if Quirk.NUMBERS_AS_STRINGS in self.quirks else value

    def money(self, value: float) -> float | str:
        """An amount, which is a string with four decimals with the quirk."""
        return f"{value:.4f}" if Quirk.NUMBERS_AS_STRINGS in self.quirks else round(value, 2)

    def mapping(self, value: Mapping[str, Any]) -> Mapping[str, Any] | list[Any]:
        """A map. An empty one is a list with the quirk."""
        return value if value or Quirk.MAPS_AS_EMPTY_LISTS not in self.quirks else []

    def one_or_list(self, value: Mapping[str, Any], *, odd: bool) -> Mapping[str, Any] | list[Any]:
        """An object. If `odd`, it is a list of one object with the quirk."""
        return [value] if odd and Quirk.MAPS_AS_EMPTY_LISTS in self.quirks else value

    def collection(self, rows: list[dict[str, Any]], *, odd: bool) -> Any:
        """A list. If `odd`, it is a map keyed from "1" (or '' if empty) with the quirk."""
        if not odd or Quirk.LISTS_AS_MAPS not in self.quirks:
            return rows
        return {str(n): row for n, row in enumerate(rows, start=1)} if rows else ""

    def encode_row(self, row: Mapping[str, Any]) -> bytes:
        """A row as JSON, for `array`."""
        return as_json(row if Quirk.EMPTY_STRINGS_FOR_MISSING in self.quirks else without_missing(row))

    def _missing(self, as_text: str) -> str:
        return as_text if Quirk.EMPTY_STRINGS_FOR_MISSING in self.quirks else LEFT_OUT


def without_missing(value: Any) -> Any:
    """An answer's body without the fields that are `LEFT_OUT`."""
    if isinstance(value, Mapping):
        return {key: without_missing(one) for key, one in value.items() if one is not LEFT_OUT}
    if isinstance(value, list):
        return [without_missing(one) for one in value]
    return value


def array(rows: Iterable[bytes]) -> bytes:
    """A JSON list of rows that are already JSON."""
    return b"[" + b", ".join(rows) + b"]"


def as_json(body: Mapping[str, Any]) -> bytes:
    """A body as JSON. Values that are bytes are already JSON, in the format of `json.dumps`."""
    ready = {key: value for key, value in body.items() if isinstance(value, bytes)}
    if not ready:
        return json.dumps(body).encode()
    fields = (
        (json.dumps(key), ready[key] if key in ready else json.dumps(value).encode()) for key, value in body.items()
    )
    return b"{" + b", ".join(key.encode() + b": " + value for key, value in fields) + b"}"

"""A call of an API method and its answer: parameters in, a body and what it shows out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from ..quirks import Quirk
from .cache import RowCache
from .credentials import Credential
from .encoding import Encoder

if TYPE_CHECKING:
    from ..desk.front_desk import FrontDesk

#: A row of an answer, as JSON values.
Row = dict[str, Any]
NO_SCOPE = "Scope required for this call was not granted by property."


class RefusedError(Exception):
    """A refusal: success: false with this message. `field` is the field that v2 names in its answer."""

    def __init__(self, message: str, *, status: int | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.field = field


@dataclass(frozen=True, slots=True)
class ShownStay:
    """A segment as an answer shows it."""

    segment_id: str
    state: str
    room_id: str | None


@dataclass(frozen=True, slots=True)
class ShownRoom:
    """A room as an answer shows it."""

    room_id: str
    condition: str
    occupied: bool


Shown = ShownStay | ShownRoom


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of an answer (without `success`; values that are bytes are already JSON), and what it shows.

    A `bare` answer has no envelope. Answers of v2 never have one, and only they have another `status`.
    """

    body: Mapping[str, Any] = field(default_factory=dict)
    shown: Sequence[Shown] = ()
    bare: bool = False
    status: int = 200


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a method. Reads show the hotel as it is visible now.

    `sent` is the JSON body of a call of v2; its `params` are those of its path and its query.
    """

    hotel: FrontDesk
    params: Mapping[str, str]
    page_size: int
    max_page_size: int
    cache: RowCache
    credential: Credential
    origin: str
    sent: Mapping[str, Any] = field(default_factory=dict)

    def granted(self, scope: str | None) -> bool:
        """Whether the caller has a scope; always True for None."""
        granted = self.credential.scopes
        return scope is None or (
            scope not in self.hotel.faults.missing_scopes and (granted is None or scope in granted)
        )

    @property
    def encoder(self) -> Encoder:
        """The encoder of values for this hotel."""
        return Encoder(self.hotel.quirks, self.hotel.zone)

    def text(self, name: str) -> str | None:
        """A parameter, or None if it is missing or empty."""
        return self.params.get(name) or None

    def required(self, name: str) -> str:
        """A parameter; refused if it is missing, with the message of a captured answer."""
        value = self.text(name)
        if value is None:
            raise RefusedError(f"Parameter {name} is required")
        return value

    def several(self, name: str) -> frozenset[str] | None:
        """A comma-separated parameter."""
        value = self.text(name)
        return None if value is None else frozenset(part.strip() for part in value.split(",") if part.strip())

    def rows(self, name: str) -> list[dict[str, str]]:
        """A list of objects, sent as ``name[0][key]=...``, in the order of their numbers."""
        found: dict[int, dict[str, str]] = {}
        for key, value in self.params.items():
            match = re.fullmatch(rf"{name}\[(\d+)\]\[(\w+)\]", key)
            if match is not None:
                found.setdefault(int(match[1]), {})[match[2]] = value
        return [found[n] for n in sorted(found)]

    def flag(self, name: str) -> bool | None:
        """A boolean parameter: true, 1, false, 0."""
        value = self.text(name)
        if value is None:
            return None
        if value.lower() not in {"true", "false", "1", "0"}:
            raise RefusedError(f"Invalid value for parameter {name}")
        return value.lower() in {"true", "1"}

    def day(self, name: str) -> date | None:
        """A date parameter, YYYY-MM-DD."""
        value = self.text(name)
        try:
            return None if value is None else date.fromisoformat(value)
        except ValueError:
            raise RefusedError(f"Invalid date format for parameter {name}") from None

    def required_day(self, name: str) -> date:
        """A date parameter; refused if it is missing."""
        day = self.day(name)
        if day is None:
            raise RefusedError(f"Parameter {name} is required")
        return day

    def required_integer(self, name: str) -> int:
        """A number parameter; refused if it is missing."""
        self.required(name)
        return self._integer(name, 0)

    def decimal(self, name: str) -> float | None:
        """An amount, or None if it is missing."""
        value = self.text(name)
        try:
            return None if value is None else float(value)
        except ValueError:
            raise RefusedError(f"Invalid value for parameter {name}") from None

    def wall_time(self, name: str) -> datetime | None:
        """A date-time parameter in the property's zone as UTC, also without the quirk `LOCAL_FILTERS`."""
        return self._moment(name, self.hotel.zone)

    def instant(self, name: str) -> datetime | None:
        """A date-time parameter as UTC; a date without a time means its midnight."""
        return self._moment(name, self.hotel.zone if Quirk.LOCAL_FILTERS in self.hotel.quirks else UTC)

    def _moment(self, name: str, zone: tzinfo) -> datetime | None:
        value = self.text(name)
        if value is None:
            return None
        strict = Quirk.ISO_DATETIMES_REJECTED in self.hotel.quirks
        if strict and not re.fullmatch(r"\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?", value):
            raise RefusedError(f"Invalid date format for parameter {name}")
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise RefusedError(f"Invalid date format for parameter {name}") from None
        return (moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)).astimezone(UTC)

    def page(self, rows: Sequence[Any]) -> list[Any]:
        """The rows of the requested page.

        With the quirk `ROWS_CHANGE_PAGE`, the list grows by one row at its head with every page that is read: the last
        row of a page comes again on the next, and no row is skipped.
        """
        number = max(1, self._integer("pageNumber", 1))
        size = min(max(1, self._integer("pageSize", self.page_size)), self.max_page_size)
        slid = number - 1 if Quirk.ROWS_CHANGE_PAGE in self.hotel.quirks and size > 1 else 0
        first = (number - 1) * size - slid
        page = list(rows[first : first + size])
        return page[::-1] if slid % 2 else page

    def _integer(self, name: str, default: int) -> int:
        value = self.text(name)
        try:
            return default if value is None else int(value)
        except ValueError:
            raise RefusedError(f"Invalid value for parameter {name}") from None


def within(value: Any, minimum: Any, maximum: Any) -> bool:
    """Whether a value lies between two limits, each of which may be None."""
    return (minimum is None or value >= minimum) and (maximum is None or value <= maximum)

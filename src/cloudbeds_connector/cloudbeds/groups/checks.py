"""Checks of rows against a filter: Cloudbeds ignores a filter that it does not know, and sends everything.

Only fields that a filter is about are compared, and only where a row has them. What cannot change between the choice of
the rows and their writing contradicts a filter with one row. What can change (a status, a room, a date) needs
`CHANGING` rows of one page: a guest may check in while the page is made. Days get one more at each end, for zones.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TypeVar

from ...http.paging import Check

R = TypeVar("R")

#: So many rows of a page do not all change while it is made.
CHANGING = 3
_SLACK = timedelta(days=1)


def ids(parameter: str, allowed: Collection[str] | None, field: Callable[[R], str | None]) -> Iterator[Check[R]]:
    """For a filter by an id that never changes. No check if nothing is `allowed`."""
    if allowed:
        known = {each.lower() for each in allowed}
        yield Check(parameter, lambda rows: any(_is_other(field(row), known) for row in rows))


def words(parameter: str, allowed: Collection[str] | None, field: Callable[[R], str | None]) -> Iterator[Check[R]]:
    """For a filter by a word, an id or a name that may change. No check if nothing is `allowed`."""
    if allowed:
        known = {_one_spelling(each) for each in allowed}
        yield Check(parameter, lambda rows: _many(_is_other(field(row), known) for row in rows))


def not_words(parameter: str, excluded: Collection[str] | None, field: Callable[[R], str | None]) -> Iterator[Check[R]]:
    """For a filter that excludes words."""
    if excluded:
        known = {_one_spelling(each) for each in excluded}
        yield Check(parameter, lambda rows: _many(_one_spelling(field(row) or "") in known for row in rows))


def flag(parameter: str, value: bool | None, field: Callable[[R], bool | None]) -> Iterator[Check[R]]:
    """For a filter by a flag, which may change."""
    if value is not None:
        yield Check(parameter, lambda rows: _many(field(row) is (not value) for row in rows))


def among(parameter: str, value: str | None, field: Callable[[R], Iterable[str | None]]) -> Iterator[Check[R]]:
    """For a filter by one of several things that a row has, such as a reservation's rooms. They may change."""
    if value is not None:

        def is_other(row: R) -> bool:
            found = list(field(row))
            return bool(found) and all(_is_other(each, {value.lower()}) for each in found)

        yield Check(parameter, lambda rows: _many(is_other(row) for row in rows))


def days(
    parameter: str, first: date | None, last: date | None, field: Callable[[R], Iterable[date | None]]
) -> Iterator[Check[R]]:
    """For a filter by days, both ends included, one of which a row must have. `parameter` is without From and To."""
    if first is None and last is None:
        return

    def is_outside(day: date | None) -> bool:
        if day is None:
            return False
        day = day.date() if isinstance(day, datetime) else day
        return (first is not None and day < first - _SLACK) or (last is not None and day > last + _SLACK)

    def is_other(row: R) -> bool:
        found = list(field(row))
        return bool(found) and all(is_outside(day) for day in found)

    yield Check(f"{parameter}From/To", lambda rows: _many(is_other(row) for row in rows))


def every(*groups: Iterable[Check[R]]) -> tuple[Check[R], ...]:
    """The checks of a listing."""
    return tuple(check for group in groups for check in group)


def one(value: str | None) -> tuple[str, ...]:
    """What is allowed by a filter that takes one value."""
    return () if value is None else (value,)


def _is_other(value: str | None, allowed: Collection[str]) -> bool:
    return value is not None and _one_spelling(value) not in allowed


def _one_spelling(word: str) -> str:
    lowered = word.lower()
    return "canceled" if lowered == "cancelled" else lowered


def _many(contradictions: Iterable[bool]) -> bool:
    return sum(contradictions) >= CHANGING

"""Decides when rows show that Cloudbeds ignored a filter. It ignores what it does not know, and sends everything.

Only fields that a filter is about are compared, and only where a row has them. What cannot change in the moment between
choosing rows and writing them contradicts a filter with one row. What can (a status, a room, a date) needs `CHANGING`
rows of one page: a guest may check in while the page is made. Days get one more at each end, for zones.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from ...http.paging import Check

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

R = TypeVar("R")

#: So many rows of a page do not all change while it is made.
CHANGING = 3
_SLACK = timedelta(days=1)


def ids(parameter: str, wanted: Collection[str] | None, told: Callable[[R], str | None]) -> Iterator[Check[R]]:
    """A filter by an id that a row keeps. None if nothing is `wanted`."""
    if wanted:
        known = {each.lower() for each in wanted}
        yield Check(parameter, lambda rows: any(_is_other(told(row), known) for row in rows))


def words(parameter: str, wanted: Collection[str] | None, told: Callable[[R], str | None]) -> Iterator[Check[R]]:
    """A filter by a word, an id or a name that may change. None if nothing is `wanted`."""
    if wanted:
        known = {_one_spelling(each) for each in wanted}
        yield Check(parameter, lambda rows: _many(_is_other(told(row), known) for row in rows))


def not_words(parameter: str, unwanted: Collection[str] | None, told: Callable[[R], str | None]) -> Iterator[Check[R]]:
    """A filter that leaves a word out."""
    if unwanted:
        known = {_one_spelling(each) for each in unwanted}
        yield Check(parameter, lambda rows: _many(_one_spelling(told(row) or "") in known for row in rows))


def flag(parameter: str, wanted: bool | None, told: Callable[[R], bool | None]) -> Iterator[Check[R]]:
    """A filter by something that is so or not, and may change."""
    if wanted is not None:
        yield Check(parameter, lambda rows: _many(told(row) is (not wanted) for row in rows))


def among(parameter: str, wanted: str | None, told: Callable[[R], Iterable[str | None]]) -> Iterator[Check[R]]:
    """A filter by one of several things that a row has, such as a reservation's rooms. They may change."""
    if wanted is not None:

        def is_other(row: R) -> bool:
            found = list(told(row))
            return bool(found) and all(_is_other(each, {wanted.lower()}) for each in found)

        yield Check(parameter, lambda rows: _many(is_other(row) for row in rows))


def days(
    parameter: str, first: date | None, last: date | None, told: Callable[[R], Iterable[date | None]]
) -> Iterator[Check[R]]:
    """A filter by days, both ends included, one of which a row must have. `parameter` is without From and To."""
    if first is None and last is None:
        return

    def is_outside(day: date | None) -> bool:
        if day is None:
            return False
        day = day.date() if isinstance(day, datetime) else day
        return (first is not None and day < first - _SLACK) or (last is not None and day > last + _SLACK)

    def is_other(row: R) -> bool:
        found = list(told(row))
        return bool(found) and all(is_outside(day) for day in found)

    yield Check(f"{parameter}From/To", lambda rows: _many(is_other(row) for row in rows))


def _is_other(told: str | None, wanted: Collection[str]) -> bool:
    return told is not None and _one_spelling(told) not in wanted


def _one_spelling(word: str) -> str:
    lowered = word.lower()
    return "canceled" if lowered == "cancelled" else lowered


def _many(contradictions: Iterable[bool]) -> bool:
    return sum(contradictions) >= CHANGING


def one(value: str | None) -> tuple[str, ...]:
    """What is wanted, where it can be one thing or nothing."""
    return () if value is None else (value,)


def every(*groups: Iterable[Check[R]]) -> tuple[Check[R], ...]:
    """The checks of a listing."""
    return tuple(check for group in groups for check in group)

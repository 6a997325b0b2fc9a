"""Decides how a listing is read to its end, when neither totals nor page sizes nor the order of rows can be relied on.

Cloudbeds' ``count`` and ``total`` are wrong in known cases, a page size may be ignored, and rows may move to another
page while pages are read. So: read until a page is empty, brings nothing new, or is certainly the last; pass each row
once; and give up at a number of pages that no hotel has. Cloudbeds also ignores filters that it does not know, without
a word: where rows show that, reading ends with an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from ..cloudbeds.operation import Listing, Operation
from ..errors import IgnoredFilterError, PmsError, UnexpectedAnswerError
from ..pms.ports import Page
from .response import Response

T = TypeVar("T")

MAX_PAGES = 1000


@dataclass
class Reader(Generic[T]):
    """Follows one listing: takes each page, and says whether to ask for another. It does no I/O.

    `passed` are the keys of rows that were passed on, by other listings too.
    """

    listing: Listing[T]
    passed: set[str] = field(default_factory=set)
    number: int = 1
    done: bool = False
    _read: set[str] = field(default_factory=set)
    _size_honored: bool = False

    def call(self) -> Operation[tuple[T, ...]]:
        """The call for the next page."""
        return self.listing.page(self.number)

    def take(self, answered: Response[tuple[T, ...]]) -> tuple[T, ...]:
        """The rows of a page that were on no earlier one. `IgnoredFilterError` if they contradict the filters."""
        self._check(answered)
        by_key: dict[str, list[T]] = {}
        for row in answered.value:
            alike = by_key.setdefault(self.listing.key(row), [])
            if row not in alike:  # the same row twice; other rows may share a key, such as rooms without a number
                alike.append(row)
        new = [row for key, rows in by_key.items() if key not in self.passed for row in rows]
        brought_nothing = by_key.keys() <= self._read
        self._read.update(by_key)
        self.passed.update(by_key)
        self.done = brought_nothing or self._is_last(len(answered.value)) or self._has_all()
        self.number += 1
        if not self.done and self.number > MAX_PAGES:
            error = UnexpectedAnswerError(
                f"The listing has more than {MAX_PAGES} pages.",
                next_action="Ask for a smaller range; if it is small, Cloudbeds may be sending the same rows again.",
            )
            raise self._located(error, answered)
        return tuple(new)

    def _check(self, answered: Response[tuple[T, ...]]) -> None:
        for check in self.listing.checks:
            if check.ignored(answered.value):
                error = IgnoredFilterError(
                    f"Cloudbeds ignored the filter {check.parameter} and sent rows that do not fit it.",
                    next_action="Leave the filter out and choose among all rows; report it: the method has changed.",
                )
                raise self._located(error, answered)

    def _located(self, error: PmsError, answered: Response[Any]) -> PmsError:
        error.method, error.status = self.listing.operation.method, answered.status
        error.request_id, error.attempts = answered.request_id, answered.attempts
        return error

    def _is_last(self, count: int) -> bool:
        """A page with fewer rows than were asked for is the last, unless the size that was asked for is ignored."""
        asked = self.listing.page_size
        self._size_honored = self._size_honored or count == asked != self.listing.default_size
        return count < (asked if self._size_honored else min(asked, self.listing.default_size))

    def _has_all(self) -> bool:
        return self.listing.expects is not None and self.listing.expects <= self._read


class AllRows(Generic[T]):
    """Every row of one or more listings, read page by page while it is iterated. Iterating again reads again.

    An error is raised where it happens: rows passed before it are real, those after it unknown.
    """

    def __init__(self, execute: Callable[[Operation[Any]], Response[Any]], *listings: Listing[T]) -> None:
        self._execute = execute
        self._listings = listings

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items

    def pages(self) -> Iterator[Page[T]]:
        """The pages, each with when its request was sent. Empty ones count: they say that somebody has looked."""
        passed: set[str] = set()
        for listing in self._listings:
            reader = Reader(listing, passed)
            while not reader.done:
                answered: Response[tuple[T, ...]] = self._execute(reader.call())
                yield Page(reader.take(answered), answered.sent_at)

    def __bool__(self) -> bool:
        raise TypeError("A listing is read while it is iterated; whether it has rows, list(...) or any(...) tells.")

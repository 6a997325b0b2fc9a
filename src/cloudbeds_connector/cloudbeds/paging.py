"""Decides how a listing is read to its end, when neither totals nor page sizes nor the order of rows can be relied on.

Cloudbeds' ``count`` and ``total`` are wrong in known cases, a page size may be ignored, and rows may move to another
page while pages are read. So: read until a page is empty, brings nothing new, or is certainly the last; pass each row
once; and give up at a number of pages that no hotel has. Cloudbeds also ignores filters that it does not know, without
a word: where rows show that, reading ends with an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from ..errors import IgnoredFilterError, UnexpectedAnswerError
from ..pms.ports import Page
from .operation import Listing, Operation
from .response import Response

T = TypeVar("T")

MAX_PAGES = 1000


@dataclass
class Reader(Generic[T]):
    """Follows one listing: takes each page, and says whether to ask for another. It does no I/O."""

    listing: Listing[T]
    seen: set[str] = field(default_factory=set)
    number: int = 1
    done: bool = False
    _size_honored: bool = False

    def call(self) -> Operation[tuple[T, ...]]:
        """The call for the next page."""
        return self.listing.page(self.number)

    def take(self, rows: Sequence[T]) -> tuple[T, ...]:
        """The rows of a page that were not on an earlier one. `IgnoredFilterError` if they contradict the filters."""
        self._check(rows)
        fresh = {self.listing.key(row): row for row in rows}
        new = {key: row for key, row in fresh.items() if key not in self.seen}
        self.seen.update(new)
        self.done = not new or self._is_last(len(rows)) or self._has_all()
        self.number += 1
        if not self.done and self.number > MAX_PAGES:
            raise UnexpectedAnswerError(
                f"The listing has more than {MAX_PAGES} pages.",
                next_action="Ask for a smaller range; if it is small, Cloudbeds may be sending the same rows again.",
                method=self.listing.operation.method,
            )
        return tuple(new.values())

    def _check(self, rows: Sequence[T]) -> None:
        for check in self.listing.checks:
            if check.ignored(rows):
                raise IgnoredFilterError(
                    f"Cloudbeds ignored the filter {check.parameter} and sent rows that do not fit it.",
                    next_action="Leave the filter out and choose among all rows; report it, as the method has changed.",
                    method=self.listing.operation.method,
                )

    def _is_last(self, count: int) -> bool:
        """A page with fewer rows than were asked for is the last, unless the size that was asked for is ignored."""
        asked = self.listing.page_size
        self._size_honored = self._size_honored or count == asked != self.listing.default_size
        return count < (asked if self._size_honored else min(asked, self.listing.default_size))

    def _has_all(self) -> bool:
        return self.listing.expects is not None and self.listing.expects <= self.seen


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
        seen: set[str] = set()
        for listing in self._listings:
            reader = Reader(listing, seen)
            while not reader.done:
                answered: Response[tuple[T, ...]] = self._execute(reader.call())
                yield Page(reader.take(answered.value), answered.sent_at)

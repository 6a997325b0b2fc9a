"""Paging: how a listing is read to its end, by page number, offset or cursor, synchronously and asynchronously.

Neither totals nor page sizes nor the order of rows can be relied on: totals are wrong in known cases, a page size may
be ignored, and rows may move to another page while pages are read. So reading goes on until a page is empty, brings
nothing new, is certainly the last, or names no next one. Each row is passed on once. Some systems ignore a filter that
they do not know: where rows show that, reading ends with an error. A row that cannot be read is passed over and told.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Generic, TypeVar, cast

from ..errors import ConfigurationError, IgnoredFilterError, PmsError, UnexpectedAnswerError
from ..pms.pages import Page, SetAside
from ..pms.ports import Lane
from .call import CallLike, Response
from .rows import ParsedRows, warn_of

T = TypeVar("T")

MAX_PAGES = 1000


#: The parameters that select a page: by its number from 1, the cursor of the page before or None, and the page size.
Paging = Callable[[int, str | None, int], Mapping[str, str]]


def page_numbers(number: str = "page", size: str = "page_size") -> Paging:
    """Pages by number, from 1; the arguments are the names of the parameters."""
    return lambda page, cursor, count: {number: str(page), size: str(count)}


def offsets(offset: str = "offset", limit: str = "limit") -> Paging:
    """Pages by how many rows are before them; the arguments are the names of the parameters."""
    return lambda page, cursor, count: {offset: str((page - 1) * count), limit: str(count)}


def cursors(after: str = "cursor", limit: str = "limit") -> Paging:
    """Pages by a cursor that the page before names: the parser returns `CursorRows`.

    The arguments are the names of the parameters.
    """
    return lambda page, cursor, count: {limit: str(count)} | ({} if cursor is None else {after: cursor})


class CursorRows(ParsedRows[T]):
    """The rows of a page, and the `cursor` of the next page; None or empty after the last one.

    `set_aside` and `ids` are taken over from rows that have them (`ParsedRows`).
    """

    cursor: str | None = None

    def __new__(cls, rows: Iterable[T] = (), cursor: str | None = None) -> CursorRows[T]:
        """Rows with the cursor."""
        made = cast("CursorRows[T]", super().__new__(cls, rows, set_aside_of(rows), ids_of(rows)))
        made.cursor = cursor or None
        return made


def set_aside_of(rows: Iterable[Any]) -> tuple[SetAside, ...]:
    """What was set aside beside these rows; nothing for rows of another kind."""
    return rows.set_aside if isinstance(rows, ParsedRows) else ()


def ids_of(rows: Iterable[Any]) -> tuple[str, ...] | None:
    """The ids that a parser found for these rows; None for rows of another kind."""
    return rows.ids if isinstance(rows, ParsedRows) else None


@dataclass(frozen=True, slots=True)
class Check(Generic[T]):
    """How the rows of a page show that a filter was ignored.

    `parameter` is the filter's wire name. `ignored` is True only if the rows certainly contradict it.
    """

    parameter: str
    ignored: Callable[[Sequence[T]], bool] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Listing(Generic[T]):
    """A call whose answer comes in pages.

    `key` distinguishes rows, since a row may appear on two pages; without it the ids do that the parser found, which is
    then one of `json_rows`. `page_size` is requested. `default_size` is how many
    rows the system sends when no size is requested; without it, a short page counts as the last one only after a page
    of `page_size`. `expects` are the keys after which no further page is needed, where the caller wants certain
    rows.
    """

    call: CallLike[tuple[T, ...]]
    paging: Paging = field(repr=False)
    key: Callable[[T], str] | None = field(default=None, repr=False)
    page_size: int = 100
    default_size: int | None = None
    expects: frozenset[str] | None = None
    checks: tuple[Check[T], ...] = ()

    def keys(self, rows: tuple[T, ...]) -> Sequence[str]:
        """The key of each of these rows."""
        keys = ids_of(rows) if self.key is None else [self.key(row) for row in rows]
        if keys is None:
            raise ConfigurationError(
                "The rows of a listing cannot be told apart.", next_action="Give its key, or a parser of json_rows."
            )
        return keys

    def page(self, number: int, cursor: str | None = None) -> CallLike[tuple[T, ...]]:
        """The call for one page."""
        return self.call.with_params(self.paging(number, cursor, self.page_size))


@dataclass(eq=False, repr=False)
class Reader(Generic[T]):
    """Follows one listing: the new rows of each page, and which page is the next, unless it is `done`. It does no I/O.

    `passed` are the keys of rows that were passed on, by other listings too.
    """

    listing: Listing[T]
    passed: set[str]
    done: bool = False
    number: int = 1
    cursor: str | None = None
    _read: set[str] = field(default_factory=set)
    _size_honored: bool = False
    _aside: set[str] = field(default_factory=set)
    _nameless: int = 0

    def take(self, answered: Response[tuple[T, ...]]) -> Page[T]:
        """A page with the rows that were on no earlier one. `IgnoredFilterError` if they contradict the filters."""
        rows = answered.value
        for check in self.listing.checks:
            if check.ignored(rows):
                raise _located(_ignored(check.parameter), answered)
        by_key: dict[str, list[T]] = {}
        for row, key in zip(rows, self.listing.keys(rows), strict=True):
            alike = by_key.setdefault(key, [])
            if row not in alike:  # the same row twice; other rows may share a key, such as rooms without a number
                alike.append(row)
        new = [row for key, alike in by_key.items() if key not in self.passed for row in alike]
        aside, is_repeat = self._set_aside(set_aside_of(rows), by_key)
        brought_nothing = is_repeat and by_key.keys() <= self._read
        self._read.update(by_key)
        self.passed.update(by_key)
        before = self.cursor
        self.done = self._is_last(rows, brought_nothing=brought_nothing)
        self.number += 1
        is_stuck = brought_nothing and before is not None and self.cursor == before
        if not self.done and (is_stuck or self.number > MAX_PAGES):
            raise _located(_endless(), answered)
        return Page(tuple(new), answered.sent_at, aside)

    def _set_aside(self, rows: Sequence[SetAside], read: Collection[str]) -> tuple[tuple[SetAside, ...], bool]:
        """Rows that were set aside on no earlier page, and whether a page with these may be one that came before.

        Those without an id cannot be told apart: they are passed on, unless all else on the page came before.
        """
        new = {row.id: row for row in rows if row.id and row.id not in self._aside and row.id not in read}
        nameless = sum(not row.id for row in rows)
        others = len(rows) - nameless + len(read)
        is_repeat = not new and (bool(others) or nameless == self._nameless)
        self._nameless = 0 if others else nameless
        self._aside.update(new)
        came_before = is_repeat and self._read.issuperset(read)
        return tuple(row for row in rows if (new.get(row.id) is row if row.id else not came_before)), is_repeat

    def _is_last(self, rows: tuple[T, ...], *, brought_nothing: bool) -> bool:
        """Whether no further page is needed.

        A page with fewer rows than requested is the last, unless the page size is ignored.
        """
        listing, count = self.listing, len(rows) + len(set_aside_of(rows))
        if listing.expects is not None and listing.expects <= self._read | self._aside:
            return True
        if isinstance(rows, CursorRows):
            self.cursor = rows.cursor
            return self.cursor is None
        size, default = listing.page_size, listing.default_size
        self._size_honored = self._size_honored or count == size != default
        return brought_nothing or count < (size if self._size_honored else min(size, default or 0))


def _ignored(parameter: str) -> IgnoredFilterError:
    return IgnoredFilterError(
        f"The hotel system ignored the filter {parameter} and sent rows that do not fit it.",
        next_action="Leave the filter out and choose among all rows; report it: the method has changed.",
    )


def _endless() -> UnexpectedAnswerError:
    return UnexpectedAnswerError(
        f"The listing does not end: it has more than {MAX_PAGES} pages, or sends the same page again.",
        next_action="Request a smaller range; if it is small, the hotel system is sending the same rows again.",
    )


def _located(error: PmsError, answered: Response[Any]) -> PmsError:
    error.method, error.status = answered.method, answered.status
    error.request_id, error.attempts = answered.request_id, answered.attempts
    return error


class _Rows(Generic[T]):
    """What both ways of reading have in common."""

    def __init__(self, *listings: Listing[T], lane: Lane | None) -> None:
        self._listings = listings
        self._lane = lane
        self._aside: tuple[SetAside, ...] = ()
        self._method = ""

    @property
    def set_aside(self) -> tuple[SetAside, ...]:
        """The rows that could not be read and are left out, so far, since the iteration began. Each is logged."""
        return self._aside

    def _rows_of(self, page: Page[T]) -> tuple[T, ...]:
        if page.set_aside:
            warn_of(page.set_aside, self._method)
            self._aside += page.set_aside
        return page.items


class AllRows(_Rows[T]):
    """Every row of one or more listings, read page by page while it is iterated. Iterating again reads again.

    An error is raised where it happens: rows passed before it are real, those after it unknown. A row that cannot be
    read is left out; a warning is logged, and it is in `set_aside`.
    """

    def __init__(self, send: Callable[..., Response[Any]], *listings: Listing[T], lane: Lane | None) -> None:
        super().__init__(*listings, lane=lane)
        self._send = send

    def __iter__(self) -> Iterator[T]:
        self._aside = ()
        return chain.from_iterable(map(self._rows_of, self.pages()))

    def pages(self) -> Iterator[Page[T]]:
        """The pages, each with when its request was sent. An empty page counts: there were no rows at that time."""
        passed: set[str] = set()
        for listing in self._listings:
            reader = Reader(listing, passed)
            while not reader.done:
                answered = self._send(listing.page(reader.number, reader.cursor), lane=self._lane)
                self._method = answered.method
                yield reader.take(answered)

    def __bool__(self) -> bool:
        raise TypeError("A listing is read while it is iterated. Use list(...) or any(...) to see whether it has rows.")


class AsyncAllRows(_Rows[T]):
    """`AllRows` for asyncio: read page by page while it is iterated with ``async for``."""

    def __init__(self, send: Callable[..., Awaitable[Response[Any]]], *listings: Listing[T], lane: Lane | None) -> None:
        super().__init__(*listings, lane=lane)
        self._send = send

    async def __aiter__(self) -> AsyncIterator[T]:
        self._aside = ()
        async for page in self.pages():
            for row in self._rows_of(page):
                yield row

    async def pages(self) -> AsyncIterator[Page[T]]:
        """The pages; see `AllRows.pages`."""
        passed: set[str] = set()
        for listing in self._listings:
            reader = Reader(listing, passed)
            while not reader.done:
                answered = await self._send(listing.page(reader.number, reader.cursor), lane=self._lane)
                self._method = answered.method
                yield reader.take(answered)

    def __bool__(self) -> bool:
        raise TypeError("A listing is read while it is iterated with async for; that shows whether it has rows.")

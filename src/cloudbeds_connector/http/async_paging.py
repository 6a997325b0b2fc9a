"""Decides how an asyncio task reads a listing to its end: as `paging` does, with the same `Reader`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Generic, TypeVar

from ..cloudbeds.operation import Listing, Operation
from ..pms.ports import Page
from .paging import Reader
from .response import Response

T = TypeVar("T")


class AsyncAllRows(Generic[T]):
    """Every row of one or more listings, read page by page while it is iterated with ``async for``.

    An error is raised where it happens: rows passed before it are real, those after it unknown.
    """

    def __init__(self, execute: Callable[[Operation[Any]], Awaitable[Response[Any]]], *listings: Listing[T]) -> None:
        self._execute = execute
        self._listings = listings

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for row in page.items:
                yield row

    async def pages(self) -> AsyncIterator[Page[T]]:
        """The pages, each with when its request was sent. Empty ones count: they say that somebody has looked."""
        passed: set[str] = set()
        for listing in self._listings:
            reader = Reader(listing, passed)
            while not reader.done:
                answered: Response[tuple[T, ...]] = await self._execute(reader.call())
                yield Page(reader.take(answered), answered.sent_at)

    def __bool__(self) -> bool:
        raise TypeError("A listing is read while it is iterated with async for; that tells whether it has rows.")

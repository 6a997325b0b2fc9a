"""Pages: the rows of one answer of a hotel system, and those rows of it that could not be read.

The functions are for connectors: chunks of ids, several pages as one, the rows of certain ids, and a change feed that
is read up to what is old.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from .parts import Refused

if TYPE_CHECKING:
    from .model import Reservation

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class SetAside:
    """A row that could not be read, so that it is missing among the rows of its page.

    It says nothing about what the row is about: a stay that was set aside has not ended, a block has not been lifted.
    `kind` is ``reservation``, ``room``, ``room_state``, ``block``, ``room_type``, ``property`` or another word of the
    connector's. `id` is the hotel system's, or "" if none can be read. `reason` is a sentence without guest data.
    """

    kind: str
    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Page(Generic[T_co]):
    """Some rows of one answer, and when the request that saw them was sent (UTC).

    `set_aside` are the rows of the answer that could not be read. One bad row never fails a page. `refused` is set
    where the account refuses the call for these rows and they were read by another one: fields may be missing, and
    rows too.
    """

    items: tuple[T_co, ...]
    sent_at: datetime
    set_aside: tuple[SetAside, ...] = ()
    refused: Refused | None = None


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=_HasId)


def id_chunks(ids: Iterable[str], size: int) -> list[list[str]]:
    """The ids in their order, each once, in lists of at most `size`: for a call that takes so many."""
    unique = list(dict.fromkeys(ids))
    return [unique[start : start + size] for start in range(0, len(unique), size)]


def one_page(pages: Iterable[Page[T]]) -> Page[T]:
    """All pages of a listing as one, with every row that was set aside. `sent_at` is that of the first page.

    `ValueError` for no page at all: an instant cannot be made up.
    """
    first, *others = pages
    items, aside = list(first.items), list(first.set_aside)
    for page in others:
        items += page.items
        aside += page.set_aside
    return replace(first, items=tuple(items), set_aside=tuple(aside))


def only_ids(page: Page[R], ids: Collection[str]) -> Page[R]:
    """The page without rows of other ids. A row that was set aside without an id may be one of these, so it stays."""
    items = tuple(row for row in page.items if row.id in ids)
    return replace(page, items=items, set_aside=tuple(row for row in page.set_aside if not row.id or row.id in ids))


def up_to_old(pages: Iterable[Page[Reservation]], since: datetime) -> Iterator[Page[Reservation]]:
    """The pages of a change feed that comes newest first, up to the first one without a change since then.

    A reservation without a time of change, and a row that could not be read, may be new. No page is requested after the
    last one, because `pages` is not read on.
    """
    for page in pages:
        yield page
        is_new = (stay.modified_at is None or stay.modified_at >= since for stay in page.items)
        if not (any(is_new) or page.set_aside):
            return

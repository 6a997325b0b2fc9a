"""Rows of a page that can be read, and those that are set aside: one bad row costs that row and not the page."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from ..escapes import printable, quoted
from ..pms.pages import SetAside
from .call import UNREADABLE, MisshapenError
from .text import REPLACEMENT

T = TypeVar("T")

#: A text that is longer is no id.
MAX_ID = 100

log = logging.getLogger(__name__)


class ParsedRows(tuple[T, ...]):
    """The rows of a page that could be read; `set_aside` are the others. Equal to a plain tuple of the same rows.

    `ids` are those of the rows, in their order, where the parser found them (`json_rows`).
    """

    set_aside: tuple[SetAside, ...] = ()
    ids: tuple[str, ...] | None = None

    def __new__(
        cls, rows: Iterable[T] = (), set_aside: Iterable[SetAside] = (), ids: Iterable[str] | None = None
    ) -> ParsedRows[T]:
        """Rows, and what was set aside beside them."""
        made = super().__new__(cls, rows)
        made.set_aside = tuple(set_aside)
        made.ids = None if ids is None else tuple(ids)
        return made


def read_rows(
    entries: Iterable[Any], value: Callable[[Any], T], *, kind: str, id_of: Callable[[Any], object]
) -> ParsedRows[T]:
    """The `value` of each entry, for parsers. An entry of which none can be made is set aside.

    `value` fails as a parser does, with a `MisshapenError` or one of `call.UNREADABLE`. `kind` is the word of
    `SetAside`; `id_of` finds the id in an entry and may fail too, since a bad row may have none.
    """
    rows: list[T] = []
    aside: list[SetAside] = []
    for entry in entries:
        try:
            rows.append(value(entry))
        except MisshapenError as error:
            reason = f"Unreadable: {error.where}."
        except UNREADABLE as error:
            reason = f"Unreadable ({type(error).__name__})."
        else:
            continue
        aside.append(SetAside(kind=kind, id=id_in(entry, id_of), reason=reason))
    return ParsedRows(rows, aside)


def id_in(entry: Any, id_of: Callable[[Any], object]) -> str:
    """The id of a row that cannot be read; "" if it has none, or one with a character that cannot be read."""
    try:
        found = id_of(entry)
    except UNREADABLE:
        return ""
    text = str(found).strip() if isinstance(found, str | int) and not isinstance(found, bool) else ""
    return text if len(text) <= MAX_ID and REPLACEMENT not in text else ""


def warn_of(set_aside: Iterable[SetAside], method: str) -> None:
    """Log each row that was set aside, for a caller who iterates over rows and would miss it otherwise."""
    for row in set_aside:
        log.warning(
            "%s: the %s %s is left out, because it cannot be read. %s",
            printable(method),
            printable(row.kind),
            quoted(row.id),
            printable(row.reason),
        )

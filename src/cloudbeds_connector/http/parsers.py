"""Parsers of JSON: the value of an answer, and the rows of a page with those that are set aside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from .call import MisshapenError
from .paging import CursorRows
from .rows import ParsedRows, id_in, read_rows
from .text import load_json

T = TypeVar("T")


def json_value(value: Callable[[Any], T]) -> Callable[[bytes], T]:
    """A parser of an answer that is one document, of which `value` makes the result."""
    return lambda body: value(load_json(body))


def json_rows(
    value: Callable[[Any], T], *, kind: str, id_field: str, within: str | None = None, cursor: str | None = None
) -> Callable[[bytes], ParsedRows[T]]:
    """A parser of a page, of whose rows `value` makes the results. A row of which none can be made is set aside.

    So is a row without an id in its field `id_field`, whatever `value` would make of it. `kind` is the word of
    `SetAside`. `within` is the field of the page that holds the rows (None: the page is the list of rows), `cursor` the
    field that names the next page, for a listing with `cursors`.
    """

    def identified(row: Any) -> tuple[str, T]:
        found = id_in(row, id_of)
        if not found:
            raise MisshapenError(id_field)
        return found, value(row)

    def id_of(row: Any) -> object:
        return row[id_field]

    def parse(body: bytes) -> ParsedRows[T]:
        page = load_json(body)
        read = read_rows(page if within is None else page[within], identified, kind=kind, id_of=id_of)
        rows = ParsedRows((each for _, each in read), read.set_aside, (found for found, _ in read))
        return rows if cursor is None else CursorRows(rows, page[cursor])

    return parse

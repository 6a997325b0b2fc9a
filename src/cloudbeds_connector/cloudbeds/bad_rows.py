"""Reading a listing row by row, when it cannot be read as a whole: bad rows are set aside, the others are returned.

It is slower than reading a whole page, so it is only done for pages with a bad row.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from ..http.rows import ParsedRows, id_in
from ..http.text import REPLACEMENT
from ..pms.pages import SetAside
from .models.rows import under
from .models.wire import ABSENT, WireModel, known_names, wire_names

M = TypeVar("M", bound=WireModel)

#: As Cloudbeds and its gateway write true.
_TRUE = (True, "true", "True", 1, "1")


def document_in(body: bytes) -> Any:
    """The document in a body; None if it is no JSON. Python's own parser takes what is nested deeper."""
    for parse in (from_json, json.loads):
        try:
            return parse(body)
        except (ValueError, RecursionError):
            continue
    return None


def rows_one_by_one(
    document: Any, row: type[M], *, kind: str, group: type[WireModel] | None, within: str, enveloped: bool
) -> ParsedRows[M] | None:
    """The rows in a document, those that could not be read set aside; None where it is no listing of such rows.

    `group` are what rows are listed under, in a field called `within`. `enveloped`: the document must say ``success``.
    """
    if not isinstance(document, Mapping) or (enveloped and document.get("success") not in _TRUE):
        return None
    if group is None:
        entries = entries_of(document.get("data", ...), row)
        return None if entries is None else _read(entries, row, kind)
    groups = entries_of(document.get("data", ...), group)
    return None if groups is None else _read_groups(groups, group, row, kind, within)


def entries_of(data: Any, row: type[WireModel]) -> list[Any] | None:
    """The entries of a list in any of the shapes that Cloudbeds sends (see `models.rows`); None if it is no list."""
    if isinstance(data, list):
        return data
    if isinstance(data, dict):
        is_alone = not data.keys().isdisjoint(wire_names(row).values())
        return [data] if is_alone else list(data.values())
    return [] if data is None or data is False or (isinstance(data, str) and data.strip() in ABSENT) else None


def _read(entries: list[Any], row: type[M], kind: str) -> ParsedRows[M]:
    read: list[M] = []
    aside: list[SetAside] = []
    for entry in entries:
        found = _row(entry, row)
        if isinstance(found, str):
            aside.append(SetAside(kind=kind, id=_id_of(entry, row), reason=found))
        else:
            read.append(found)
    return ParsedRows(read, aside)


def _read_groups(
    groups: list[Any], group: type[WireModel], row: type[M], kind: str, within: str
) -> ParsedRows[M] | None:
    """The rows of all groups. None if a group cannot be read, and no other can: the method has another shape."""
    read: list[M] = []
    aside: list[SetAside] = []
    any_read, misshapen = False, False
    for each in groups:
        entries = entries_of(each.get(within, ...), row) if isinstance(each, dict) else None
        shell = None if entries is None else _row({**each, within: []}, group)
        if entries is None or shell is None or isinstance(shell, str):
            misshapen = misshapen or isinstance(each, dict)
            aside.append(SetAside(kind=kind, id="", reason=f"The {within} of a property cannot be read."))
            continue
        found = _read(entries, row, kind)
        read += under(shell, found)
        aside += found.set_aside
        any_read = True
    return ParsedRows(read, aside) if any_read or not misshapen else None


def _row(entry: Any, row: type[M]) -> M | str:
    """The row, or the reason why it cannot be read."""
    if not isinstance(entry, dict):
        return "The row is null." if entry is None else "The row has no fields."
    try:
        made = row.model_validate_json(to_json(entry))
    except ValidationError as error:
        return f"Unreadable: {unreadable_fields(error)}."
    except ValueError:  # too deep to be written again
        return "The row is nested too deep."
    garbled = garbled_field(made)
    return made if garbled is None else f"Unreadable: {garbled}."


def _id(row: WireModel) -> object:
    return getattr(row, row.repr_field)


def _id_of(entry: Any, row: type[WireModel]) -> str:
    fields = wire_names(row)
    return id_in(entry, lambda each: each.get(fields.get(row.repr_field, "")))


def set_garbled_aside(rows: tuple[M, ...], kind: str) -> tuple[M, ...]:
    """The rows, without those whose id, day or status holds a character that could not be read."""
    fields = [garbled_field(row) for row in rows]
    if not any(fields):
        return rows
    good = [row for row, field in zip(rows, fields, strict=True) if field is None]
    aside = [
        SetAside(kind=kind, id=id_in(row, _id), reason=f"Unreadable: {field}.")
        for row, field in zip(rows, fields, strict=True)
        if field is not None
    ]
    return ParsedRows(good, (*aside, *getattr(rows, "set_aside", ())))


def garbled_field(row: WireModel) -> str | None:
    """Cloudbeds' name of a field without which the row is not understood, and which has such a character."""
    return next(_garbled(row), None)


def _garbled(row: WireModel) -> Iterator[str]:
    vital = {*row.vital, *(name for name, field in type(row).model_fields.items() if field.is_required())}
    for name, wire in wire_names(type(row)).items():
        value = getattr(row, name)
        if name in vital and isinstance(value, str) and REPLACEMENT in value:
            yield wire
        elif name in vital and isinstance(value, tuple):
            for each in value:
                if isinstance(each, WireModel):
                    yield from (f"{wire}.{inner}" for inner in _garbled(each))
                elif isinstance(each, str) and REPLACEMENT in each:
                    yield wire


def unreadable_fields(error: ValidationError) -> str:
    """The paths of the first fields that do not fit. Only names of fields: Cloudbeds keys guests by their ids."""
    known = known_names()
    names = {
        ".".join(part for part in detail["loc"] if isinstance(part, str) and part in known)
        for detail in error.errors(include_input=False, include_url=False, include_context=False)
    }
    # a field in which another one is at fault is named by that one
    last = sorted(name for name in names if name and not any(each.startswith(f"{name}.") for each in names))
    return ", ".join(last[:3]) or "the whole body"

"""Filters, sorting and paging of v2's lists: ``filters=field:value;field:operator:value``, limit, offset.

The description has the operators and this format. How a list of values is written is not documented; here it is with
commas.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..call import Call, RefusedError, Row

_COMPARING: dict[str, Callable[[Any, Any], bool]] = {
    "greater_than_or_equal": lambda known, value: known >= value,
    "greater_than": lambda known, value: known > value,
    "less_than_or_equal": lambda known, value: known <= value,
    "less_than": lambda known, value: known < value,
    "equal": lambda known, value: known == value,
    "equals": lambda known, value: known == value,
    "not_equals": lambda known, value: known != value,
    "in": lambda known, value: known in value.split(","),
    "not_in": lambda known, value: known not in value.split(","),
    "contains": lambda known, value: value in known,
    "not_contains": lambda known, value: value not in known,
    "starts_with": lambda known, value: known.startswith(value),
    "not_starts_with": lambda known, value: not known.startswith(value),
    "ends_with": lambda known, value: known.endswith(value),
    "not_ends_with": lambda known, value: not known.endswith(value),
    "is_null": lambda known, _: known == "",
    "is_not_null": lambda known, _: known != "",
    "is_empty": lambda known, _: known == "",
    "is_not_empty": lambda known, _: known != "",
}


def matching(call: Call, rows: Sequence[Row]) -> list[Row]:
    """The rows that match every filter, in the requested order."""
    found = list(rows)
    known = set(rows[0]) if rows else None
    for part in (call.text("filters") or "").split(";"):
        if part:
            found = _filtered(found, part, known)
    for part in reversed((call.text("sort") or "").split(";")):
        field, _, direction = part.partition(":")
        if part:
            _check(field, known, "sort")
            found.sort(key=lambda row: _text(row[field]), reverse=direction == "desc")
    return found


def cut(call: Call, rows: Sequence[Row]) -> list[Row]:
    """The rows from offset on, as many as limit allows."""
    limit, offset = limits(call)
    return list(rows[offset : offset + limit])


def limits(call: Call) -> tuple[int, int]:
    """The limit and the offset of the call."""
    limit, offset = _number(call, "limit", call.page_size), _number(call, "offset", 0)
    if not 1 <= limit <= call.max_page_size:
        raise RefusedError(f"Must be from 1 to {call.max_page_size}.", field="limit")
    return limit, offset


def _filtered(rows: list[Row], part: str, known: set[str] | None) -> list[Row]:
    field, _, rest = part.partition(":")
    operator, _, value = rest.partition(":")
    if operator not in _COMPARING:
        operator, value = "equals", rest
    _check(field, known, "filters")
    return [row for row in rows if _COMPARING[operator](_text(row[field]), value)]


def _check(field: str, known: set[str] | None, name: str) -> None:
    if known is not None and field not in known:
        raise RefusedError(f"There is no field {field}.", field=name)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(call: Call, name: str, default: int) -> int:
    value = call.text(name)
    if value is None:
        return default
    if not value.isdigit():
        raise RefusedError("This is not a number.", field=name)
    return int(value)

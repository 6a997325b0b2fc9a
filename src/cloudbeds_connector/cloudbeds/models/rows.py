"""Lists and maps in the models, whichever of the two Cloudbeds sends.

Cloudbeds sends an empty map as an empty list, a list as a map (its keys may have a meaning: guests are keyed by their
ids), a list of one as its only row, and no list as null, ``""`` or false.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, TypeVar, cast, get_args

from pydantic import BaseModel, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from .wire import BLANK, HOLLOW, WireModel, first_of

T = TypeVar("T")
M = TypeVar("M", bound=WireModel)

_after = core_schema.no_info_after_validator_function


class KeyedRows(tuple[T, ...]):
    """Rows that came as a map, in its order. Equal to a plain tuple of the same rows; `keys` are the map's keys."""

    keys: tuple[str, ...]

    def __new__(cls, rows: Iterable[T] = (), keys: Iterable[str] = ()) -> KeyedRows[T]:
        """Rows with their keys."""
        made = super().__new__(cls, rows)
        made.keys = tuple(keys)
        return made


def row_keys(rows: tuple[Any, ...]) -> tuple[str, ...] | None:
    """The keys of rows that came as a map, such as the ids that guests are keyed by; None if they came as a list."""
    return rows.keys if isinstance(rows, KeyedRows) else None


def under(group: WireModel, rows: Iterable[M]) -> Iterator[M]:
    """The rows of a group, each with the fields of the group that the row lacks: its property, and unknown fields."""
    shared = {name: getattr(group, name) for name in group.model_fields_set & type(group).__pydantic_fields__.keys()}
    extra = group.model_extra or {}
    for row in rows:
        known = type(row).__pydantic_fields__
        lacks = {name: value for name, value in shared.items() if name in known and not getattr(row, name)}
        lacks |= {name: value for name, value in extra.items() if name not in (row.model_extra or ())}
        yield row.model_copy(update=lacks) if lacks else row


def _keyed(mapping: dict[str, T]) -> KeyedRows[T]:
    made = tuple.__new__(KeyedRows, mapping.values())  # KeyedRows() would take twice as long
    made.keys = tuple(mapping)
    return made


class NoRows(tuple[Any, ...]):
    """What came where a list was expected and is none: null, ``""``, ``"n/a"`` or false. Equal to an empty tuple."""


def _none(value: object) -> NoRows:
    return NoRows()


def _alone(row: T) -> tuple[T, ...]:
    """The only row. A model with nothing but unknown fields is not one: it was a map of something else."""
    if isinstance(row, BaseModel) and row.model_fields_set.isdisjoint(type(row).__pydantic_fields__):
        raise ValueError
    return (row,)


def _numbered(values: list[Any]) -> dict[str, Any]:
    return {str(number): value for number, value in enumerate(values)}


def _empty(value: object) -> dict[str, Any]:
    return {}


def _ending_early(schema: CoreSchema) -> CoreSchema:
    """It ends with the first bad row, because the errors of a million rows would fill the memory."""
    return cast(CoreSchema, {**schema, "fail_fast": True})


class _Rows:
    """A list of rows in any shape. With `alone`, an only row without a list around it is tried first."""

    def __init__(self, *, alone: bool = False) -> None:
        self._alone = alone

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        row = handler.generate_schema(get_args(source)[0])
        listed = (
            _ending_early(handler(source)),
            _after(_keyed, _ending_early(core_schema.dict_schema(core_schema.str_schema(), row))),
            _after(_none, core_schema.nullable_schema(first_of(BLANK, HOLLOW))),
        )
        alone = _after(_alone, row)
        return first_of(alone, *listed) if self._alone else first_of(*listed, alone)


class _Map:
    """A map in any shape. The keys of a list are its positions, from 0."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        value = handler.generate_schema(get_args(source)[1])
        return first_of(
            handler(source),
            _after(_numbered, core_schema.list_schema(value)),
            _after(_empty, core_schema.nullable_schema(first_of(BLANK, HOLLOW))),
        )


#: Rows, as a tuple; see `KeyedRows` for those that came as a map.
Rows = Annotated[tuple[T, ...], _Rows()]
#: Rows of which there is mostly one, which is sent without a list around it.
OneOrRows = Annotated[tuple[T, ...], _Rows(alone=True)]
Map = Annotated[dict[str, T], _Map()]

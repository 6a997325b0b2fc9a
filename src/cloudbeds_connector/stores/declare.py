"""Declaring a table: a frozen dataclass, its key, and the indexes that hold the invariants.

A store implements the verbs of `Transaction` for any `Table`; it knows no particular record. Column types follow from
the record's annotations, which may only be those of `COLUMN_TYPES`, their subclasses that are enums, or ``X | None``.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cached_property
from typing import Any, Generic, TypeVar

R = TypeVar("R")

#: What a column may hold. `datetime` is aware UTC with microseconds; `tuple` and `Mapping` are kept as JSON.
COLUMN_TYPES: tuple[type, ...] = (str, bool, int, float, datetime, date, time, tuple, Mapping)


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a record: its name, its kind (one of `COLUMN_TYPES`), the enum it is read back as, if any.

    `optional`: None is a value.
    """

    name: str
    kind: type
    enum: type[Enum] | None
    optional: bool


@dataclass(frozen=True, slots=True)
class Unique:
    """A unique index; with `where`, only over rows whose column equals one of the values (a partial index)."""

    columns: tuple[str, ...]
    where: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Table(Generic[R]):
    """A declared record. `queue` tables have the columns that `claim` and `settle` use (see `records.QueueItem`)."""

    name: str
    record: type[R]
    key: tuple[str, ...]
    unique: tuple[Unique, ...] = ()
    index: tuple[tuple[str, ...], ...] = ()
    queue: bool = False

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The record's fields in order, as columns."""
        hints = typing.get_type_hints(self.record)
        return tuple(_column(f.name, hints[f.name]) for f in dataclasses.fields(self.record))  # type: ignore[arg-type]

    @cached_property
    def named(self) -> Mapping[str, Column]:
        """The columns by name."""
        return {column.name: column for column in self.columns}

    def key_of(self, record: R) -> tuple[Any, ...]:
        """The values of the record's key, in the order of `key`."""
        return tuple(getattr(record, name) for name in self.key)


def _column(name: str, hint: Any) -> Column:
    optional = False
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        arms = [arm for arm in typing.get_args(hint) if arm is not type(None)]
        optional = len(arms) < len(typing.get_args(hint))
        if len(arms) != 1:
            raise TypeError(f"{name}: a column has one type, not {hint}")
        hint = arms[0]
    plain: Any = typing.get_origin(hint) or hint
    enum = plain if isinstance(plain, type) and issubclass(plain, Enum) else None
    for kind in (bool, int, float, str, datetime, date, time, tuple):
        if isinstance(plain, type) and issubclass(plain, kind):
            return Column(name, kind, enum, optional)
    if plain in (dict, Mapping) or (isinstance(plain, type) and issubclass(plain, Mapping)):
        return Column(name, Mapping, None, optional)
    raise TypeError(f"{name}: {hint} is not a column type")

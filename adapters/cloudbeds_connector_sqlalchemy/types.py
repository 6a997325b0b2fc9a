"""The database type of each kind of column, and the conversion of its values in both directions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from enum import Enum
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from cloudbeds_connector.stores.declare import Column

#: Text that sorts by code point on every database, as Python sorts it.
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant with microseconds: TIMESTAMPTZ, or on SQLite text of one width, so that it sorts by time."""

    impl = sa.String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """TIMESTAMPTZ where the database has it."""
        return dialect.type_descriptor(sa.String() if dialect.name == "sqlite" else sa.DateTime(timezone=True))

    def bind_processor(self, dialect: Dialect) -> Any:
        """To the database."""
        return _instant_to_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        """From the database. A server returns instants in its session's zone."""
        return _text_to_instant if dialect.name == "sqlite" else _to_utc


class Day(TypeDecorator[date]):
    """A day of the hotel: DATE, which on SQLite is text such as ``2026-11-23``."""

    impl = sa.Date
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        """To the database."""
        return _day_to_text if dialect.name == "sqlite" else super().bind_processor(dialect)


# One look at a hotel has the same few instants and days in hundreds of rows


@lru_cache(4096)
def _instant_to_text(instant: datetime | None) -> str | None:
    return None if instant is None else instant.astimezone(UTC).isoformat(timespec="microseconds")


@lru_cache(4096)
def _text_to_instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


@lru_cache(4096)
def _day_to_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _to_utc(instant: datetime | None) -> datetime | None:
    return None if instant is None else instant.astimezone(UTC)


class EnumValue(TypeDecorator[Any]):
    """An enum, stored as its value, so that the table is readable and a new member needs no migration."""

    impl = sa.String
    cache_ok = True

    def __init__(self, enum: type[Enum], stored_as: TypeEngine[Any]) -> None:
        super().__init__()
        self.enum = enum
        self.stored_as = stored_as

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the enum's values."""
        return dialect.type_descriptor(self.stored_as)

    def bind_processor(self, dialect: Dialect) -> Any:
        """To the database; a value stands for its member."""
        values = {member: member.value for member in self.enum}
        return lambda member: values.get(member, member)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        """From the database; `ValueError` for a value that only a newer version knows."""
        return _Members(self.enum).__getitem__


class _Members(dict[Any, Any]):
    """An enum's members by their values, and None by None."""

    def __init__(self, enum: type[Enum]) -> None:
        super().__init__({None: None, **{member.value: member for member in enum}})
        self._enum = enum

    def __missing__(self, value: Any) -> Any:
        return self._enum(value)


class JsonTuple(TypeDecorator[Any]):
    """A tuple, stored as a JSON list."""

    impl = sa.JSON
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """From the database."""
        return None if value is None else tuple(value)


_PLAIN: dict[type, TypeEngine[Any]] = {
    str: TEXT,
    bool: sa.Boolean(),
    int: INTEGER,
    float: sa.Float(53),
    datetime: Instant(),
    date: Day(),
    time: sa.Time(),
    tuple: JsonTuple(none_as_null=True),
    Mapping: sa.JSON(none_as_null=True),
}


def type_of(column: Column) -> TypeEngine[Any]:
    """The database type of a declared column."""
    plain = _PLAIN[column.kind]
    return plain if column.enum is None else EnumValue(column.enum, plain)

"""Decides which database type holds each kind of column, and how a value goes there and comes back unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from enum import Enum
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

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """To the database."""
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the database. A server answers in its session's zone."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return datetime.fromisoformat(value)
        return value.astimezone(UTC)  # type: ignore[no-any-return]


class Vocabulary(TypeDecorator[Any]):
    """An enum, kept as its value, so that a person can read the table and a new word needs no migration."""

    impl = sa.String
    cache_ok = True

    def __init__(self, enum: type[Enum], kept_as: TypeEngine[Any]) -> None:
        super().__init__()
        self.enum = enum
        self.kept_as = kept_as
        self._members = {member.value: member for member in enum}

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the enum's values."""
        return dialect.type_descriptor(self.kept_as)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """To the database."""
        return value.value if isinstance(value, Enum) else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """From the database; `ValueError` for a word that only a newer version knows."""
        return None if value is None else self._members.get(value) or self.enum(value)


class Words(TypeDecorator[Any]):
    """A tuple, kept as a JSON list."""

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
    date: sa.Date(),
    time: sa.Time(),
    tuple: Words(none_as_null=True),
    Mapping: sa.JSON(none_as_null=True),
}


def type_of(column: Column) -> TypeEngine[Any]:
    """The database type of a declared column."""
    plain = _PLAIN[column.kind]
    return plain if column.enum is None else Vocabulary(column.enum, plain)

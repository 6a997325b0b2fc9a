"""The declared records as SQL tables. The migrations contain the same, written by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import sqlalchemy as sa

from cloudbeds_connector.errors import ConfigurationError
from cloudbeds_connector.stores.declare import Table, Unique
from cloudbeds_connector.stores.records import TABLES

from .types import type_of

DEFAULT_PREFIX = "cloudbeds_"


def checked_prefix(prefix: str) -> str:
    """`prefix`, if names that begin with it need no quotes in SQL and are not too long for PostgreSQL."""
    if not re.fullmatch(r"([a-z][a-z0-9_]{0,15})?", prefix):
        raise ConfigurationError(
            "The prefix of the tables cannot be used in SQL names.",
            next_action="Use up to 16 lower-case letters, digits and underscores, beginning with a letter.",
        )
    return prefix


@cache
def metadata(prefix: str = DEFAULT_PREFIX) -> sa.MetaData:
    """Every declared table under its prefixed name: for your own migrations, or to join with in reports."""
    found = sa.MetaData()
    for table in TABLES:
        _sql_table(table, found, prefix)
    return found


def sql_table(table: Table[Any], prefix: str) -> sa.Table:
    """The SQL table of a declared one."""
    return metadata(prefix).tables[prefix + table.name]


def index_name(kind: str, table: str, columns: Iterable[str]) -> str:
    """How an index is called: ``uq_`` or ``ix_``, the prefixed table, the columns."""
    return "_".join((kind, table, *columns))


def _sql_table(table: Table[Any], owner: sa.MetaData, prefix: str) -> sa.Table:
    name = prefix + table.name
    columns = [
        sa.Column(
            column.name,
            type_of(column),
            primary_key=column.name in table.key,
            nullable=column.optional,
            autoincrement=False,
        )
        for column in table.columns
    ]
    made = sa.Table(name, owner, *columns, sa.PrimaryKeyConstraint(*table.key))
    for unique in table.unique:
        _unique_index(made, unique)
    for indexed in table.index:
        sa.Index(index_name("ix", name, indexed), *(made.c[each] for each in indexed))
    return made


def _unique_index(table: sa.Table, unique: Unique) -> None:
    where = None if unique.where is None else table.c[unique.where[0]].in_(unique.where[1])
    sa.Index(
        index_name("uq", table.name, unique.columns),
        *(table.c[each] for each in unique.columns),
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )

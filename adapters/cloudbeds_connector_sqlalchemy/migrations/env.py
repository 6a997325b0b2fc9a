"""Alembic's environment: the connection of `SqlAlchemyStore.migrate`, inside its transaction."""

from __future__ import annotations

from alembic import context

from cloudbeds_connector_sqlalchemy.migrate import version_table

attributes = context.config.attributes
context.configure(
    connection=attributes["connection"],
    version_table=version_table(attributes["prefix"]),
    transactional_ddl=True,  # SQLite's tables are made within a transaction, too: all of a migration or none
)
with context.begin_transaction():
    context.run_migrations()

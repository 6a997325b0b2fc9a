"""The connector's store on SQLite or PostgreSQL, through SQLAlchemy, with its migrations."""

from .store import SqlAlchemyStore

__all__ = ["SqlAlchemyStore"]

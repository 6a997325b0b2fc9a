"""The connector's store on SQLite or PostgreSQL, through SQLAlchemy, with its migrations."""

from .sqlite_files import database_file
from .store import SqlAlchemyStore

__all__ = ["SqlAlchemyStore", "database_file"]

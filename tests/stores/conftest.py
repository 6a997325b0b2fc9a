"""The fixtures of the SQLAlchemy adapter: stores are tested on it too."""

from ..adapters.sqlalchemy.conftest import processes, store, url

__all__ = ["processes", "store", "url"]

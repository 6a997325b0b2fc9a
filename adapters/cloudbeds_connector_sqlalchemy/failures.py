"""The database's errors as `StoreError`s. No statement and no value is in a message."""

from __future__ import annotations

import sqlite3

from sqlalchemy import exc
from sqlalchemy.engine import URL

from cloudbeds_connector.errors import StoreError, UniqueViolationError

_UNIQUE = {"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}
_NOT_MIGRATED = {"42P01", "42703"}
_FULL = {"53100", "SQLITE_FULL"}
_LOCKED = {"55P03", "40P01", "40001", "57014"}
_LOCKED_PREFIXES = ("SQLITE_BUSY", "SQLITE_LOCKED")
_DENIED = {"42501", "SQLITE_AUTH", "SQLITE_PERM"}
_DENIED_PREFIXES = ("SQLITE_READONLY",)
_DAMAGED_PREFIXES = ("SQLITE_NOTADB", "SQLITE_CORRUPT")
_CANNOT_OPEN_PREFIX = "SQLITE_CANTOPEN"


def translate(error: exc.SQLAlchemyError, *, url: URL | None = None) -> StoreError:
    """The `StoreError` for `error`. Raise it outside the ``except``, so that `error` is not its context.

    Of `url` only the file of a SQLite database is in the message: every other part may be secret.
    """
    code = _code(error)
    if code.startswith((*_DAMAGED_PREFIXES, _CANNOT_OPEN_PREFIX, *_DENIED_PREFIXES)):
        return _unusable_file(code, url)
    return _by_code(error, code)


def _unusable_file(code: str, url: URL | None) -> StoreError:
    file = (url.database if url is not None else None) or "The store's file"
    if code.startswith(_CANNOT_OPEN_PREFIX):
        return StoreError(
            f"{file} cannot be opened: its folder is missing or not writable.",
            next_action="Make the folder writable, or give another file.",
        )
    if code.startswith(_DENIED_PREFIXES):
        return StoreError(f"{file} cannot be written.", next_action="Check the permissions of the file and its folder.")
    return StoreError(f"{file} is not a SQLite database, or is damaged.", next_action="Restore it, or give another.")


def _by_code(error: exc.SQLAlchemyError, code: str) -> StoreError:
    if code in _UNIQUE:
        return UniqueViolationError(
            "A record breaks a unique index.", next_action="Read the records again, and repeat what you did."
        )
    if code in _NOT_MIGRATED or _lacks_table(error):
        return StoreError(
            "The store's tables are missing or of an older version.",
            next_action="Call `store.migrate()` once, before the store is used.",
        )
    if code in _FULL:
        return StoreError("The store's disk is full.", next_action="Free space where the database lives.")
    if code in _LOCKED or code.startswith(_LOCKED_PREFIXES) or isinstance(error, exc.TimeoutError):
        return StoreError(
            "The store was locked by others for too long.",
            next_action="Try again; if it remains locked, look for a transaction that does not end.",
        )
    if code in _DENIED:
        return StoreError(
            "The store does not allow this.", next_action="Check the file's or the database user's permissions."
        )
    return StoreError(
        f"The store failed ({code or type(error).__name__}).",
        next_action="Check that the database is reachable, then try again.",
    )


def _code(error: exc.SQLAlchemyError) -> str:
    """SQLite's name of the error, or a server's SQLSTATE; empty where there is none."""
    cause = getattr(error, "orig", None)
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorname", "")
    return str(getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None) or "")


def _lacks_table(error: exc.SQLAlchemyError) -> bool:
    # SQLite has no code of its own for a missing table or column
    cause = getattr(error, "orig", None)
    if not isinstance(cause, sqlite3.OperationalError):
        return False
    return str(cause).startswith(("no such table", "no such column")) or "has no column named" in str(cause)

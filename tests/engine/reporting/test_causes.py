"""What is kept of an exception names code and tables, and neither a guest nor a secret."""

from __future__ import annotations

import sqlite3

import pytest
import sqlalchemy as sa

from cloudbeds_connector.engine.reporting.causes import described, is_outage, message_of, trace_of
from cloudbeds_connector.errors import SinkError

CANARY = "Mrs Canary"


class Unprintable(AttributeError):
    def __str__(self) -> str:
        raise ValueError(CANARY)


def of_sqlite(statement: str) -> Exception:
    with pytest.raises(sqlite3.Error) as caught:
        sqlite3.connect(":memory:").execute(statement)
    return caught.value


def of_sqlalchemy() -> Exception:
    with pytest.raises(sa.exc.SQLAlchemyError) as caught, sa.create_engine("sqlite://").connect() as connection:
        connection.execute(sa.text("SELECT rom FROM orders WHERE guest = :guest"), {"guest": CANARY})
    return caught.value


#: As drivers name theirs.
DatabaseError = type("DatabaseError", (Exception,), {})
IntegrityError = type("IntegrityError", (DatabaseError,), {})

SHOWN: dict[str, tuple[BaseException, str]] = {
    "a column": (of_sqlite("SELECT rom FROM sqlite_master"), "no such column: rom"),
    "a statement's values": (of_sqlalchemy(), "no such table: orders"),
    "a detail": (IntegrityError(f"duplicate key\nDETAIL: Key (name)=({CANARY})"), "duplicate key"),
    "a quoted value": (IntegrityError(f"Duplicate entry '{CANARY}' for key"), "Duplicate entry ? for key"),
    "an attribute": (AttributeError("'Task' object has no attribute 'rom'"), "'Task' object has no attribute 'rom'"),
    "an error number": (ConnectionRefusedError(111, CANARY), "Connection refused"),
    "no error number": (TimeoutError(CANARY), ""),
    "the host's own": (SinkError("The queue is full.", next_action="Wait."), "The queue is full."),
    "a run-time error": (RuntimeError(CANARY), ""),
    "a value": (ValueError(f"invalid literal: {CANARY!r}"), ""),
    "a key of data": (KeyError(CANARY), ""),
    "a key of the program": (KeyError("rom"), ""),
    "an object that cannot be printed": (Unprintable(), ""),
    "several lines with control characters": (TypeError("a\x1b[31mb\r\nsecond"), r"a\x1b[31mb"),
}


@pytest.mark.parametrize("kind", SHOWN)
def test_a_message_is_kept_only_where_it_is_safe(kind: str) -> None:
    error, message = SHOWN[kind]
    assert message_of(error) == message
    assert CANARY not in f"{described(error)} {trace_of(error)}"


def test_a_key_that_the_code_names_is_kept() -> None:
    with pytest.raises(KeyError) as caught:
        {}["rom"]
    assert described(caught.value) == "KeyError: 'rom'"


def test_a_traceback_has_the_causes_and_no_line_that_quotes_what_is_left_out() -> None:
    def inner() -> None:
        raise RuntimeError("Mrs Canary")

    with pytest.raises(ValueError) as caught:  # noqa: PT011, PT012
        try:
            inner()
        except RuntimeError as error:
            raise ValueError("Mrs Canary") from error
    shown = trace_of(caught.value)
    assert CANARY not in shown
    assert "caused by RuntimeError" in shown
    assert f'File "{__file__}"' in shown
    assert "its message is left out" in shown


def test_what_python_says_is_kept_and_what_a_host_says_in_the_same_class_is_not() -> None:
    with pytest.raises(AttributeError) as of_python:
        CANARY.rom  # type: ignore[attr-defined]  # noqa: B018
    assert described(of_python.value) == "AttributeError: 'str' object has no attribute 'rom'"
    with pytest.raises(TypeError) as of_host:
        raise TypeError(CANARY)
    assert described(of_host.value) == "TypeError"


def test_no_line_that_raises_is_shown_even_where_the_message_is() -> None:
    with pytest.raises(OSError) as caught:  # noqa: PT011
        raise ConnectionRefusedError(111, "Mrs Canary")
    assert CANARY not in trace_of(caught.value)
    assert trace_of(caught.value).endswith("ConnectionRefusedError: Connection refused")


def test_a_circle_of_causes_and_a_group_end() -> None:
    first, second = ValueError(), TypeError()
    first.__cause__, second.__cause__ = second, first
    assert trace_of(first).count("caused by") == 1
    assert trace_of(ExceptionGroup(CANARY, [ValueError(CANARY)])).count("caused by") == 1


@pytest.mark.parametrize(
    ("error", "outage"),
    [(OSError(5, ""), True), (TimeoutError(), True), (of_sqlite("SELECT x"), True), (ValueError(), False)],
)
def test_what_did_not_answer_is_an_outage(error: Exception, outage: bool) -> None:
    assert is_outage(error) is outage

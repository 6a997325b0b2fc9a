"""Texts of other systems in logs and messages: one line, nothing that a terminal obeys."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest

from cloudbeds_connector import DeadLetterError, Failure, SinkError, printable
from cloudbeds_connector.engine.observe.set_aside import log_new
from cloudbeds_connector.engine.reporting.log import FailureLog
from cloudbeds_connector.engine.reporting.queues import about_delivery, about_hint
from cloudbeds_connector.escapes import quoted
from cloudbeds_connector.http.rows import warn_of
from cloudbeds_connector.pms.pages import SetAside
from cloudbeds_connector.stores import records as r

AT = datetime(2026, 3, 1, tzinfo=UTC)
ID = "X1\r\n2026-03-01 INFO all is well\x1b[2J\u202e"
ESCAPED = r"X1\r\n2026-03-01 INFO all is well\x1b[2J\u202e"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Zoë's suite, 🛏️, 客室\u00a01, می\u200cخواهم", "Zoë's suite, 🛏️, 客室\u00a01, می\u200cخواهم"),
        (ID, ESCAPED),
        ("\ud83d \x00 \x7f \x9b \u2028 \ufeff", r"\ud83d \x00 \x7f \x9b \u2028 \ufeff"),
        ("[/x] :bed: \\", "[/x] :bed: \\"),
    ],
)
def test_what_a_terminal_obeys_is_escaped_and_names_are_not(text: str, shown: str) -> None:
    assert printable(text) == shown
    assert printable(shown) == shown


def test_ids_are_quoted_and_cut() -> None:
    assert quoted(ID) == f"'{ESCAPED}'"
    assert quoted("x" * 5000) == f"'{'x' * 57}...'"
    assert quoted(12) == "12"


def test_an_error_is_one_line_whatever_ids_it_names() -> None:
    error = SinkError(f"Room {ID} is unknown.", next_action=f"Add {ID}.")
    assert str(error) == f"Room {ESCAPED} is unknown. Add {ESCAPED}."


def test_failures_and_rows_set_aside_are_one_line_each_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    log, now = FailureLog(lambda: AT), AT
    error = DeadLetterError(f"The webhook {ID} was given up.", next_action="Replay it.")
    log.failed(Failure(property_id=ID, work=f"room {ID}", error=error, members=("m",)))
    log.worked(["m"])
    row = r.SetAsideRow(
        connection_id="c", kind="stay", id=ID, reason=f"Bad {ID}.", first_seen_at=now, last_seen_at=now, times=1
    )
    log_new(ID, [row])
    warn_of([SetAside(kind="stay", id=ID, reason=f"Bad {ID}.")], "getReservations")
    assert len(caplog.messages) == 4
    for message in caplog.messages:
        assert message.isprintable()
        assert ESCAPED in message


def test_what_a_webhook_and_a_delivery_are_about_is_one_line() -> None:
    queued = {"connection_id": "c", "id": "i", "sequence": 1, "status": r.PENDING, "due_at": AT}
    hint = r.WebhookEvent(
        **queued, event="reservation/created", entity=r.Entity.STAY, reservation_id=ID, segment_id=None, room_id=ID,
        reported_at=None, received_at=AT, body_digest="",
    )  # type: ignore[arg-type]  # fmt: skip
    item = r.OutboxItem(**queued, kind="task", topic="t", payload={"task": {"room_number": ID}}, created_at=AT)  # type: ignore[arg-type]
    assert about_hint(hint) == f"reservation/created (reservation {ESCAPED}, room {ESCAPED})"
    assert about_delivery(item) == f"change of the task of room {ESCAPED}"

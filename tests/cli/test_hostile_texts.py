"""Names, ids and reasons that a hotel system or a host wrote are printed literally: no markup, no control sequence."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import fields, replace
from typing import Any

import pytest

from cloudbeds_connector import printable
from cloudbeds_connector.cli import output
from cloudbeds_connector.stores import records as r
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

from .conftest import Terminal

#: Markup that rich refuses, markup that it obeys, an emoji code, a new line, a cleared screen, a reversed line, CSI.
HOSTILE = "[/x][bold]:bed:\r\nerror: \x1b[2J\u202e\x9b31m\\"
SHOWN = printable(HOSTILE)
#: Fields that hold ids of the connector, or words that it understands.
OURS = {"connection_id", "id", "sequence", "status", "connector", "timezone", "row", "code", "kind", "topic", "action"}


def spoil(table: Any, row: Any, *names: str) -> Any:
    """The row with the hostile text behind these fields, those of them that the table has."""
    known = {field.name for field in fields(row)} - OURS
    assert known >= set(names), table.name
    return replace(row, **{name: f"{getattr(row, name)}{HOSTILE}" for name in names})


def spoilt(terminal: Terminal) -> None:
    """A synced hotel in whose store every text of other people is hostile, the property id too."""
    terminal.good("sync", "--property-id", "my-hotel")
    names = {
        r.CONNECTIONS: ("property_id", "name"),
        r.PROPERTY_ROOMS: ("room_number", "room_type", "property_id"),
        r.PMS_ROOMS: ("name", "room_type_name"),
        r.TURNOVER_TASKS: ("room_number", "reason", "due_reason"),
        r.DECISIONS: ("reason",),
        r.ROOM_STATES: ("raw_condition",),
    }
    store = SqlAlchemyStore("sqlite:///cloudbeds-connector.sqlite3")
    with store.transaction() as tx:
        [connection] = tx.select(r.CONNECTIONS)
        for table, spoilt_fields in names.items():
            tx.put(table, *(spoil(table, row, *spoilt_fields) for row in tx.select(table)))
        now = terminal.hotel.hotel.clock.now()
        queued: Any = {"connection_id": connection.id, "sequence": 1, "status": r.DEAD, "due_at": now, "note": HOSTILE}
        tx.put(
            r.WEBHOOK_EVENTS,
            r.WebhookEvent(
                **queued, id="h" * 64, settled_at=now, event="reservation/created", entity=r.Entity.STAY,
                reservation_id=HOSTILE, segment_id=None, room_id=HOSTILE, reported_at=None, received_at=now,
                body_digest="",
            ),
        )  # fmt: skip
        payload = {"action": "create", "task": {"room_number": HOSTILE, "unit_id": HOSTILE}}
        tx.put(
            r.OUTBOX,
            r.OutboxItem(**queued, id=f"task:{HOSTILE}", kind="task", topic="t", payload=payload, created_at=now),
        )
        tx.put(
            r.SET_ASIDE,
            r.SetAsideRow(
                connection_id=connection.id, kind="reservation", id=HOSTILE, reason=HOSTILE, first_seen_at=now,
                last_seen_at=now, times=1,
            ),
        )  # fmt: skip
        tx.put(
            r.FAILURES,
            r.WorkFailure(connection_id=connection.id, work=HOSTILE, error="X", reason=HOSTILE, since=now, last_at=now),
        )
    store.close()


def check(output: str, *, lines: bool = True) -> None:
    """Nothing that a terminal obeys is in the output, and the brackets are."""
    assert {unicodedata.category(each) for each in output if each != "\n"} & {"Cc", "Cf", "Cs"} == set()
    assert not lines or "[/x]" in output


def test_every_listing_prints_hostile_texts_literally(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output.stdout, "width", 400)  # a terminal of 80 columns folds what is looked for
    spoilt(terminal)
    taken = next(row for row in terminal.json("rooms") if row["task_id"])
    for command in (
        ("tasks",),
        ("tasks", "--all"),
        ("rooms",),
        ("why", taken["room_id"]),
        ("status",),
        ("status", "--all"),
    ):
        shown = terminal.good(*command)
        check(shown)
        assert SHOWN in shown, command
        assert json.dumps(HOSTILE)[1:-1].split("\\")[0] in json.dumps(terminal.json(*command))
        check(terminal.good(*command, "--json"))
    check(terminal.good("replay"))


def test_commands_that_ask_the_hotel_print_hostile_texts_literally(terminal: Terminal) -> None:
    spoilt(terminal)
    terminal.hotel.hotel.property_name = HOSTILE
    hotel = "my-hotel" + HOSTILE
    for command in ("connect", "sync", "probe", "worker", "disconnect"):
        arguments = {"probe": [hotel, "--dry-run"], "worker": ["--once"]}.get(command, ["--property-id", hotel])
        result = terminal.run(command, *arguments)
        check(result.output, lines=False)
    assert "[/x]" in result.output


def test_an_unknown_property_id_is_quoted_and_shortened(terminal: Terminal) -> None:
    terminal.good("sync")
    for command in ("tasks", "rooms", "status", "replay", "disconnect"):
        for name in ("[/x]", "[bold]", HOSTILE, "\udce9"):
            result = terminal.run(command, "--property-id", name)
            assert result.exit_code == 2, result.output
            check(result.output, lines="[/x]" in name)
            assert "half a character" in result.stderr or f"{name[:4]!r}"[1:-1] in result.stderr
        result = terminal.run(command, "--property-id", "x" * 5000, "--json")
        assert len(json.loads(result.stderr)["error"]) < 200


def test_a_room_that_is_asked_for_is_quoted_as_it_is(terminal: Terminal) -> None:
    terminal.good("sync")
    for room in ("[/x]", HOSTILE):
        check(terminal.refused("why", room, code=2))
        check(terminal.refused("why", room, "--json", code=2))

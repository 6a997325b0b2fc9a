"""2,000 answers with one to five spoilt rows each: every good row arrives, every bad one is counted, no sync fails.

The seed is in the test's id; the same one spoils the same rows in the same way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cloudbeds_connector import CloudbedsConnector
from cloudbeds_connector.engine import Integration
from cloudbeds_connector.http.wire import LocalTransport
from cloudbeds_connector.pms.limiter import NoLimit
from cloudbeds_connector.pms.ports import Credentials
from cloudbeds_connector.stores import records as r
from cloudbeds_connector.stores.memory import MemoryStore
from cloudbeds_connector.testing import ManualClock

Row = dict[str, Any]

MORNING = datetime(2026, 11, 20, 15, 40, tzinfo=UTC)
TODAY = date(2026, 11, 20)
#: How many rows each listing has.
COUNTS = {"reservation": 9, "room": 7, "room_state": 7, "block": 6}
ID_FIELDS = {"reservation": "reservationID", "room": "roomID", "room_state": "roomID", "block": "roomBlockID"}
#: Replaced by bytes that are no UTF-8 when the body is written.
BROKEN = "\ue0ff"
UNREADABLE_TEXTS = ("\ud83d", "\udc00x", BROKEN, "\u0000", "a\ud83db\ude00")
NO_DAYS = ("2026-02-30", "-0001-11-30", "-0001-11-30 00:00:00", "2026-13-01", "soon", 7.5, {"day": 1}, ["2026-11-20"])
WRONG = ({"value": 1}, [1, "a"], [{}], {"0": None})


@dataclass
class Spoilt:
    """A row after it was spoilt. `bad`: it cannot be read; `named`: but its id can."""

    row: Any
    bad: bool = True
    named: bool = True


# what can happen to a row of any listing, of one with texts, of one with days, of one with rooms


def no_row(row: Row, kind: str, dice: Random) -> Spoilt:
    return Spoilt(dice.choice([None, [], "n/a", 7, True]), named=False)


def no_id(row: Row, kind: str, dice: Random) -> Spoilt:
    name = ID_FIELDS[kind]
    if dice.random() < 0.5:
        return Spoilt({key: value for key, value in row.items() if key != name}, named=False)
    return Spoilt({**row, name: dice.choice([None, "", " ", [row[name]], {"id": row[name]}, True])}, named=False)


def only_id(row: Row, kind: str, dice: Random) -> Spoilt:
    return Spoilt({ID_FIELDS[kind]: row[ID_FIELDS[kind]]})


def garbled_id(row: Row, kind: str, dice: Random) -> Spoilt:
    name = ID_FIELDS[kind]
    return Spoilt({**row, name: f"{row[name]}{dice.choice(UNREADABLE_TEXTS)}"}, named=False)


def garbled_text(row: Row, kind: str, dice: Random) -> Spoilt:
    name = {"reservation": "sourceName", "room": "roomDescription", "room_state": "roomComments"}
    return Spoilt({**row, name.get(kind, "roomBlockReason"): f"Zoë {dice.choice(UNREADABLE_TEXTS)}"}, bad=False)


def wrong_text(row: Row, kind: str, dice: Random) -> Spoilt:
    name = {"reservation": "thirdPartyIdentifier", "room": "doorlockID", "room_state": "housekeeper"}
    return Spoilt({**row, name.get(kind, "roomBlockType"): dice.choice(WRONG)}, bad=False)


def deep(row: Row, kind: str, dice: Random) -> Spoilt:
    value: Any = 1
    for _ in range(300):
        value = [value]
    return Spoilt({**row, "zUnknown": value})


def odd(row: Row, kind: str, dice: Random) -> Spoilt:
    """What Cloudbeds is known to send, and every client must read."""
    blank = dice.choice(["", "-", "N/A", None, [], False])
    return Spoilt({**row, "zUnknown": {"deep": [1]}, "guestID": blank, "maxGuests": "2", "sourceID": 7}, bad=False)


def no_day(row: Row, kind: str, dice: Random) -> Spoilt:
    days = {"reservation": ("reservationCheckIn", "reservationCheckOut"), "block": ("startDate", "endDate")}
    if kind not in days:
        return Spoilt({**row, "date": dice.choice(NO_DAYS)}, bad=False)
    return Spoilt({**row, dice.choice(days[kind]): dice.choice(NO_DAYS)})


def bad_room(row: Row, kind: str, dice: Random) -> Spoilt:
    if kind not in ("reservation", "block"):
        return no_row(row, kind, dice)
    rooms = list(row["rooms"])
    spot = dice.randrange(len(rooms))
    changes: list[Any] = [None, "n/a", 7, {**rooms[spot], "roomID": {"id": 1}}, {**rooms[spot], "roomID": "1-\ud83d"}]
    if kind == "reservation":
        changes += [{**rooms[spot], "roomCheckOut": day} for day in NO_DAYS]
        changes += [{**rooms[spot], "roomStatus": status} for status in ({"is": "in_house"}, "in_\ud83dhouse")]
    rooms[spot] = dice.choice(changes)
    return Spoilt({**row, "rooms": rooms if dice.random() < 0.7 else dict(enumerate(rooms, 1))})


def wrong_state(row: Row, kind: str, dice: Random) -> Spoilt:
    names = {"reservation": "status", "room": "isVirtual", "room_state": "roomCondition", "block": "rooms"}
    return Spoilt({**row, names[kind]: dice.choice([{"value": 1}, [1, "a"], [[]]])})


SPOILERS: tuple[Callable[[Row, str, Random], Spoilt], ...] = (
    *(no_row, no_id, only_id, garbled_id, garbled_text, wrong_text, deep, odd, no_day, bad_room, wrong_state),
)


@dataclass
class SpoiltHotel:
    """The rows of a hotel, new for each sync, and what a client must make of them."""

    dice: Random
    is_open: bool = False
    number: int = 0
    bodies: dict[str, bytes] = field(default_factory=dict)
    good: dict[str, dict[str, Row]] = field(default_factory=dict)
    bad: dict[str, int] = field(default_factory=dict)
    written: int = 0

    def turn(self) -> None:
        """New rows in every listing, one to five of them spoilt."""
        self.number += 1
        for kind, count in COUNTS.items():
            rows: list[Any] = [self._row(kind, n) for n in range(count)]
            self.good[kind] = {row[ID_FIELDS[kind]]: row for row in rows}
            self.bad[kind] = 0
            for spot in self.dice.sample(range(count), self.dice.randint(1, 5)):
                before = rows[spot]
                spoilt = self.dice.choice(SPOILERS)(before, kind, self.dice)
                rows[spot] = spoilt.row
                if spoilt.bad:
                    del self.good[kind][before[ID_FIELDS[kind]]]
                    self.bad[kind] += 1
            self.bodies[kind] = self._body(kind, rows)
            self.written += 1

    def _row(self, kind: str, n: int) -> Row:
        day = (TODAY + timedelta(days=1 + (self.number + n) % 9)).isoformat()
        if kind == "room":
            return {"roomID": f"1-{n}", "roomName": f"{100 + n}", "roomTypeID": "1", "roomTypeName": f"T{self.number}"}
        if kind == "room_state":
            return {"roomID": f"1-{n}", "roomCondition": self.dice.choice(["dirty", "clean"]), "roomOccupied": False}
        if kind == "block":
            rooms = [{"roomID": f"1-{n}"}, {"roomID": "1-6"}]
            return {"roomBlockID": f"B{n}", "startDate": "2026-11-20", "endDate": day, "rooms": rooms}
        id_ = f"R{n}"
        room = {
            "roomID": f"1-{n % 7}",
            "roomStatus": "not_checked_in",
            "roomCheckIn": "2026-11-20",
            "roomCheckOut": day,
        }
        rooms = [{**room, "subReservationID": id_}, {**room, "roomID": None, "subReservationID": f"{id_}-2"}]
        head = {"reservationID": id_, "propertyID": "1", "status": "confirmed", "guestID": "G"}
        return {**head, "reservationCheckIn": "2026-11-20", "reservationCheckOut": day, "rooms": rooms}

    def _body(self, kind: str, rows: list[Any]) -> bytes:
        data: Any = rows if self.dice.random() < 0.8 else dict(enumerate(rows))
        data = {"room": [{"propertyID": "1", "rooms": data}], "block": {"propertyID": "1", "roomBlocks": data}}.get(
            kind, data
        )
        written = json.dumps({"success": True, "data": data}, ensure_ascii=self.dice.random() < 0.5)
        return written.encode(errors="surrogatepass").replace(BROKEN.encode(), b"\xff").replace(b"\\ue0ff", b"\xff")

    def answer(
        self, verb: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Every listing is one page, as it is, also where some ids are asked for; none has a row until it is open."""
        address = urlsplit(url)
        method = address.path.rpartition("/")[2]
        if not (self.is_open or method.startswith("getHotel")):
            return 200, {}, b'{"success": true, "data": []}'
        if parse_qs(address.query).get("pageNumber", ["1"]) != ["1"]:
            return 200, {}, b'{"success": true, "data": []}'
        kinds = {
            "getReservationsWithRateDetails": "reservation",
            "getRooms": "room",
            "getHousekeepingStatus": "room_state",
            "getRoomBlocks": "block",
        }
        plain: dict[str, Any] = {
            "getHotels": [{"propertyID": "1", "propertyName": "Inn", "propertyTimezone": "America/New_York"}],
            "getHotelDetails": {"propertyID": "1"},
        }
        if method in kinds:
            return 200, {"content-type": "application/json"}, self.bodies[kinds[method]]
        return 200, {}, json.dumps({"success": True, "data": plain[method]}).encode()


@pytest.fixture
def connected(request: pytest.FixtureRequest) -> Iterator[tuple[SpoiltHotel, Integration]]:
    hotel = SpoiltHotel(Random(request.param))
    hotel.turn()
    integration = Integration(
        connector=CloudbedsConnector(transport=LocalTransport(hotel.answer)),
        store=MemoryStore(),
        credentials=lambda connection: Credentials("cbat_1"),
        limiter=NoLimit(),
        clock=ManualClock(MORNING),
    )
    with integration:
        integration.connect("inn")
        hotel.is_open = True
        yield hotel, integration


def check(hotel: SpoiltHotel, integration: Integration, before: dict[Any, Any]) -> dict[Any, Any]:
    """The good rows are stored as they were sent, the others as they were stored before. Returns what is stored."""
    with integration.runtime.store.transaction() as tx:
        stays = {row.id: row.check_out.isoformat() for row in tx.select(r.RESERVATIONS)}
        segments = {row.id: row.state for row in tx.select(r.STAY_SEGMENTS)}
        rooms = {row.id: row.room_type_name for row in tx.select(r.PMS_ROOMS) if row.gone_at is None}
        states = {row.room_id: row.condition for row in tx.select(r.ROOM_STATES)}
        blocks = {(row.id, row.room_id): row.end_date.isoformat() for row in tx.select(r.ROOM_BLOCKS)}
    stored = {"reservation": stays, "room": rooms, "room_state": states, "block": blocks}
    sent: dict[str, dict[Any, str]] = {
        "reservation": {id_: row["reservationCheckOut"] for id_, row in hotel.good["reservation"].items()},
        "room": {id_: row["roomTypeName"] for id_, row in hotel.good["room"].items()},
        "room_state": {id_: row["roomCondition"] for id_, row in hotel.good["room_state"].items()},
        "block": {
            (id_, room): row["endDate"]
            for id_, row in hotel.good["block"].items()
            for room in {each["roomID"] for each in row["rooms"]}
        },
    }
    for kind, expected in sent.items():
        assert stored[kind] == {**before.get(kind, {}), **expected}, (hotel.number, kind)
    assert set(segments.values()) == {"expected"}, "no booking lost a room"
    return stored


#: 400 pages in each run; the others in proof.
SEEDS = [pytest.param(seed, marks=[pytest.mark.proof] * (seed >= 2)) for seed in range(10)]


@pytest.mark.parametrize("connected", SEEDS, indirect=True)
def test_two_thousand_pages_with_spoilt_rows(connected: tuple[SpoiltHotel, Integration]) -> None:
    hotel, integration = connected
    stored: dict[Any, Any] = {}
    for _ in range(50):
        report = integration.sync("inn", kind="full")
        stored = check(hotel, integration, stored)
        assert report.set_aside == sum(hotel.bad.values()), hotel.number
        hotel.turn()
    assert hotel.written == 4 * 51

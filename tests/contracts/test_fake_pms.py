"""The fake hotel system keeps the contract of connectors, with any capabilities."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from typing_extensions import override

from cloudbeds_connector.errors import AuthenticationError, ServerError
from cloudbeds_connector.pms.capabilities import Capabilities
from cloudbeds_connector.pms.hotel_time import business_date
from cloudbeds_connector.pms.model import BlockKind, Condition, Reservation, RoomBlock, Segment, StayState
from cloudbeds_connector.pms.ports import Credentials, PmsAccount
from cloudbeds_connector.testing import FakePms, ManualClock
from cloudbeds_connector.testing.contracts import Guest, PmsConnectorContract, StagedHotel
from cloudbeds_connector.testing.fakes import CAPABILITIES


class FakeHotel(StagedHotel):
    """Six rooms: two guests in house, two to come."""

    def __init__(self, capabilities: Capabilities = CAPABILITIES) -> None:
        self.connector = self.pms = FakePms(capabilities=capabilities)
        self.account = PmsAccount(connection_id="c1", pms_property_id="1", timezone="America/New_York")
        self.credentials = Credentials("a-very-secret-key")
        self.clock = ManualClock()
        self.secrets = ["a-very-secret-key"]
        rooms = [self.pms.add_room(str(101 + n)) for n in range(6)]
        for n, state in enumerate((StayState.IN_HOUSE, StayState.IN_HOUSE, StayState.EXPECTED, StayState.EXPECTED)):
            self._book(f"S{n}", rooms[n], state)
            self.pms.set_room(rooms[n], Condition.CLEAN, occupied=state is StayState.IN_HOUSE)

    def _book(self, name: str, room: str, state: StayState) -> None:
        start, end = self.today() - timedelta(days=1), self.today() + timedelta(days=1)
        segment = Segment(
            id=name, reservation_id=name, room_id=room, room_type_id="T1", start_date=start, end_date=end, state=state
        )
        self.pms.put(
            Reservation(
                id=name, state=state, segments=(segment,), check_in=start, check_out=end, guest_name="Ada Lovelace"
            )
        )

    @override
    def today(self) -> date:
        prop = self.pms.property
        return business_date(self.clock.now(), prop.check_out_time.replace(hour=4), prop.zone)

    @override
    def rooms(self) -> list[str]:
        return list(self.pms.room_list)

    def _guests(self, state: StayState) -> list[Guest]:
        segments = [stay.segments[0] for stay in self.pms.reservations.values() if not stay.deleted]
        return [
            Guest(reservation_id=each.reservation_id, segment_id=each.id, room_id=each.room_id)
            for each in segments
            if each.state is state
        ]

    @override
    def in_house(self) -> list[Guest]:
        return self._guests(StayState.IN_HOUSE)

    @override
    def expected(self) -> list[Guest]:
        return self._guests(StayState.EXPECTED)

    def _change(self, guest: Guest, *, state: StayState, room_id: str | None, deleted: bool = False) -> None:
        stay = self.pms.reservations[guest.reservation_id]
        segment = replace(stay.segments[0], state=state, room_id=room_id)
        self.pms.put(replace(stay, state=state, segments=(segment,), deleted=deleted))

    @override
    def check_out(self, guest: Guest) -> None:
        self._change(guest, state=StayState.DEPARTED, room_id=guest.room_id)
        self.pms.set_room(guest.room_id or "", Condition.DIRTY, occupied=False)

    @override
    def move(self, guest: Guest, room_id: str) -> None:
        self._change(guest, state=StayState.IN_HOUSE, room_id=room_id)

    @override
    def cancel(self, guest: Guest) -> None:
        self._change(guest, state=StayState.CANCELLED, room_id=guest.room_id)

    @override
    def delete(self, guest: Guest) -> None:
        self._change(guest, state=StayState.CANCELLED, room_id=guest.room_id, deleted=True)

    @override
    def soil(self, room_id: str) -> None:
        self.pms.set_room(room_id, Condition.DIRTY)

    @override
    def block(self, room_id: str, start: date, end: date) -> None:
        self.pms.block_list[room_id] = RoomBlock(
            id="B1", room_id=room_id, kind=BlockKind.OUT_OF_ORDER, raw_kind="", start_date=start, end_date=end
        )

    @override
    def spoil(self, row_id: str) -> bool:
        self.pms.unreadable |= {(kind, row_id) for kind in ("reservation", "room", "room_state")}
        return True

    @override
    def message(self, guest: Guest) -> bytes:
        return json.dumps({"event": "stay/changed", "reservation": guest.reservation_id, "property": "1"}).encode()

    @override
    def revoke(self) -> None:
        self.pms.fail_with = AuthenticationError("The key was revoked.", next_action="Connect again.")

    @override
    def fail(self) -> None:
        self.pms.fail_with = ServerError("The server is down.", next_action="Try again later.")

    @override
    def recover(self) -> None:
        self.pms.fail_with = None


class TestFakePms(PmsConnectorContract):
    @pytest.fixture
    def hotel(self) -> FakeHotel:
        return FakeHotel()


class TestAHotelSystemThatOffersLittle(PmsConnectorContract):
    @pytest.fixture
    def hotel(self) -> FakeHotel:
        return FakeHotel(Capabilities(requests_per_second=50))


class TestAHotelSystemThatPeopleSetUp(PmsConnectorContract):
    @pytest.fixture
    def hotel(self) -> FakeHotel:
        return FakeHotel(replace(CAPABILITIES, webhooks="manual", change_feed="modified_lossy"))

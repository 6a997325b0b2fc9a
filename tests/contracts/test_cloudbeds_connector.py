"""The connector for Cloudbeds keeps the contract, whether the hotel follows the description or has every oddity."""

import json
from collections.abc import Iterator
from datetime import date

import pytest
from typing_extensions import override

from cloudbeds_connector import CloudbedsConnector
from cloudbeds_connector.pms.ports import Credentials, PmsAccount
from cloudbeds_connector.testing import Profile, ServedHotel, SimulatedHotel, Spoilage
from cloudbeds_connector.testing.contracts import Guest, PmsConnectorContract, StagedHotel
from cloudbeds_connector.testing.hotel import HotelSegment

KEY = "cbat_simulated"


def guest_of(segment: HotelSegment) -> Guest:
    return Guest(reservation_id=segment.reservation_id, segment_id=segment.id, room_id=segment.room_id)


class SimulatedCloudbeds(StagedHotel):
    """A small simulated hotel, reached over HTTP."""

    def __init__(self, simulated: SimulatedHotel, server: ServedHotel) -> None:
        self._hotel = simulated
        self.connector = CloudbedsConnector(base_url=server.base_url)
        self.clock = simulated.clock
        self.credentials = Credentials(KEY)
        self.secrets = [KEY]
        self.account = PmsAccount(
            connection_id="c1",
            pms_property_id=simulated.property_id,
            timezone=simulated.timezone,
        )

    @override
    def today(self) -> date:
        return self._hotel.today()

    @override
    def rooms(self) -> list[str]:
        return [room.id for room in self._hotel.rooms()]

    @override
    def in_house(self) -> list[Guest]:
        return [guest_of(segment) for segment in self._hotel.in_house()]

    @override
    def expected(self) -> list[Guest]:
        return [guest_of(segment) for segment in self._hotel.arrivals()]

    @override
    def check_out(self, guest: Guest) -> None:
        self._hotel.check_out(guest.segment_id)

    @override
    def move(self, guest: Guest, room_id: str) -> None:
        self._hotel.assign(guest.segment_id, room_id)

    @override
    def cancel(self, guest: Guest) -> None:
        self._hotel.cancel(guest.reservation_id)

    @override
    def delete(self, guest: Guest) -> None:
        self._hotel.delete(guest.reservation_id)

    @override
    def soil(self, room_id: str) -> None:
        self._hotel.set_condition(room_id, "dirty")

    @override
    def block(self, room_id: str, start: date, end: date) -> None:
        self._hotel.block([room_id], start, end)

    @override
    def spoil(self, row_id: str) -> bool:
        is_room = row_id in {room.id for room in self._hotel.rooms()}
        self._hotel.faults.spoil(row_id, Spoilage.ONLY_THE_ID if is_room else Spoilage.NO_SUCH_DAY)
        return True

    @override
    def message(self, guest: Guest) -> bytes:
        body = {
            "version": "1.0",
            "timestamp": 1795446000.51049,
            "event": "reservation/status_changed",
            "propertyID": int(self._hotel.property_id),
            "propertyID_str": self._hotel.property_id,
            "reservationID": guest.reservation_id,
            "status": "checked_out",
        }
        return json.dumps(body).encode()

    @override
    def revoke(self) -> None:
        self._hotel.faults.revoked_keys.add(KEY)

    @override
    def fail(self) -> None:
        self._hotel.faults.every, self._hotel.faults.kinds = 1, ("500",)

    @override
    def recover(self) -> None:
        self._hotel.faults.clear()


class TestCloudbedsConnector(PmsConnectorContract):
    @pytest.fixture(params=Profile, ids=lambda profile: profile.name.lower())
    def hotel(self, request: pytest.FixtureRequest) -> Iterator[SimulatedCloudbeds]:
        hotel = SimulatedHotel.small(profile=request.param)
        with hotel.serve() as server:
            yield SimulatedCloudbeds(hotel, server)

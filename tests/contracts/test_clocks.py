from collections.abc import Iterator

import pytest

from cloudbeds_connector.pms.clock import SystemClock
from cloudbeds_connector.testing import HotelClock, HotelControl, ManualClock, SimulatedHotel
from cloudbeds_connector.testing.contracts import ClockContract
from cloudbeds_connector.testing.process.control_api import ControlApi


class TestSystemClock(ClockContract):
    @pytest.fixture
    def clock(self) -> SystemClock:
        return SystemClock()


class TestManualClock(ClockContract):
    nap = 90.0

    @pytest.fixture
    def clock(self) -> ManualClock:
        return ManualClock()


class TestTheClockOfAHotelElsewhere(ClockContract):
    nap = 90.0

    @pytest.fixture
    def clock(self) -> Iterator[HotelClock]:
        hotel = SimulatedHotel.small()
        with (
            hotel.serve(control=ControlApi(hotel).answer) as server,
            HotelControl(server.base_url, timeout=10) as control,
        ):
            yield HotelClock(control)

"""The contract of `PmsConnector`: subclass `PmsConnectorContract` and give it a `hotel` fixture.

class TestMyConnector(PmsConnectorContract):
    @pytest.fixture
    def hotel(self):
        with my_sandbox() as sandbox:
            yield MyHotel(sandbox)          # a StagedHotel, fresh for each test

What a connector's `capabilities` rule out is not tested, or must be empty. The test of arbitrary bodies uses hypothesis
if that is installed; all others need only pytest.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ....pms.ports import PmsSession
from .failures import FailuresContract
from .hotel import Guest, StagedHotel, WatchedLimiter
from .messages import MessagesContract
from .rooms import RoomsContract
from .stays import StaysContract

__all__ = ["Guest", "PmsConnectorContract", "StagedHotel"]


class PmsConnectorContract(RoomsContract, StaysContract, MessagesContract, FailuresContract):
    """Everything a connector and its sessions must do. Define the `hotel` fixture, a `StagedHotel`."""

    @pytest.fixture
    def hotel(self) -> StagedHotel:
        """A hotel with guests in house and expected guests, whose reads show all of them."""
        raise NotImplementedError("Override the `hotel` fixture.")

    @pytest.fixture
    def limiter(self, hotel: StagedHotel) -> WatchedLimiter:
        """The limiter of `session`."""
        return WatchedLimiter(hotel)

    @pytest.fixture
    def session(self, hotel: StagedHotel, limiter: WatchedLimiter) -> Iterator[PmsSession]:
        """A session on the hotel's property."""
        session = hotel.connector.open(
            hotel.account, hotel.credentials, limiter=limiter, clock=hotel.clock, tokens=hotel.tokens
        )
        yield session
        session.close()

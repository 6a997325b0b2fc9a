"""The contract of `PmsConnector`: subclass `PmsConnectorContract`, give it a `hotel` fixture, and all must pass.

class TestMyConnector(PmsConnectorContract):
    @pytest.fixture
    def hotel(self):
        with my_sandbox() as sandbox:
            yield MyHotel(sandbox)          # a StagedHotel, fresh for each test

What a connector's `capabilities` say it cannot do is not asked of it, or must be empty. The test of arbitrary bodies
uses hypothesis where that is installed; everything else needs pytest only.
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
    """Everything a connector and its sessions must do. `hotel` is a fixture that gives a `StagedHotel`."""

    @pytest.fixture
    def hotel(self) -> StagedHotel:
        """A hotel with guests in house and guests to come, whose reads show all of it."""
        raise NotImplementedError("Override the `hotel` fixture.")

    @pytest.fixture
    def limiter(self, hotel: StagedHotel) -> WatchedLimiter:
        """What every request of `session` waits for."""
        return WatchedLimiter(hotel)

    @pytest.fixture
    def session(self, hotel: StagedHotel, limiter: WatchedLimiter) -> Iterator[PmsSession]:
        """The hotel's property, opened."""
        session = hotel.connector.open(
            hotel.account, hotel.credentials, limiter=limiter, clock=hotel.clock, tokens=hotel.tokens
        )
        yield session
        session.close()

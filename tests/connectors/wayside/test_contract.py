"""Wayside's connector keeps the contract of connectors, over real HTTP."""

from __future__ import annotations

import pytest

from cloudbeds_connector.testing.contracts import PmsConnectorContract

from .hotel import WaysideHotel


class TestWaysideConnector(PmsConnectorContract):
    @pytest.fixture
    def hotel(self, hotel: WaysideHotel) -> WaysideHotel:
        return hotel

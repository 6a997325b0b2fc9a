"""A Wayside that is served on this machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cloudbeds_connector.testing import ManualClock

from .hotel import WaysideHotel, new_wayside
from .server import serve


@pytest.fixture
def hotel() -> Iterator[WaysideHotel]:
    clock = ManualClock()
    wayside = new_wayside(clock)
    with serve(wayside) as base_url:
        yield WaysideHotel(wayside, base_url, clock)

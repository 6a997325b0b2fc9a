"""The `UnitWork` of a room of a story, which is the input of a rule."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cloudbeds_connector.pms.facts import Cause, Vacate
from cloudbeds_connector.turnover.tasks.unit_work import UnitWork
from cloudbeds_connector.turnover.view.index import HotelIndex

from .story import Story

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def index_of(hotel: Story) -> HotelIndex:
    return HotelIndex(hotel.view, hotel.now, hotel.policy)


def unit_work_of(hotel: Story, number: str = "101") -> UnitWork:
    return UnitWork.of(hotel.unit(number), index_of(hotel))


def left(name: str, *, at: datetime, number: str = "101", **more: Any) -> Vacate:
    """A departure, noticed at once by default."""
    values = {"n": 1, "noticed_at": at, "cause": Cause.CHECK_OUT} | more
    return Vacate(unit_id=number, segment_id=name, at=at, **values)

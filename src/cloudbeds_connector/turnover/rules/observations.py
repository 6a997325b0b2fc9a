"""What looks at a room's state prove: that it stayed vacant, became ready, or was dirty at the first look.

A hotel that has not kept its room states would get a task for half of its rooms at the first look (T143). Until a
person sets the policy's `first_look`, rooms that were dirty then make no task; a guest who leaves still does.
"""

from __future__ import annotations

from datetime import datetime

from ...pms.facts import Vacate
from ...pms.model import Condition
from ...pms.tasks import TurnoverTask
from ..model import Unit
from ..reasons import ReasonCode
from ..schedule.due_time import ONE_MINUTE
from ..tasks.unit_work import UnitWork
from ..view.index import HotelIndex

READY = frozenset({Condition.CLEAN, Condition.INSPECTED})


def vacant_since(index: HotelIndex, unit: Unit) -> datetime | None:
    """Since when looks show the room vacant; without any occupancy, since when its condition is as it is."""
    if not index.looks_vacant(unit):
        return None
    return unit.condition_since if unit.occupied is None else unit.occupancy_since


def seen_vacant_after(unit: Unit, instant: datetime) -> bool:
    """Whether some look after `instant` showed the room vacant."""
    if unit.occupied is False:
        return unit.observed_at is not None and unit.observed_at > instant
    return unit.occupied is True and unit.occupancy_since is not None and unit.occupancy_since > instant


def cleaned_in_time(work: UnitWork, vacate: Vacate) -> bool:
    """T113: noticed so late that there was time to clean, and the room turned ready after the guest had left."""
    unit = work.unit
    minutes = work.policy.minutes(work.departure_kind, room_type_id=unit.room_type_id)
    return (
        vacate.at_known
        and vacate.noticed_at >= vacate.at + minutes * ONE_MINUTE
        and unit.condition in READY
        and work.index.looks_vacant(unit)
        and unit.condition_since is not None
        and unit.condition_since > vacate.at
    )


def turned_ready_while_vacant(work: UnitWork, vacate: Vacate) -> bool:
    """T29: the room stayed vacant over the debounce, and became ready after it was first seen vacant.

    A room serviced as a stayover this morning is clean when its guest leaves, so being ready alone proves nothing.
    """
    unit, index = work.unit, work.index
    if unit.condition not in READY or unit.occupied is not False or index.has_guests(unit):
        return False
    if unit.condition_since is None or unit.occupancy_since is None or unit.observed_at is None:
        return False
    if unit.observed_at - unit.occupancy_since < work.policy.debounce:
        return False
    if vacate.at_known:
        after_stay = unit.condition_since > vacate.at
    else:
        entered = index.view.entered_at.get(vacate.segment_id)
        after_stay = entered is not None and unit.occupancy_since >= entered
    return after_stay and unit.condition_since > unit.occupancy_since


def changed_since(unit: Unit, task: TurnoverTask) -> bool:
    """Whether the room's condition changed after the task was made, or last covered one more departure."""
    reference = max(task.created_at, task.noticed_at or task.created_at)
    return unit.condition_since is not None and unit.condition_since > reference


def before_first_look(index: HotelIndex, since: datetime) -> bool:
    """Whether a state that has lasted since then was there at the first look."""
    return index.view.first_look_at is not None and since <= index.view.first_look_at


def left_for_later(index: HotelIndex, *, since: datetime) -> bool:
    """Whether a room that has been vacant and dirty `since` then waits for the policy, or is left as it is."""
    if index.policy.first_look == "create":
        return False
    if index.view.baseline:
        return index.backlog > 0
    ignored = index.policy.first_look == "ignore" or index.was_raised(ReasonCode.FIRST_LOOK_BACKLOG)
    return before_first_look(index, since) and ignored

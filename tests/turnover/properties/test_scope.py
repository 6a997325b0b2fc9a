"""After one change, planning for the units it touches gives all that planning for the whole hotel would give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import strategies as st

from cloudbeds_connector.pms.model import RoomBlock, Segment
from cloudbeds_connector.pms.tasks import Decision
from cloudbeds_connector.turnover import HotelView, apply_plan, plan_turnover, touched_units

from .chance import Seeded
from .effort import for_all
from .life import EVENTS, Life, opened

STAYS = (
    "book",
    "walk_in",
    "guest_arrives",
    "guest_leaves",
    "guest_leaves",
    "guest_changes",
    "guest_changes",
    "guest_is_back",
    "guests_swap_rooms",
    "stay_goes_on",
)
OTHERS = (
    "room_changes",
    "room_is_blocked",
    "block_changes",
    "unit_changes",
    "work_begins",
    "work_ends",
    "person_edits",
)


@for_all(st.integers(0, 2**32), st.sampled_from((*STAYS, *OTHERS)), examples=200)
def test_what_one_change_leads_to_is_within_the_units_it_touches(seed: int, event: str) -> None:
    life = settled(seed)
    before = life.observer.view
    getattr(life, event)()
    life.look()
    after = life.observer.view
    touched = touched_units(after, units=units_that_differ(before, after), segments=stays_that_differ(before, after))
    whole = plan_turnover(after, now=life.now, policy=life.policy)
    some = plan_turnover(after, now=life.now, policy=life.policy, only=touched)
    assert set(some.commands) == set(whole.commands), (event, sorted(touched))
    # every whole plan repeats what was decided before, such as a departure that waits for its room's mapping
    decided_before = {key_of(d) for d in plan_turnover(before, now=life.now, policy=life.policy).decisions}
    decided = {key_of(d) for d in whole.decisions if d.unit_id and d.action != "held"}
    assert decided - decided_before == {key_of(d) for d in some.decisions if d.action != "held"} - decided_before


def key_of(decision: Decision) -> tuple[str | None, str, str, str]:
    return decision.unit_id, decision.ref, decision.action, decision.row


@for_all(st.integers(0, 2**32), examples=50)
def test_planning_for_units_that_nothing_touched_gives_nothing(seed: int) -> None:
    life = settled(seed)
    some = plan_turnover(
        life.observer.view, now=life.now, policy=life.policy, only=[unit.id for unit in life.observer.view.units][::2]
    )
    assert (some.commands, some.alerts) == ((), ())


def settled(seed: int) -> Life:
    """A hotel some way into its days, looked at and wholly planned for at this very instant."""
    chance = Seeded(seed)
    life = opened(chance)
    for _ in range(chance.number(1, 6)):
        for _ in range(chance.number(1, 4)):
            getattr(life, chance.one(EVENTS))()
        life.time_passes()
        life.look()
        # who is late with so few people is the whole hotel's matter, and so is a season's end
        life.observer.view = replace(life.observer.view, attendants=None)
        life.policy = replace(life.policy, season_percent=100)
        life.carry_out(life.plan())
    life.look()
    life.carry_out(life.plan())
    return life


def units_that_differ(before: HotelView, after: HotelView) -> set[str]:
    """The units whose state, mapping, tasks or blocks are not what they were."""
    found = {unit.id for unit in set(before.units) ^ set(after.units)}
    found |= {task.unit_id for task in set(before.tasks) ^ set(after.tasks)}
    return found | {block.room_id for block in _blocks(before) ^ _blocks(after)}


def stays_that_differ(before: HotelView, after: HotelView) -> Iterable[Segment]:
    """The stays that changed, as they were and as they are."""
    return set(before.segments) ^ set(after.segments)


def _blocks(view: HotelView) -> set[RoomBlock]:
    return {*view.blocks}


def test_a_look_that_shows_nothing_new_touches_nothing() -> None:
    life = settled(1)
    before = life.observer.view
    plan = plan_turnover(before, now=life.now, policy=life.policy)
    assert stays_that_differ(before, apply_plan(before, plan)) == set()
    assert units_that_differ(before, apply_plan(before, plan)) == set()

"""Whatever picture a store has of its hotel: a plan is whole, repeats nothing, and needs no order."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import strategies as st

from cloudbeds_connector.turnover import HotelView, TurnoverPolicy, apply_plan, plan_turnover

from .claims import again_there_is_nothing_to_say, check_plan, order_does_not_matter
from .effort import for_all
from .test_due_times import stands_as_it_stood
from .views import planned_views

Picture = tuple[HotelView, TurnoverPolicy, datetime]


@for_all(planned_views(), st.integers(0, 99), examples=40)
def test_a_plan_is_complete_idempotent_and_needs_no_order(picture: Picture, seed: int) -> None:
    view, policy, now = picture
    plan = plan_turnover(view, now=now, policy=policy)
    check_plan(view, plan, now=now, policy=policy)
    again_there_is_nothing_to_say(view, plan, now=now, policy=policy)
    order_does_not_matter(view, plan, now=now, policy=policy, seed=seed)


@for_all(planned_views(), st.lists(st.integers(1, 30 * 60), min_size=1, max_size=3), examples=40)
def test_the_clock_alone_moves_no_due_time_whatever_the_view(picture: Picture, minutes: list[int]) -> None:
    view, policy, now = picture
    view = replace(apply_plan(view, plan_turnover(view, now=now, policy=policy)), baseline=False)
    for later in minutes:
        now += timedelta(minutes=later)
        plan = plan_turnover(view, now=now, policy=policy)
        before = {task.id: task for task in view.tasks}
        for command in plan.commands:
            known = before.get(command.task.id)
            if known is not None and stands_as_it_stood(known, command.task) and known.carries == command.task.carries:
                assert command.task.due_by == known.due_by, (known.row, command.row, command.reason)
        view = apply_plan(view, plan)

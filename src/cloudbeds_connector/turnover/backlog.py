"""Decides what a first look does that finds most of the vacant rooms dirty (T143): ask a person once, or as told.

A hotel that has not kept its room states would get a task for half of its rooms. Until somebody answers, by setting
the policy's `first_look`, rooms that were dirty then make no task; a guest who leaves does, as ever.
"""

from __future__ import annotations

from datetime import datetime

from ..pms.tasks import Alert
from .house import House

BACKLOG = "first_look_backlog"


def before_first_look(house: House, since: datetime) -> bool:
    """Whether what has been so since then was so at the first look already."""
    return house.view.first_look_at is not None and since <= house.view.first_look_at


def left_for_later(house: House, *, since: datetime) -> bool:
    """Whether a room that has been vacant and dirty `since` then waits for an answer, or is left as it is."""
    if house.policy.first_look == "create":
        return False
    if house.view.baseline:
        return house.backlog > 0
    return before_first_look(house, since) and (house.policy.first_look == "ignore" or house.asked(BACKLOG))


def backlog_alert(house: House) -> Alert | None:
    """The question, once."""
    if not house.view.baseline or house.policy.first_look != "ask" or not house.backlog or house.asked(BACKLOG):
        return None
    return Alert(
        name=BACKLOG,
        message=f"{house.backlog} vacant rooms were dirty when the hotel was first looked at, most of them. Set the "
        "policy's first_look to 'create' for a turnover of each, or to 'ignore' if their states are out of date.",
        business_date=house.today,
        row="T143",
    )

"""Turnover rules: when a room must be cleaned, by when, and why. Pure: values in, values out, the clock passed in."""

from ..pms.tasks import LIVE_STATES, Action, Alert, Decision, Priority, TaskCommand, TaskKind, TaskState, TurnoverTask
from .apply import apply_plan
from .board import board_key
from .model import HotelView, NextArrival, Plan, TurnoverSchedule, Unit
from .plan import plan_turnover
from .policy import TurnoverPolicy
from .schedule import schedule_turnover

__all__ = [
    "LIVE_STATES",
    "Action",
    "Alert",
    "Decision",
    "HotelView",
    "NextArrival",
    "Plan",
    "Priority",
    "TaskCommand",
    "TaskKind",
    "TaskState",
    "TurnoverPolicy",
    "TurnoverSchedule",
    "TurnoverTask",
    "Unit",
    "apply_plan",
    "board_key",
    "plan_turnover",
    "schedule_turnover",
]

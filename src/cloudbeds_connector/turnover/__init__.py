"""Turnover rules: when a room must be cleaned, by when, and why. Pure: values in, values out, the clock passed in."""

from ..pms.tasks import LIVE_STATES, Action, Alert, Decision, Priority, TaskCommand, TaskKind, TaskState, TurnoverTask
from .explain import Answer, Explanation, explain_unit
from .model import DueBasis, HotelView, NextArrival, Notification, Plan, PriorityBasis, TurnoverSchedule, Unit
from .plan import apply_plan, plan_turnover
from .policy import TurnoverPolicy
from .reasons import Reason, ReasonCode
from .rows import Row, decision_table
from .schedule.due_time import schedule_turnover
from .tasks.board import board_key, grouped_by_dorm, projected_finish
from .tasks.planned import PlannedDeparture, planned_departures, turnover_board
from .view.links import touched_units
from .write_back import WriteBack, is_own_echo, write_back

__all__ = [
    "LIVE_STATES",
    "Action",
    "Alert",
    "Answer",
    "Decision",
    "DueBasis",
    "Explanation",
    "HotelView",
    "NextArrival",
    "Notification",
    "Plan",
    "PlannedDeparture",
    "Priority",
    "PriorityBasis",
    "Reason",
    "ReasonCode",
    "Row",
    "TaskCommand",
    "TaskKind",
    "TaskState",
    "TurnoverPolicy",
    "TurnoverSchedule",
    "TurnoverTask",
    "Unit",
    "WriteBack",
    "apply_plan",
    "board_key",
    "decision_table",
    "explain_unit",
    "grouped_by_dorm",
    "is_own_echo",
    "plan_turnover",
    "planned_departures",
    "projected_finish",
    "schedule_turnover",
    "touched_units",
    "turnover_board",
    "write_back",
]

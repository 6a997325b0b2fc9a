"""Decides whether a room's being dirty was answered by a turnover already (T21, T73, T127)."""

from __future__ import annotations

from datetime import datetime

from ..pms.tasks import TurnoverTask
from .work import UnitWork


def ended_at(task: TurnoverTask) -> datetime:
    """When an ended task ended, at the latest (UTC)."""
    return max(task.completed_at or task.updated_at, task.updated_at)


def answered(work: UnitWork, *, since: datetime) -> bool:
    """Whether some task of the unit was still at hand when the room had become dirty at `since`.

    A task may be older than the look that showed the dirt, since a departure is often seen before it. The hotel
    system may also go on calling a room dirty after the work: what is done is not asked for twice.
    """
    return any(draft.live or ended_at(draft.task) >= since for draft in work.drafts)

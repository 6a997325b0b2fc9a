"""Leases: a claim that ends by itself, so that the work of a killed worker is taken up by another."""

from __future__ import annotations

from datetime import datetime, timedelta


def lease_runs(until: datetime | None, *, now: datetime, longest: timedelta | None = None) -> bool:
    """Whether a lease that ends at `until` (None: there is none) is still running.

    One that ends later than `longest` from now was given by a clock that ran ahead, and counts as ended.
    """
    return until is not None and now < until and (longest is None or until <= now + longest)

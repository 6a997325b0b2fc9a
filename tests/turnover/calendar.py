"""The days of the stories, which all begin on one Friday."""

from __future__ import annotations

from datetime import date, timedelta

FRIDAY = date(2026, 11, 20)


def day(offset: int) -> date:
    return FRIDAY + timedelta(days=offset)

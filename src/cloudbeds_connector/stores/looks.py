"""Records about looking at hotel systems: how late their reads show a change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .declare import Table


@dataclass(frozen=True, kw_only=True)
class ReadLag:
    """How late an account's reads showed what webhooks announced: the newest samples, oldest first.

    A sample is a list: more than so many seconds, at most so many (null: it was not shown at all), and how many
    reservations it is about.
    """

    connection_id: str
    samples: tuple[Any, ...]
    updated_at: datetime


READ_LAGS = Table("read_lags", ReadLag, ("connection_id",))

"""The machine's clock, behind the `Clock` port."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class SystemClock:
    """The machine's clock. `monotonic` and `sleep` are those of `time`, in seconds."""

    monotonic = staticmethod(time.monotonic)
    sleep = staticmethod(time.sleep)

    def now(self) -> datetime:
        """The present instant, aware UTC."""
        return datetime.now(UTC)

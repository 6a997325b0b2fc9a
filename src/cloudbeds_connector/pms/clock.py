"""The machine's clock, behind the `Clock` port."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import partial


class SystemClock:
    """The machine's clock. `now` is aware UTC; `monotonic` is in seconds, and never goes back."""

    now = staticmethod(partial(datetime.now, UTC))
    monotonic = staticmethod(time.monotonic)

    def sleep(self, seconds: float) -> None:
        """Wait for so many seconds."""
        time.sleep(seconds)

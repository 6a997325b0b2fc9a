"""The clock of a simulated hotel in another process, for commands that go by it."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from .. import Clock, ConfigurationError
from ..testing import HotelControl

#: How often a clock that moves by itself is read while a command waits.
_POLL_SECONDS = 0.02


class SimulatedHotelClock:
    """A hotel's clock as a `Clock`. `sleep` advances a stopped clock, and waits for one that runs."""

    def __init__(self, control: HotelControl, base_url: str) -> None:
        self._control, self._base_url = control, base_url
        with self._reachable():
            self._runs = control.clock().get("speed") is not None

    def now(self) -> datetime:
        """The hotel's instant, aware UTC."""
        with self._reachable():
            return self._control.now().astimezone(UTC)

    def monotonic(self) -> float:
        """The hotel's instant in seconds; only differences mean something."""
        return self.now().timestamp()

    def sleep(self, seconds: float) -> None:
        """Wait for so many of the hotel's seconds."""
        if not self._runs:
            with self._reachable():
                self._control.advance(seconds)
            return
        until = self.now() + timedelta(seconds=seconds)
        while self.now() < until:
            time.sleep(_POLL_SECONDS)

    @contextmanager
    def _reachable(self) -> Iterator[None]:
        try:
            yield
        except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError, AttributeError):
            # no simulated hotel listens there
            raise _not_found(self._base_url) from None


@contextmanager
def clock_of(base_url: str | None) -> Iterator[Clock | None]:
    """The clock of the hotel at `base_url`; None for the machine's own. `ConfigurationError` if none answers."""
    if base_url is None:
        yield None
        return
    try:
        control = HotelControl(base_url)
    except ValueError:
        raise _not_found(base_url) from None
    with control:
        yield SimulatedHotelClock(control, base_url)


def _not_found(base_url: str) -> ConfigurationError:
    return ConfigurationError(
        f"No simulated hotel answers at {base_url!r}.",
        next_action="Start one with 'cloudbeds-connector simulate', and give the address that it prints.",
    )

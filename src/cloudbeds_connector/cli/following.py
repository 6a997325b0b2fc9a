"""Decides how a command goes by the clock of a simulated hotel in another process, and says so when it is gone."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from ..errors import ConfigurationError
from ..pms.ports import Clock
from ..testing.process.control import HotelControl

#: How often a clock that moves by itself is looked at while a command waits.
_LOOK_SECONDS = 0.02


class FollowedClock:
    """A hotel's clock as a `Clock`. `sleep` moves a clock that stands, and waits for one that moves by itself."""

    def __init__(self, control: HotelControl, base_url: str) -> None:
        self._control, self._base_url = control, base_url
        with self._answered():
            self._moves = control.clock().get("speed") is not None

    def now(self) -> datetime:
        """The hotel's instant, aware UTC."""
        with self._answered():
            return self._control.now().astimezone(UTC)

    def monotonic(self) -> float:
        """The hotel's instant in seconds; only differences mean something."""
        return self.now().timestamp()

    def sleep(self, seconds: float) -> None:
        """Let so many of the hotel's seconds pass."""
        if not self._moves:
            with self._answered():
                self._control.advance(seconds)
            return
        until = self.now() + timedelta(seconds=seconds)
        while self.now() < until:
            time.sleep(_LOOK_SECONDS)

    @contextmanager
    def _answered(self) -> Iterator[None]:
        try:
            yield
        except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError, AttributeError):
            # whatever answers there, if anything does, is no simulated hotel
            raise _gone(self._base_url) from None


@contextmanager
def clock_of(base_url: str | None) -> Iterator[Clock | None]:
    """The clock of the hotel at `base_url`; None for the machine's own. `ConfigurationError` if none answers."""
    if base_url is None:
        yield None
        return
    try:
        control = HotelControl(base_url)
    except ValueError:
        raise _gone(base_url) from None
    with control:
        yield FollowedClock(control, base_url)


def _gone(base_url: str) -> ConfigurationError:
    return ConfigurationError(
        f"No simulated hotel answers at {base_url!r}.",
        next_action="Start one with 'cloudbeds-connector simulate', and give the address that it prints.",
    )

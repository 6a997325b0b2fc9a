"""Ctrl-C and SIGTERM: worker, demo and simulated hotel finish their step first; a worker stops waiting at once."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopping:
    """Whether a signal requested the end. A second signal is a `KeyboardInterrupt` at any point."""

    def __init__(self) -> None:
        self.requested = False
        self._waiting = False

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """The first signal ends what is done inside."""
        self._waiting = True
        try:
            yield
        except KeyboardInterrupt:
            self.requested = True
        finally:
            self._waiting = False

    def check(self) -> None:
        """`KeyboardInterrupt` here, between two steps, if a signal came: in the middle of one it could be lost."""
        if self.requested:
            raise KeyboardInterrupt

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self._waiting or self.requested:
            raise KeyboardInterrupt
        self.requested = True


@contextmanager
def stopping() -> Iterator[Stopping]:
    """Handle the signals inside the `with`. For the main thread."""
    stop = Stopping()
    before = {number: signal.signal(number, stop._on_signal) for number in _SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

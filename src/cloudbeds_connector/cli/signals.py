"""Decides what Ctrl-C and SIGTERM do to a worker: the present round ends first, waiting ends at once."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopping:
    """Whether somebody asked for the end. A second signal insists: it is a `KeyboardInterrupt` wherever it falls."""

    def __init__(self) -> None:
        self.asked = False
        self._waiting = False

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """What is done inside ends at the first signal."""
        self._waiting = True
        try:
            yield
        except KeyboardInterrupt:
            self.asked = True
        finally:
            self._waiting = False

    def _heard(self, number: int, frame: FrameType | None) -> None:
        if self._waiting or self.asked:
            raise KeyboardInterrupt
        self.asked = True


@contextmanager
def stopping() -> Iterator[Stopping]:
    """Listen to the signals while the `with` lasts. For the main thread."""
    heard = Stopping()
    before = {number: signal.signal(number, heard._heard) for number in _SIGNALS}
    try:
        yield heard
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def terminable() -> Iterator[None]:
    """SIGTERM is as Ctrl-C while the `with` lasts, and both end it quietly. For the main thread."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        return
    finally:
        signal.signal(signal.SIGTERM, before)

"""A simulated hotel's clock in eight bytes of shared memory, for another process to read.

A worker reads the time thousands of times in a hotel's day; over HTTP that costs more than the rest of its work.
"""

from __future__ import annotations

import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

from typing_extensions import override

from ..clock import ManualClock

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SIZE = 8


class SharedClock:
    """A file that holds one instant, as microseconds since 1970 UTC. Eight aligned bytes are written at once."""

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _SIZE)

    @staticmethod
    def make(path: Path) -> SharedClock:
        """A new file at `path`, with the first instant of 1970."""
        path.write_bytes(bytes(_SIZE))
        return SharedClock(path)

    def show(self, instant: datetime) -> None:
        """Write this instant."""
        struct.pack_into("=q", self._memory, 0, (instant - _EPOCH) // _MICROSECOND)

    def read(self) -> datetime:
        """The instant that was written last."""
        (micros,) = struct.unpack_from("=q", self._memory, 0)
        return _EPOCH + timedelta(microseconds=micros)

    def close(self) -> None:
        """Release the memory; the file stays."""
        self._memory.close()


class PublishingClock(ManualClock):
    """A `ManualClock` that writes its instant to a `SharedClock` whenever it moves."""

    def __init__(self, start: datetime, shared: SharedClock) -> None:
        super().__init__(start)
        self._shared = shared
        shared.show(self.now())

    @override
    def _move(self, instant: datetime) -> None:
        super()._move(instant)
        self._shared.show(self.now())

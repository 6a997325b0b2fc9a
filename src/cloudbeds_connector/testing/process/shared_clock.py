"""Decides how another process reads a simulated hotel's clock without asking: eight bytes of shared memory.

A worker asks for the time thousands of times in a hotel's day; each question over HTTP costs more than all the rest
of some rounds.
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


class ClockFace:
    """A file that holds one instant, as microseconds since 1970 UTC. Eight aligned bytes are written at once."""

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _SIZE)

    @staticmethod
    def make(path: Path) -> ClockFace:
        """A new face at `path`, showing 1970."""
        path.write_bytes(bytes(_SIZE))
        return ClockFace(path)

    def show(self, instant: datetime) -> None:
        """Let readers see this instant."""
        struct.pack_into("=q", self._memory, 0, (instant - _EPOCH) // _MICROSECOND)

    def read(self) -> datetime:
        """The instant that is shown."""
        (micros,) = struct.unpack_from("=q", self._memory, 0)
        return _EPOCH + timedelta(microseconds=micros)

    def close(self) -> None:
        """Give the memory back; the file stays."""
        self._memory.close()


class ShownClock(ManualClock):
    """A `ManualClock` that shows its instant on a face, whatever moves it."""

    def __init__(self, start: datetime, face: ClockFace) -> None:
        super().__init__(start)
        self._face = face
        face.show(self.now())

    @override
    def _move(self, instant: datetime) -> None:
        super()._move(instant)
        self._face.show(self.now())

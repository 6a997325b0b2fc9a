"""What hotels show to processes, told to the ledger when the process has stored it.

An answer to a process that is killed before it stores anything was shown to nobody, and an answer that is stored after
a newer one shows nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from cloudbeds_connector.testing import Ledger

from .turns import Process, current


@dataclass
class Watcher:
    """An observer of one hotel, between it and its ledger."""

    ledger: Ledger
    #: Nothing that is shown now is stored.
    muted: bool = False
    _waiting: dict[Process, list[tuple[str, datetime, Callable[[], None]]]] = field(default_factory=dict)
    _newest: dict[str, datetime] = field(default_factory=dict)

    def unit(self, room_id: str) -> str:
        """The unit of a room, by the id that it has now."""
        return self.ledger.unit_now(room_id)

    # -- what is true

    def on_occupied(self, unit_id: str, segment_id: str, at: datetime, how: str) -> None:
        self.ledger.on_occupied(unit_id, segment_id, at, how)

    def on_vacated(self, unit_id: str, segment_id: str, at: datetime, cause: str) -> None:
        self.ledger.on_vacated(unit_id, segment_id, at, cause)

    def on_composed(self, room_id: str, unit_ids: tuple[str, ...], at: datetime) -> None:
        self.ledger.on_composed(room_id, unit_ids, at)

    def on_reissued(self, old_id: str, new_id: str, at: datetime) -> None:
        self.ledger.on_reissued(old_id, new_id, at)

    def on_party(self, segment_id: str, guest_id: str, at: datetime) -> None:
        self.ledger.on_party(segment_id, guest_id, at)

    def on_condition(self, unit_id: str, condition: str, at: datetime, by: str) -> None:
        self.ledger.on_condition(unit_id, condition, at, by)

    def on_block(self, unit_id: str, change: str, at: datetime) -> None:
        self.ledger.on_block(unit_id, change, at)

    # -- what is shown

    def on_stay_shown(self, segment_id: str, state: str, room_id: str | None, at: datetime) -> None:
        self._shown(f"stay {segment_id}", at, lambda: self.ledger.on_stay_shown(segment_id, state, room_id, at))

    def on_room_shown(self, unit_id: str, condition: str, occupied: bool, at: datetime) -> None:
        self._shown(f"room {unit_id}", at, lambda: self.ledger.on_room_shown(unit_id, condition, occupied, at))

    def _shown(self, key: str, at: datetime, record: Callable[[], None]) -> None:
        process = current()
        if self.muted:
            return
        if process is None:
            self._record(key, at, record)
        else:
            self._waiting.setdefault(process, []).append((key, at, record))

    def stored(self, process: Process) -> None:
        """The process has stored what it was shown."""
        for key, at, record in self._waiting.pop(process, ()):
            self._record(key, at, record)

    def forgotten(self, process: Process) -> None:
        """The process was killed."""
        self._waiting.pop(process, None)

    def _record(self, key: str, at: datetime, record: Callable[[], None]) -> None:
        if self._newest.get(key, at) <= at:
            self._newest[key] = at
            record()

"""What one sync reads, part by part. Stays are written in pieces of a few hundred while they are read.

What must be judged together is planned at the end, when every part was read: who is in a room with the room's state,
the beds of a dorm, the blocks of the window. A part that fails costs no other part, except at the baseline, which must
be complete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from ...errors import AuthenticationError, ConnectorError, MissingScopeError
from ...pms.model import Reservation, RoomState, StayState
from ...pms.pages import Page
from ...pms.parts import Part
from ...pms.ports import Lane
from ...stores import records as r
from ..access.degraded import PartReads
from ..cursors import cursor_instant
from ..directory import refresh_directory
from ..observe.block_reads import read_blocks
from ..observe.by_id import read_by_id
from ..observe.context import LookResult
from ..observe.look import Look, Progress, Seen, SeenBlocks, Source
from ..observe.set_aside import RESERVATION, note_set_aside, set_aside_ids
from ..planning.apply import record_stays
from ..runtime import Runtime
from .kinds import SyncKind

#: How many reservations are written in one transaction, and the pages that they came on.
PIECE = 200


class SyncReading:
    """One reading of a connection. `error` is the first failure of a part that the others went on without.

    `recorded` is what the written pieces have changed, `reservations` and `rooms` how many were read.
    """

    def __init__(
        self, runtime: Runtime, connection: r.Connection, kind: SyncKind, progress: Progress | None = None
    ) -> None:
        self._runtime, self._connection, self._kind, self._progress = runtime, connection, kind, progress
        self.parts = PartReads(connection)
        self.recorded = LookResult()
        self.reservations = 0
        self.rooms = 0
        self.error: ConnectorError | None = None
        self._baseline = connection.baseline_at is None
        self._rest: list[Seen[Reservation]] = []
        self._shown: set[str] = set()
        self._states: tuple[Seen[RoomState], ...] = ()
        self._blocks: SeenBlocks | None = None

    @property
    def source(self) -> Source:
        """The reason for the look."""
        if self._kind is SyncKind.CHANGES:
            return Source.CHANGE_FEED
        return Source.BASELINE if self._baseline else Source.SWEEP

    @property
    def rest(self) -> Look:
        """The stays that are not written yet, and all else that was read."""
        return Look(
            source=self.source,
            reservations=tuple(self._rest),
            room_states=self._states,
            blocks=self._blocks,
            set_aside=tuple(self.parts.aside),
        )

    def read(self) -> None:
        """Read every part. Raises what no part can be read after, and at the baseline every failure."""
        if self._kind is SyncKind.FULL:
            self._part(self._read_rooms)
        self._part(self._read_changes if self._kind is SyncKind.CHANGES else self._read_window)
        if self._kind is not SyncKind.CHANGES:
            self._part(self._read_blocks)
        self._part(self._read_states)

    def _part(self, read: Callable[[], None]) -> None:
        try:
            read()
        except ConnectorError as error:
            refused = isinstance(error, AuthenticationError) and not isinstance(error, MissingScopeError)
            if self._baseline or refused:
                raise
            self.error = self.error or error

    def _read_rooms(self) -> None:
        self.rooms = refresh_directory(self._runtime, self._connection, self.parts)
        if self._progress is not None:
            self._progress("rooms", self.rooms)

    def _read_changes(self) -> None:
        session, since = self._runtime.session(self._connection), self._since()
        self._read_stays(lambda: session.stays.changed(since))
        # the change feed may be past those that an earlier look could not read
        with self._runtime.store.transaction() as tx:
            unreadable = set_aside_ids(tx, self._connection.id, RESERVATION)
        self._read_by_id(set(unreadable))

    def _since(self) -> datetime:
        with self._runtime.store.transaction() as tx:
            started = cursor_instant(tx, self._connection.id, SyncKind.CHANGES) or self._connection.baseline_at
        return (started or self._runtime.clock.now()) - self._runtime.settings.change_feed_overlap

    def _read_window(self) -> None:
        """Departures of the window's days, and the stays of `_missing`.

        A room of a longer booking that leaves earlier is among those in house or due, and so is always seen. A first
        look without the stays would be no baseline, so their refusal is raised then.
        """
        settings, today = self._runtime.settings, self._runtime.business_date(self._connection)
        start, end = today - timedelta(days=settings.sweep_back_days), today + timedelta(days=settings.sweep_ahead_days)
        session = self._runtime.session(self._connection)
        self._read_stays(lambda: session.stays.window(start, end))
        if self._baseline and Part.STAYS in self.parts.errors:
            raise self.parts.errors[Part.STAYS]
        self._read_by_id(self._missing(start, today))

    def _missing(self, start: date, today: date) -> set[str]:
        """Reservations that the store knows and the window may not have shown, to be read by id.

        Those in house or due by now, whatever their dates, and those that were to leave within the window: they were
        moved out of it, stayed longer than booked, or fell between two pages. Those that an earlier look could not
        read, too.
        """
        own = {"connection_id": self._connection.id}
        with self._runtime.store.transaction() as tx:
            in_house = tx.select(r.STAY_SEGMENTS, where={**own, "state": StayState.IN_HOUSE})
            due = tx.select(r.STAY_SEGMENTS, where={**own, "state": StayState.EXPECTED}, at_most={"start_date": today})
            heads = tx.select(r.RESERVATIONS, where={**own, "deleted": False}, at_least={"check_out": start})
            unreadable = set_aside_ids(tx, self._connection.id, RESERVATION)
        return {row.reservation_id for row in (*in_house, *due)} | {head.id for head in heads} | set(unreadable)

    def _read_by_id(self, ids: set[str]) -> None:
        """Read these past those that fail by themselves, which are set aside."""
        wanted, session = sorted(ids - self._shown), self._runtime.session(self._connection)
        for start in range(0, len(wanted), PIECE):
            part, known, aside = wanted[start : start + PIECE], sorted(self._shown)[:1], self.parts.aside
            reading = read_by_id(session, part, lane=Lane.BULK, controls=known, aside=aside)
            self._rest += reading.rows
            self._count(quiet=True)
            if len(self._rest) >= PIECE:
                self._write()
            if reading.error is not None:
                self.parts.failed(Part.STAYS, reading.error)
                return

    def _read_stays(self, pages: Callable[[], Iterable[Page[Reservation]]], *, quiet: bool = False) -> None:
        try:
            self.parts.rows(Part.STAYS, lambda: self._in_pieces(pages()), into=self._rest)
        finally:  # what a failing listing has shown is known too
            self._count(quiet=quiet)

    def _in_pieces(self, pages: Iterable[Page[Reservation]]) -> Iterator[Page[Reservation]]:
        """The pages. When a page has been taken that fills a piece, the piece is written."""
        for page in pages:
            yield page
            self._count()
            if len(self._rest) >= PIECE:
                self._write()

    def _count(self, *, quiet: bool = False) -> None:
        self._shown.update(seen.row.id for seen in self._rest)
        self.reservations = len(self._shown)
        if self._progress is not None and not quiet:
            self._progress("reservations", self.reservations)

    def _write(self) -> None:
        piece = Look(source=self.source, reservations=tuple(self._rest))
        self._rest.clear()
        record_stays(self._runtime, self._connection.id, piece, self.recorded)
        note_set_aside(self._runtime, self._connection, piece)

    def _read_blocks(self) -> None:
        session = self._runtime.session(self._connection)
        self._blocks = read_blocks(self._runtime, self._connection, session, self.parts, self._progress)

    def _read_states(self) -> None:
        """Every room's state; none if the account refuses them."""
        session = self._runtime.session(self._connection)
        snapshot = self.parts.rows(
            Part.ROOM_STATES, lambda: session.room_states.snapshot(lane=Lane.BULK), self._progress, "room states"
        )
        self._states = snapshot or ()

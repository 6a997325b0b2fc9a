"""Degraded parts: what a connection's account refuses, since when, and what that costs.

A refused part is left out of every look, and nothing is concluded from its silence: what was read before stays. It is
tried again by every reconcile, nightly full sync and `connect`, and once it is allowed everything is read as before.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from ...errors import BadRequestError, ConnectorError, MissingScopeError, NotFoundError
from ...escapes import printable
from ...pms.pages import SetAside
from ...pms.parts import Part, Refused
from ...pms.ports import Page
from ...stores.records import CONNECTIONS, Connection
from ..cursors import plan_again_at
from ..observe.look import Progress, Seen, collect
from ..observe.set_aside import add_again
from ..runtime import Runtime

T = TypeVar("T")

log = logging.getLogger(__name__)

#: What the refusal of a part costs where nothing is read instead.
COSTS: Mapping[Part, str] = {
    Part.STAYS: "No reservation is read: departures and arrivals are not seen.",
    Part.ROOMS: "The list of rooms is not read: rooms that are not known yet have no number.",
    Part.ROOM_STATES: "Conditions of rooms are unknown, and occupancy is taken from the stays.",
    Part.BLOCKS: "Blocks are not read: those that are known stay until their last day.",
    Part.TIMES: "Check-in and check-out times are not read: the usual ones (15:00 and 11:00) are used.",
    Part.EVENTS: "Not every event is sent: a sync finds what they would have reported, up to an hour later.",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class DegradedPart:
    """A part that the account refuses since `since` (UTC). `effect` is a sentence for people.

    `scope` is what to grant, empty if no scope is known to be missing. `replaced`: another call is used instead.
    """

    part: Part
    since: datetime
    scope: str
    effect: str
    replaced: bool

    @property
    def sentence(self) -> str:
        """What does not work, and what to do."""
        return f"{self.effect} {_remedy(self.part, self.scope)}"


def _remedy(part: Part, scope: str) -> str:
    again = "subscribe" if part is Part.EVENTS else "connect"
    if scope:
        return f"Grant {scope}; where scopes of a key are fixed, make a key that has it, and {again} again with it."
    return f"Have the hotel system allow it (a feature may be missing), and {again} again."


def degraded_parts(connection: Connection) -> tuple[DegradedPart, ...]:
    """The connection's degraded parts, in the order of `Part`."""
    found = []
    for part in Part:
        stored = connection.degraded.get(part)
        if stored is not None:
            instead, scope = stored.get("instead", ""), stored.get("scope", "")
            found.append(
                DegradedPart(
                    part=part,
                    since=datetime.fromisoformat(stored["since"]),
                    scope=scope,
                    effect=instead or COSTS[part],
                    replaced=bool(instead),
                )
            )
    return tuple(found)


def refusal_of(part: Part, error: ConnectorError) -> Refused | None:
    """What an error says about a part: a refusal, or None for a failure that may pass or is about one id.

    Only a missing scope is a refusal of the stays, because a request about them may be refused for an id that it names.
    """
    if isinstance(error, MissingScopeError):
        return Refused(scope=error.scope or "")
    if part is not Part.STAYS and isinstance(error, BadRequestError | NotFoundError):
        return Refused()
    return None


class PartReads:
    """The reads of one look. A part that the account refuses, now or before, is left out and costs no other part.

    `refused` are the parts that this look found refused, `missing` those that it has no rows of, `read` those that were
    read to the end, and `aside` the rows that could not be read. STAYS are always tried, because nothing replaces them.
    """

    def __init__(self, connection: Connection) -> None:
        self._left_out = {each.part for each in degraded_parts(connection) if not each.replaced} - {Part.STAYS}
        self.refused: dict[Part, Refused] = {}
        self.errors: dict[Part, ConnectorError] = {}
        self.read: set[Part] = set()
        self.aside: list[SetAside] = []

    def leaves_out(self, part: Part) -> bool:
        """Whether no request is made for the part."""
        return part in self._left_out or part in self.missing

    @property
    def missing(self) -> frozenset[Part]:
        """The parts that were refused, and that nothing was read of instead."""
        return frozenset(self.errors)

    def rows(
        self,
        part: Part,
        pages: Callable[[], Iterable[Page[T]]],
        progress: Progress | None = None,
        label: str = "",
        *,
        into: list[Seen[T]] | None = None,
    ) -> tuple[Seen[T], ...] | None:
        """Every row of a part, as `collect` returns them; None if the account refuses it.

        A part may be read a second time: what could not be read before is not added again.
        """
        if self.leaves_out(part):
            return None
        aside: list[SetAside] = []
        try:
            return collect(self._watched(part, pages()), progress, label, into=into, aside=aside)
        except ConnectorError as error:
            if not self._note(part, error):
                raise
            return None
        finally:
            add_again(self.aside, aside)

    def page(self, part: Part, read: Callable[[], Page[T]]) -> Page[T] | None:
        """A part that is one page; None if the account refuses it."""
        if self.leaves_out(part):
            return None
        try:
            (found,) = self._watched(part, [read()])
        except ConnectorError as error:
            if not self._note(part, error):
                raise
            return None
        add_again(self.aside, found.set_aside)
        return found

    def failed(self, part: Part, error: ConnectorError) -> None:
        """Note that a part is refused; any other error is raised."""
        if not self._note(part, error):
            raise error

    def _watched(self, part: Part, pages: Iterable[Page[T]]) -> Iterator[Page[T]]:
        for page in pages:
            if page.refused is not None:
                self.refused[part] = page.refused
            yield page
        self.read.add(part)

    def _note(self, part: Part, error: ConnectorError) -> bool:
        refused = refusal_of(part, error)
        if refused is None:
            return False
        self.refused[part] = refused
        self.errors[part] = error
        return True


def note_degraded(runtime: Runtime, connection: Connection, reads: PartReads) -> Connection:
    """Store what a look found refused, and that stays are read again; the connection as it is now."""
    well = {Part.STAYS} if Part.STAYS in reads.read and Part.STAYS not in reads.refused else set[Part]()
    if reads.refused.keys() - set(connection.degraded):
        # the open `PmsSession` uses the other call from now on; the next is opened by what is stored, which another
        # process may set back before this one looks again
        runtime.forget_session(connection.id)
    return store_degraded(runtime, connection, refused=reads.refused, well=well)


def store_degraded(
    runtime: Runtime, connection: Connection, *, refused: Mapping[Part, Refused], well: Iterable[Part] = ()
) -> Connection:
    """Store that some parts are refused and some work again; logs each change once. Writes nothing without one."""
    if changed(connection.degraded, refused, well, at=runtime.clock.now()) == connection.degraded:
        return connection
    with runtime.store.transaction(lock=connection.id) as tx:
        current = tx.get(CONNECTIONS, connection.id)
        if current is None:
            return connection
        now = runtime.clock.now()
        fresh = replace(current, degraded=changed(current.degraded, refused, well, at=now))
        tx.put(CONNECTIONS, fresh)
        if current.degraded.keys() - fresh.degraded.keys():
            plan_again_at(tx, connection.id, now)  # what counts again may have been stored before by another process
    log_changes(current, fresh)
    return fresh


def changed(
    known: Mapping[str, Any], refused: Mapping[Part, Refused], well: Iterable[Part], *, at: datetime
) -> Mapping[str, Any]:
    """The stored parts after a look. A part that was refused before keeps its `since`."""
    fresh = {name: value for name, value in known.items() if name not in set(well) or name in refused}
    for part, each in refused.items():
        since = known.get(part, {}).get("since", at.isoformat())
        fresh[part.value] = {"scope": each.scope, "since": since, "instead": each.instead}
    return fresh


def log_changes(before: Connection, after: Connection) -> None:
    """One warning for a part that is refused from now on, one line for a part that is read again."""
    name = printable(after.property_id, longest=60)
    for each in degraded_parts(after):
        if each.part not in before.degraded:
            log.warning("property %s: %s is refused. %s", name, each.part.value, printable(each.sentence))
    for part in before.degraded:
        if part not in after.degraded:
            log.info("property %s: %s is read again", name, printable(part))

"""Reading reservations by their ids, past ids that the hotel system fails on.

One id that is always answered with an error must not hold up the others of its request. It is found by halves,
whatever the error, but only while the hotel system answers: after a failure another reservation is read as a control,
so an outage costs two requests, and the client's circuit breaker stays closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ...errors import (
    AuthenticationError,
    BadRequestError,
    CircuitOpenError,
    ConfigurationError,
    ConnectorError,
    NotFoundError,
    PropertyError,
    RateLimitedError,
    StoreError,
)
from ...pms.model import Reservation
from ...pms.pages import SetAside
from ...pms.ports import Lane, PmsSession
from ..failures import as_connector_error
from .look import Seen, collect
from .set_aside import add_again

#: The word of `SetAside.kind` for a reservation.
RESERVATION = "reservation"
#: So many requests are made at most to find the ids that fail; the others are read at a later look.
MOST_REQUESTS = 60
#: Errors that are never about an id: another request would be refused too.
_ABOUT_ALL = (
    AuthenticationError,
    CircuitOpenError,
    ConfigurationError,
    PropertyError,
    RateLimitedError,
    StoreError,
)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What reading by id led to.

    `failed`: ids that fail by themselves, though others can be read, each with its error. `unread`: ids that were not
    read because of `error`, which is not about them.
    """

    rows: tuple[Seen[Reservation], ...] = ()
    failed: Mapping[str, ConnectorError] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    error: ConnectorError | None = None


def read_by_id(
    session: PmsSession,
    ids: Iterable[str],
    *,
    lane: Lane = Lane.REALTIME,
    suspects: Iterable[str] = (),
    controls: Sequence[str] = (),
    aside: list[SetAside],
) -> Reading:
    """Read these reservations; no request for none. Errors are in the result, never raised.

    `suspects` are those of `ids` that failed by themselves before; they are read last, and alone. `controls` are ids
    of other reservations, of which the first is read to find out whether the hotel system answers. Without one, room
    states are read. Rows that could not be read are added to `aside`, and ids that fail with what is no refusal.
    """
    reader = _Reader(session, lane, controls, aside)
    apart = set(suspects)
    wanted = list(dict.fromkeys(ids))
    parts = [[each] for each in wanted if each in apart]
    others = [each for each in wanted if each not in apart]
    reader.read([*parts, others] if others else parts)
    reading = reader.reading()
    aside += [_set_aside(each, error) for each, error in reading.failed.items() if not _is_refusal(error)]
    return reading


def _is_refusal(error: ConnectorError) -> bool:
    return isinstance(error, BadRequestError | NotFoundError)


def _set_aside(reservation_id: str, error: ConnectorError) -> SetAside:
    reason = f"Reading it fails with {type(error).__name__}, though others can be read."
    return SetAside(kind=RESERVATION, id=reservation_id, reason=reason)


class _Reader:
    def __init__(self, session: PmsSession, lane: Lane, controls: Sequence[str], aside: list[SetAside]) -> None:
        self._session, self._lane, self._aside = session, lane, aside
        self._control = list(controls[:1])
        self._rows: list[Seen[Reservation]] = []
        self._failed: dict[str, ConnectorError] = {}
        self._unread: set[str] = set()
        self._error: ConnectorError | None = None
        self._answered = False
        self._requests = 0

    def reading(self) -> Reading:
        return Reading(rows=tuple(self._rows), failed=self._failed, unread=frozenset(self._unread), error=self._error)

    def read(self, parts: list[list[str]]) -> None:
        """Read parts from the end; one that fails is halved, unless the failure is not about its ids."""
        while parts:
            part = parts.pop()
            error = self._request(part)
            if error is None:
                continue
            shown = {seen.row.id for seen in self._rows}
            part = [each for each in part if each not in shown]  # pages before the one that failed
            if not part:
                continue
            last = not parts and len(part) == 1
            # after each failure of the server, so that its failures in a row never open the client's circuit
            unsure = not self._answered or (error.retryable and not last)
            if isinstance(error, _ABOUT_ALL) or (unsure and not self._control_answers()):
                self._give_up(error, [*parts, part])
                return
            if len(part) == 1:
                self._failed[part[0]] = error
            elif self._requests >= MOST_REQUESTS:
                self._give_up(error, [*parts, part])
                return
            else:
                middle = len(part) // 2
                parts += [part[middle:], part[:middle]]

    def _request(self, ids: Sequence[str]) -> ConnectorError | None:
        before = len(self._rows)
        self._requests += 1
        aside: list[SetAside] = []
        try:
            collect(self._session.stays.get(ids, lane=self._lane), into=self._rows, aside=aside)
        except Exception as error:  # a defect that one row causes is found by halves too
            return as_connector_error(error)
        finally:
            add_again(self._aside, aside)
        self._answered = True
        self._control = [seen.row.id for seen in self._rows[before:]][:1] or self._control
        return None

    def _control_answers(self) -> bool:
        try:
            if self._control:
                collect(self._session.stays.get(self._control, lane=self._lane), aside=[])
            else:
                collect(self._session.room_states.snapshot(lane=self._lane), aside=[])
        except Exception:  # the error of the request itself is reported
            return False
        self._answered = True
        return True

    def _give_up(self, error: ConnectorError, parts: Iterable[Iterable[str]]) -> None:
        self._error = error
        self._unread.update(each for part in parts for each in part)

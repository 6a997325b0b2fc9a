"""Settling hints: done, looked at again later, put off after a failure, or given up.

A hint is given up only for failures of its own, which the hotel system or this code answers permanently. Outages, pages
of a proxy, refused credentials, and what another hint causes never count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from ...errors import ConnectorError, MissingScopeError, UnexpectedAnswerError
from ...pms.model import Entity
from ...stores import records as r
from ...stores.queue import Ending
from ..failures import has_outside_cause
from ..observe.by_id import Reading
from ..observe.read_lag import AccountLag
from ..runtime import Runtime
from .batch import Batch, BatchLook, age
from .ladder import give_up_after, looked_at_together, next_look

#: The note of a hint whose reservation the account may not read. The syncs read it once the scope is granted.
REFUSED = "the account may not read its reservation"

_HintEnding: TypeAlias = Ending[r.WebhookEvent]


@dataclass(frozen=True, slots=True)
class Ended:
    """How many hints were settled, put off and given up."""

    settled: int = 0
    put_off: int = 0
    dead: int = 0


def settle_batch(
    runtime: Runtime, batch: Batch, seen: BatchLook, unapplied: Mapping[str, ConnectorError], lag: AccountLag
) -> Ended:
    """Settle every hint of a batch in one transaction."""
    longest, now = runtime.connector.capabilities.read_lag, seen.started_at
    done, failed, again = list[_HintEnding](), list[_HintEnding](), dict[str, datetime]()
    for hint in batch.hints:
        before = batch.settled_before(hint)
        failure = None if before else _failure(batch, hint, seen, unapplied)
        if failure is not None:
            failed.append(_put_off(runtime, hint, failure.error, is_own=failure.is_own))
            continue
        end = give_up_after(lag, longest=longest, is_provable=batch.is_provable(hint, seen))
        if before or hint.id in seen.proven or batch.says_nothing(hint):
            done.append(Ending(hint, status=r.DONE))
        elif age(hint, now) >= end:
            note = REFUSED if _is_refused(seen.reading, batch.targets.ids[hint.id]) else "the read lag has passed"
            done.append(Ending(hint, status=r.DONE, note=note))
        else:
            again[hint.id] = next_look(hint.received_at, now, lag, end=end)
    with runtime.store.transaction() as tx:
        settled = tx.settle_many(r.WEBHOOK_EVENTS, done, now=now)
        tx.settle_many(r.WEBHOOK_EVENTS, [*failed, *_look_again(batch.hints, again, now)], now=now)
    dead = sum(each.status == r.DEAD for each in failed)
    return Ended(settled, len(failed) - dead, dead)


def _look_again(
    hints: Sequence[r.WebhookEvent], instants: Mapping[str, datetime], now: datetime
) -> Iterator[_HintEnding]:
    """Look at these hints again, at instants by their ids."""
    together = looked_at_together(instants.values())
    note = "looked at; again when reads may have caught up"
    for hint in hints:
        if hint.id in instants:
            changes = {"looks": hint.looks + 1, "looked_at": now, "failures": 0, "isolated": False}
            retry_at = together[instants[hint.id]]
            yield Ending(hint, status=r.PENDING, retry_at=retry_at, note=note, changes=changes)


@dataclass(frozen=True, slots=True)
class _Failure:
    error: ConnectorError
    is_own: bool = False


def _failure(
    batch: Batch, hint: r.WebhookEvent, seen: BatchLook, unapplied: Mapping[str, ConnectorError]
) -> _Failure | None:
    """What kept this hint from being looked at; None if it was."""
    ids, reading, row = batch.targets.ids[hint.id], seen.reading, seen.shown.get(hint.id)
    if row is None:
        if reading.error is not None and not reading.unread.isdisjoint(ids) and not _is_refused(reading, ids):
            return _Failure(reading.error)
        for each in ids:
            if each in reading.failed:
                return _Failure(reading.failed[each], is_own=True)
    elif row.row.id in unapplied:
        return _Failure(unapplied[row.row.id], is_own=True)
    rooms = seen.states_error
    if rooms is not None and (ids or batch.is_about_rooms(hint)) and _may_pass(rooms):
        return _Failure(rooms)
    blocks = seen.blocks_error
    if blocks is not None and hint.entity is Entity.BLOCK and _may_pass(blocks):
        return _Failure(blocks)
    return None


def _is_refused(reading: Reading, ids: Iterable[str]) -> bool:
    """Whether the account may not read these reservations: a hint about them must not wait for ever."""
    return isinstance(reading.error, MissingScopeError) and not reading.unread.isdisjoint(ids)


def _may_pass(error: ConnectorError) -> bool:
    """Whether to wait for a part of the look. What is refused for good is read by the syncs, once it is granted."""
    return has_outside_cause(error) and not isinstance(error, MissingScopeError)


def settle_all(
    runtime: Runtime, hints: Iterable[r.WebhookEvent], *, retry_in: timedelta | None = None, note: str
) -> int:
    """Settle these hints without a look, or put them all off; the number settled."""
    now = runtime.clock.now()
    status = r.DONE if retry_in is None else r.PENDING
    retry_at = None if retry_in is None else now + retry_in
    endings = [Ending(hint, status=status, retry_at=retry_at, note=note) for hint in hints]
    with runtime.store.transaction() as tx:
        return tx.settle_many(r.WEBHOOK_EVENTS, endings, now=now)


def put_off(runtime: Runtime, hints: Sequence[r.WebhookEvent], error: ConnectorError) -> None:
    """Put all these hints off for a failure that is not theirs."""
    endings = [_put_off(runtime, hint, error, is_own=False) for hint in hints]
    with runtime.store.transaction() as tx:
        tx.settle_many(r.WEBHOOK_EVENTS, endings, now=runtime.clock.now())


def _put_off(runtime: Runtime, hint: r.WebhookEvent, error: ConnectorError, *, is_own: bool) -> _HintEnding:
    """Put the hint off, or give it up."""
    settings = runtime.settings
    counts = is_own and not has_outside_cause(error) and not isinstance(error, UnexpectedAnswerError)
    failures, refusals = hint.failures + 1, hint.refusals + counts
    dead = counts and refusals >= settings.hint_tries
    changes = {"failures": failures, "refusals": refusals, "isolated": hint.isolated or is_own}
    retry_at = runtime.clock.now() + settings.retry_delay(failures)
    status = r.DEAD if dead else r.PENDING
    return Ending(hint, status=status, retry_at=retry_at, note=type(error).__name__, changes=changes)

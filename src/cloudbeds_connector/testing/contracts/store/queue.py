# ruff: noqa: S101, D102, PT012  (a test asserts, its name says what, and a transaction is one step)
"""Queues: claiming and settling, leases that end, fences, and order."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from ....stores.port import Store
from ....stores.queue import Ending
from ....stores.records import DEAD, DONE, OUTBOX, PENDING, PMS_ROOMS, WEBHOOK_EVENTS, OutboxItem
from ..examples import NOON, example

LEASE = timedelta(minutes=2)


def item(name: str, *, sequence: int, due_at: datetime = NOON) -> OutboxItem:
    """A pending command."""
    return OutboxItem(
        connection_id="h",
        id=name,
        sequence=sequence,
        status=PENDING,
        due_at=due_at,
        kind="task",
        topic="unit:101",
        payload={"room": "101"},
        created_at=NOON,
    )


class QueueContract:
    """Tests of the verbs of queues."""

    def test_the_oldest_due_items_are_claimed_first(self, store: Store) -> None:
        later = NOON + timedelta(seconds=1)
        with store.transaction() as tx:
            tx.put(OUTBOX, item("third", sequence=30), item("first", sequence=1), item("second", sequence=2))
            tx.put(OUTBOX, item("not yet", sequence=0, due_at=later), replace(item("gone", sequence=0), status=DONE))
        with store.transaction() as tx:
            claimed = tx.claim(OUTBOX, limit=2, lease=LEASE, now=NOON)
            assert [each.id for each in claimed] == ["first", "second"]
            assert [each.attempts for each in claimed] == [1, 1]
            assert [each.due_at for each in claimed] == [NOON + LEASE] * 2
        with store.transaction() as tx:
            assert [each.id for each in tx.claim(OUTBOX, limit=9, lease=LEASE, now=NOON)] == ["third"]
            assert tx.claim(OUTBOX, limit=9, lease=LEASE, now=NOON) == []
            assert [each.id for each in tx.claim(OUTBOX, limit=9, lease=LEASE, now=later)] == ["not yet"]

    def test_one_hotels_items_are_claimed_without_those_of_others(self, store: Store) -> None:
        other = replace(item("other", sequence=0), connection_id="g")
        with store.transaction() as tx:
            tx.put(OUTBOX, item("a", sequence=1), other, replace(item("gone", sequence=0), status=DONE))
        with store.transaction() as tx:
            mine = {"connection_id": "h"}
            assert [x.id for x in tx.claim(OUTBOX, limit=9, lease=LEASE, now=NOON, where=mine)] == ["a"]
            assert tx.claim(OUTBOX, limit=9, lease=LEASE, now=NOON, where=mine) == []
            assert [x.id for x in tx.claim(OUTBOX, limit=9, lease=LEASE, now=NOON)] == ["other"]

    def test_what_is_claimed_is_what_is_stored(self, store: Store) -> None:
        event = replace(example(WEBHOOK_EVENTS, 1), status=PENDING, due_at=NOON, attempts=4)
        with store.transaction() as tx:
            tx.put(WEBHOOK_EVENTS, event)
        with store.transaction() as tx:
            (claimed,) = tx.claim(WEBHOOK_EVENTS, limit=1, lease=LEASE, now=NOON)
        assert claimed == replace(event, due_at=NOON + LEASE, attempts=5)
        with store.transaction() as tx:
            assert tx.select(WEBHOOK_EVENTS) == [claimed]

    def test_a_rolled_back_claim_has_no_effect(self, store: Store) -> None:
        with store.transaction() as tx:
            tx.put(OUTBOX, item("a", sequence=1))
        with pytest.raises(ZeroDivisionError), store.transaction() as tx:
            assert tx.claim(OUTBOX, limit=1, lease=LEASE, now=NOON)
            raise ZeroDivisionError
        with store.transaction() as tx:
            assert [each.attempts for each in tx.claim(OUTBOX, limit=1, lease=LEASE, now=NOON)] == [1]

    def test_a_killed_workers_item_is_claimed_again_and_its_late_settle_is_refused(self, store: Store) -> None:
        with store.transaction() as tx:
            tx.put(OUTBOX, item("a", sequence=1))
        with store.transaction() as tx:
            (killed,) = tx.claim(OUTBOX, limit=1, lease=LEASE, now=NOON)
        with store.transaction() as tx:
            assert tx.claim(OUTBOX, limit=1, lease=LEASE, now=NOON + LEASE - timedelta(microseconds=1)) == []
        with store.transaction() as tx:
            (taken,) = tx.claim(OUTBOX, limit=1, lease=LEASE, now=NOON + LEASE)
            assert taken.attempts == 2
        with store.transaction() as tx:
            assert tx.settle(OUTBOX, killed, status=DEAD, now=NOON + LEASE, note="too late") is False
            assert tx.select(OUTBOX) == [taken]
            assert tx.settle(OUTBOX, taken, status=DONE, now=NOON + LEASE) is True

    def test_a_late_settle_counts_while_no_other_worker_has_the_item(self, store: Store) -> None:
        with store.transaction() as tx:
            tx.put(OUTBOX, item("a", sequence=1))
            (slow,) = tx.claim(OUTBOX, limit=1, lease=LEASE, now=NOON)
        with store.transaction() as tx:
            assert tx.settle(OUTBOX, slow, status=DONE, now=NOON + 5 * LEASE) is True

    @pytest.mark.parametrize("status", [DONE, DEAD])
    def test_a_settled_item_is_never_claimed_again(self, store: Store, status: str) -> None:
        ended = NOON + timedelta(seconds=1)
        with store.transaction() as tx:
            tx.put(OUTBOX, item("a", sequence=1))
            (claimed,) = tx.claim(OUTBOX, limit=1, lease=LEASE, now=NOON)
            assert tx.settle(OUTBOX, claimed, status=status, now=ended, note="said so") is True
        with store.transaction() as tx:
            (kept,) = tx.select(OUTBOX)
            assert (kept.status, kept.settled_at, kept.note) == (status, ended, "said so")
            assert tx.claim(OUTBOX, limit=1, lease=LEASE, now=NOON + 9 * LEASE) == []
            assert tx.settle(OUTBOX, claimed, status=PENDING, now=ended) is False

    def test_an_item_to_be_tried_again_waits_until_then(self, store: Store) -> None:
        retry_at = NOON + timedelta(seconds=30)
        with store.transaction() as tx:
            tx.put(OUTBOX, item("a", sequence=1))
            (claimed,) = tx.claim(OUTBOX, limit=1, lease=LEASE, now=NOON)
            assert tx.settle(OUTBOX, claimed, status=PENDING, now=NOON, retry_at=retry_at, note="host is down")
        with store.transaction() as tx:
            assert tx.claim(OUTBOX, limit=1, lease=LEASE, now=retry_at - timedelta(microseconds=1)) == []
            (again,) = tx.claim(OUTBOX, limit=1, lease=LEASE, now=retry_at)
            assert (again.attempts, again.note, again.settled_at) == (2, "host is down", None)
            assert tx.settle(OUTBOX, claimed, status=DONE, now=retry_at) is False

    def test_many_claims_end_at_once_each_in_its_way_and_a_lost_one_stays(self, store: Store) -> None:
        soon = NOON + timedelta(seconds=30)
        other = replace(item("b", sequence=9), connection_id="g")  # a key of the two that is not settled here
        with store.transaction() as tx:
            tx.put(OUTBOX, *(item(name, sequence=number) for number, name in enumerate("abcd")), other)
            a, b, c, d, other = tx.claim(OUTBOX, limit=9, lease=LEASE, now=NOON)
            endings = [
                Ending(a, status=DONE),
                Ending(replace(b, attempts=0), status=DONE),  # another worker has it
                Ending(c, status=PENDING, retry_at=soon, note="again", changes={"tries": 2}),
                Ending(d, status=DEAD, note="given up"),
                Ending(a, status=DEAD),  # it has ended already
                Ending(item("never put", sequence=5), status=DONE),
            ]
            assert tx.settle_many(OUTBOX, endings, now=NOON) == 3
            assert tx.settle_many(OUTBOX, [], now=NOON) == 0
        with store.transaction() as tx:
            assert tx.select(OUTBOX, order=("sequence",)) == [
                replace(a, status=DONE, settled_at=NOON),
                b,
                replace(c, due_at=soon, note="again", tries=2),
                replace(d, status=DEAD, settled_at=NOON, note="given up"),
                other,
            ]

    def test_only_existing_items_can_be_settled(self, store: Store) -> None:
        with store.transaction() as tx:
            assert tx.settle(OUTBOX, item("a", sequence=1), status=DONE, now=NOON) is False
            assert tx.select(OUTBOX) == []

    def test_only_queues_are_claimed_and_only_ends_are_settled(self, store: Store) -> None:
        with store.transaction() as tx:
            tx.put(OUTBOX, item("a", sequence=1))
            with pytest.raises(ValueError, match="not a queue"):
                tx.claim(PMS_ROOMS, limit=1, lease=LEASE, now=NOON)
            with pytest.raises(ValueError, match="settled"):
                tx.settle(OUTBOX, item("a", sequence=1), status="finished", now=NOON)

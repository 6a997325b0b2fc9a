"""Every store gives the answers of the reference, whatever is asked in whatever order."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloudbeds_connector.errors import UniqueViolationError
from cloudbeds_connector.pms.tasks import TaskState
from cloudbeds_connector.stores.memory import MemoryStore
from cloudbeds_connector.stores.port import Store, Transaction
from cloudbeds_connector.stores.records import OUTBOX, PENDING, TABLES, TURNOVER_TASKS
from cloudbeds_connector.testing.contracts.examples import NOON, example
from cloudbeds_connector.testing.contracts.store.queue import item
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

names = st.sampled_from("abcd")
units = st.sampled_from(["101", "102"])
minutes = st.integers(0, 4).map(lambda n: NOON + timedelta(minutes=n))
tasks = st.builds(
    lambda name, unit, state, at: replace(
        example(TURNOVER_TASKS, 1), connection_id="h", id=name, unit_id=unit, state=state, vacated_at=at
    ),
    names,
    units,
    st.sampled_from(TaskState),
    st.none() | minutes,
)
items = st.builds(lambda name, n, due: item(name, sequence=n, due_at=due), names, st.integers(0, 3), minutes)
orders = st.lists(st.sampled_from(["unit_id", "-state", "vacated_at", "-vacated_at"]), max_size=3, unique=True)
steps = st.one_of(
    st.tuples(st.just("put"), st.lists(tasks, max_size=3)),
    st.tuples(st.just("put_new"), tasks),
    st.tuples(st.just("delete"), names),
    st.tuples(st.just("select"), st.none() | units | st.lists(units), st.none() | minutes, orders, st.integers(0, 3)),
    st.tuples(st.just("queue"), items),
    st.tuples(st.just("claim"), st.integers(0, 2), minutes),
    st.tuples(st.just("settle"), st.sampled_from(["done", "dead", "pending"]), minutes),
)


def play(tx: Transaction, step: tuple[Any, ...], claims: list[Any]) -> object:
    match step:
        case ("put", records):
            try:
                return tx.put(TURNOVER_TASKS, *records)
            except UniqueViolationError:
                return "refused"
        case ("put_new", record):
            return tx.put_new(TURNOVER_TASKS, record)
        case ("delete", name):
            return tx.delete(TURNOVER_TASKS, "h", name)
        case ("select", unit, since, order, limit):
            where = {} if unit is None else {"unit_id": unit}
            least = {} if since is None else {"vacated_at": since}
            return tx.select(TURNOVER_TASKS, where=where, at_least=least, order=order, limit=limit or None)
        case ("queue", record):
            return tx.put_new(OUTBOX, record)
        case ("claim", limit, now):
            claims += (claimed := tx.claim(OUTBOX, limit=limit, lease=timedelta(minutes=2), now=now))
            return claimed
        case ("settle", status, now):
            retry = now if status == PENDING else None
            return claims and tx.settle(OUTBOX, claims.pop(0), status=status, now=now, retry_at=retry)
    raise AssertionError(step)


def history(store: Store, transactions: list[tuple[bool, list[tuple[Any, ...]]]]) -> list[object]:
    """Everything a store answers to these steps, and what is left of it. False: the transaction is rolled back."""
    answers: list[object] = []
    claims: list[Any] = []
    for kept, asked in transactions:
        try:
            with store.transaction(lock="h") as tx:
                answers += [play(tx, step, claims) for step in asked]
                if not kept:
                    raise InterruptedError
        except InterruptedError:
            pass
    with store.transaction() as tx:
        return [*answers, *(tx.select(table) for table in TABLES)]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(transactions=st.lists(st.tuples(st.booleans(), st.lists(steps, max_size=6)), max_size=5))
def test_sqlite_answers_like_the_reference(store: SqlAlchemyStore, transactions: Any) -> None:
    with store.transaction() as tx:
        for table in (TURNOVER_TASKS, OUTBOX):
            for record in tx.select(table):
                tx.delete(table, *table.key_of(record))
    assert history(store, transactions) == history(MemoryStore(), transactions)

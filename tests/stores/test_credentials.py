"""Secrets in a store: sealed, bound to their connection, sealed anew while in use, and nowhere else in clear."""

from __future__ import annotations

import json
import logging
import pickle
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cloudbeds_connector.errors import ConfigurationError
from cloudbeds_connector.pms.ports import Credentials
from cloudbeds_connector.pms.tokens import Token
from cloudbeds_connector.secrets import KeyRing, UnreadableSecretError, generate_key
from cloudbeds_connector.stores import credentials as module
from cloudbeds_connector.stores.credentials import Rotation, StoredCredentials
from cloudbeds_connector.stores.memory import MemoryStore
from cloudbeds_connector.stores.port import Store
from cloudbeds_connector.stores.records import CREDENTIALS, Credential
from cloudbeds_connector.stores.tokens import StoreTokens
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

from ..empty_stores import sqlite_store

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
OLD, NEW = generate_key(), generate_key()
OLD_RING, NEW_RING, BOTH = KeyRing.from_text(OLD), KeyRing.from_text(NEW), KeyRing.from_text(f"{NEW},{OLD}")
TOKEN = Token(access_token="canary-access", refresh_token="canary-refresh", issued_at=NOON)


@pytest.fixture(params=["memory", "sqlite"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "memory":
        yield MemoryStore()
        return
    store = sqlite_store(tmp_path / "hotel.sqlite3")
    yield store
    store.close()


def row_of(store: Store, connection_id: str) -> Credential:
    with store.transaction() as tx:
        row = tx.get(CREDENTIALS, connection_id)
    assert row is not None
    return row


def change(store: Store, row: Credential) -> None:
    with store.transaction() as tx:
        tx.put(CREDENTIALS, row)


def test_an_api_key_is_kept_and_forgotten(place: Store) -> None:
    stored = StoredCredentials(place, OLD_RING)
    assert stored.get("h1") is None
    stored.put("h1", Credentials("cbat_1"), now=NOON)
    stored.put("h2", Credentials("ü\n🔑", kind="basic"), now=NOON)
    assert stored.get("h1") == Credentials("cbat_1")
    assert stored.get("h2") == Credentials("ü\n🔑", kind="basic")
    assert stored.forget("h1")
    assert not stored.forget("h1")
    assert stored.get("h1") is None


def test_a_grant_is_stored_as_its_token_and_only_its_kind_is_shown(place: Store) -> None:
    stored, tokens = StoredCredentials(place, OLD_RING), StoreTokens(place, OLD_RING)
    stored.put("h1", TOKEN, now=NOON)
    assert stored.get("h1") == Credentials("", kind="oauth")
    assert tokens.load("h1") == TOKEN
    with pytest.raises(ConfigurationError, match="Put a Token"):
        stored.put("h1", Credentials("canary-access", kind="oauth"), now=NOON)


def test_a_lease_alone_is_no_credential(place: Store) -> None:
    stored, tokens = StoredCredentials(place, OLD_RING), StoreTokens(place, OLD_RING)
    tokens.lease("h1", holder="one", now=NOON, until=NOON + timedelta(minutes=1))
    assert stored.get("h1") is None
    assert not stored.used("h1", NOON)
    assert stored.idle(NOON + timedelta(days=99), after=timedelta(days=1)) == []
    assert stored.rotate() == Rotation()
    tokens.release("h1", holder="one")
    with place.transaction() as tx:
        assert tx.get(CREDENTIALS, "h1") is None


def test_what_a_person_put_is_not_replaced_by_what_was_renewed_meanwhile(place: Store) -> None:
    stored, tokens = StoredCredentials(place, OLD_RING), StoreTokens(place, OLD_RING)
    tokens.save("h1", replace(TOKEN, version=5))
    stored.put("h1", Credentials("cbat_new"), now=NOON)
    assert not tokens.save("h1", replace(TOKEN, version=6))
    assert stored.get("h1") == Credentials("cbat_new")
    assert tokens.load("h1") is None
    stored.put("h1", replace(TOKEN, version=1, access_token="granted anew"), now=NOON)
    again = tokens.load("h1")
    assert again is not None
    assert (again.access_token, again.version) == ("granted anew", 7)
    assert tokens.save("h1", replace(again, version=8))


def test_a_secret_that_is_moved_to_another_connection_or_kind_does_not_open(place: Store) -> None:
    stored, tokens = StoredCredentials(place, OLD_RING), StoreTokens(place, OLD_RING)
    stored.put("rich", Credentials("cbat_rich"), now=NOON)
    stored.put("granted", TOKEN, now=NOON)
    change(place, replace(row_of(place, "rich"), connection_id="mine"))
    change(place, replace(row_of(place, "granted"), kind="api_key"))
    change(place, replace(row_of(place, "rich"), connection_id="granted too", kind="oauth"))
    for verb in (lambda: stored.get("mine"), lambda: stored.get("granted"), lambda: tokens.load("granted too")):
        with pytest.raises(UnreadableSecretError):
            verb()
    assert stored.get("rich") == Credentials("cbat_rich")


def test_a_use_is_noted_once_an_hour(place: Store) -> None:
    stored = StoredCredentials(place, OLD_RING)
    assert not stored.used("h1", NOON)
    stored.put("h1", Credentials("cbat_1"), now=NOON)
    noted = [stored.used("h1", NOON + timedelta(minutes=minutes)) for minutes in (0, 1, 59, 60, 61, 119, 120, 30)]
    assert noted == [True, False, False, True, False, False, True, False]
    row = row_of(place, "h1")
    assert (row.last_used_at, row.updated_at) == (NOON + timedelta(minutes=120), NOON)


def test_unused_credentials_are_listed_longest_unused_first(place: Store) -> None:
    stored, tokens = StoredCredentials(place, OLD_RING), StoreTokens(place, OLD_RING)
    for name in ("used", "never used", "long unused"):
        stored.put(name, Credentials("cbat_1"), now=NOON)
    tokens.save("renewed", replace(TOKEN, issued_at=NOON + timedelta(days=20)))
    stored.used("used", NOON + timedelta(days=10))
    stored.used("long unused", NOON + timedelta(hours=2))
    after = timedelta(days=25)
    almost = stored.idle(NOON + after - timedelta(microseconds=1), after=after)
    then = stored.idle(NOON + after + timedelta(hours=2), after=after)
    later = stored.idle(NOON + timedelta(days=60), after=after)
    assert [[row.connection_id for row in rows] for rows in (almost, then, later)] == [
        [],
        ["never used", "long unused"],
        ["never used", "long unused", "used", "renewed"],
    ]


def test_rotation_seals_anew_and_says_how_many(place: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE", 3)
    old = StoredCredentials(place, OLD_RING)
    for n in range(7):
        old.put(f"h{n}", Credentials(f"cbat_{n}"), now=NOON)
    old.put("granted", TOKEN, now=NOON)
    old.used("h0", NOON + timedelta(days=1))
    before = row_of(place, "h0")
    both = StoredCredentials(place, BOTH)
    both.put("new", Credentials("cbat_new"), now=NOON)
    assert both.rotate() == Rotation(resealed=8, current=1)
    assert both.rotate() == Rotation(resealed=0, current=9)
    after = row_of(place, "h0")
    assert after == replace(before, sealed=after.sealed, key_id=NEW_RING.current)
    new = StoredCredentials(place, NEW_RING)
    assert [new.get(f"h{n}") for n in range(7)] == [Credentials(f"cbat_{n}") for n in range(7)]
    assert StoreTokens(place, NEW_RING).load("granted") == TOKEN


def test_rotation_reports_what_no_key_opens_and_leaves_it(place: Store) -> None:
    lost = KeyRing.from_text(generate_key())
    StoredCredentials(place, lost).put("lost", Credentials("cbat_lost"), now=NOON)
    StoredCredentials(place, OLD_RING).put("old", Credentials("cbat_old"), now=NOON)
    StoredCredentials(place, BOTH).put("tampered", Credentials("cbat_1"), now=NOON)
    tampered = row_of(place, "tampered")
    change(place, replace(tampered, sealed=tampered.sealed[:-2] + "xx"))
    before = [row_of(place, name) for name in ("lost", "tampered")]
    done = StoredCredentials(place, BOTH).rotate()
    assert done == Rotation(resealed=1, current=0, unreadable=("lost", "tampered"))
    assert [row_of(place, name) for name in ("lost", "tampered")] == before


def test_a_rotation_that_was_stopped_goes_on(place: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    old, both = StoredCredentials(place, OLD_RING), StoredCredentials(place, BOTH)
    for n in range(6):
        old.put(f"h{n}", Credentials(f"cbat_{n}"), now=NOON)
    seal, sealed = KeyRing.seal, list[str]()

    def tired(ring: KeyRing, text: str, *, context: str) -> str:
        if len(sealed) == 4:
            raise KeyboardInterrupt
        sealed.append(context)
        return seal(ring, text, context=context)

    monkeypatch.setattr(KeyRing, "seal", tired)
    with pytest.raises(KeyboardInterrupt):
        both.rotate()
    monkeypatch.undo()
    assert all(both.get(f"h{n}") == Credentials(f"cbat_{n}") for n in range(6))
    assert both.rotate() == Rotation(resealed=2, current=4)


def test_rotation_loses_nothing_that_is_renewed_meanwhile(place: Store) -> None:
    """Writers still seal with the old key, readers have both: as it is while processes are restarted one by one."""
    names, rounds = [f"h{n}" for n in range(3)], 15
    writers, readers = StoreTokens(place, OLD_RING), StoreTokens(place, BOTH)
    both = StoredCredentials(place, KeyRing.from_text(f"{NEW},{OLD}"))
    for name in names:
        writers.save(name, TOKEN)
    done = threading.Event()

    def renew(name: str) -> None:
        opener = StoreTokens(place, KeyRing.from_text(f"{OLD},{NEW}"))
        for _ in range(rounds):
            token = opener.load(name)
            assert token is not None
            assert opener.save(name, replace(token, version=token.version + 1, access_token=f"{name}-{token.version}"))

    def rotate() -> int:
        resealed = 0
        while not done.is_set():
            result = both.rotate()
            assert result.unreadable == ()
            resealed += result.resealed
        return resealed

    with ThreadPoolExecutor(4) as pool:
        rotating = pool.submit(rotate)
        try:
            for renewing in [pool.submit(renew, name) for name in names]:
                renewing.result(timeout=60)
        finally:
            done.set()
        resealed = rotating.result(timeout=60)
    assert resealed + both.rotate().resealed >= len(names)
    for name in names:
        token = readers.load(name)
        assert token is not None
        assert (token.version, token.access_token) == (1 + rounds, f"{name}-{rounds}")
    assert StoredCredentials(place, NEW_RING).rotate() == Rotation(current=3)


RENEW = """
import json, sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from cloudbeds_connector.secrets import KeyRing
from cloudbeds_connector.stores.credentials import StoredCredentials
from cloudbeds_connector.stores.tokens import StoreTokens
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore
import os

store, ring = SqlAlchemyStore(sys.argv[1]), KeyRing.from_text(os.environ["RING"])
tokens, now = StoreTokens(store, ring), datetime(2026, 11, 23, 17, tzinfo=UTC)
mine, holder = [], str(os.getpid())
while len(mine) < 20:
    if not tokens.lease("h1", holder=holder, now=now, until=now + timedelta(minutes=1)):
        continue
    token = tokens.load("h1")
    assert tokens.save("h1", replace(token, version=token.version + 1))
    mine.append(token.version + 1)
    tokens.release("h1", holder=holder)
    assert StoredCredentials(store, ring).rotate().unreadable == ()
print(json.dumps(mine))
"""


def test_processes_renew_a_grant_one_after_the_other_while_it_is_rotated(
    url: str, store: SqlAlchemyStore, processes: Callable[..., list[list[int]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RING", f"{NEW},{OLD}")
    StoreTokens(store, OLD_RING).save("h1", TOKEN)
    one, other = processes(RENEW, url, count=2)
    assert sorted(one + other) == list(range(2, 42))


def test_the_secret_is_nowhere_in_clear(
    url: str, store: SqlAlchemyStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    canaries = ["canary-access", "canary-refresh", "cbat_canary", *(key.partition(":")[2] for key in (OLD, NEW))]
    stored, tokens, shown = StoredCredentials(store, OLD_RING), StoreTokens(store, OLD_RING), list[str]()
    stored.put("h1", Credentials("cbat_canary"), now=NOON)
    stored.put("h2", TOKEN, now=NOON)
    tokens.save("h2", replace(TOKEN, version=2))
    StoredCredentials(store, BOTH).rotate()
    rows = [row_of(store, name) for name in ("h1", "h2")]
    for verb in (lambda: stored.get("h1"), lambda: tokens.load("h2"), stored.rotate):
        try:
            shown.append(repr(verb()))
        except UnreadableSecretError as error:
            below = (
                error.__traceback__.tb_next if error.__traceback__ else None
            )  # this test's own frame has the canaries
            rendered = traceback.TracebackException(type(error), error, below, capture_locals=True)
            shown += ["".join(rendered.format()), pickle.dumps(error).decode("latin-1")]
    shown += [repr(each) for each in (stored, tokens, vars(stored), vars(tokens), rows, BOTH, caplog.text)]
    shown += [repr((Credentials("cbat_canary"), TOKEN)), pickle.dumps(rows).decode("latin-1")]
    shown += [file.read_bytes().decode("latin-1") for file in tmp_path.iterdir()]
    assert len(shown) > 12
    assert json.dumps(shown).count("cbk1.") > 4, "the sealed ones are there"
    for canary in canaries:
        assert [text for text in shown if canary in text] == []
        assert [text for text in shown if canary.encode().hex() in text] == []


def test_a_new_grant_takes_the_place_of_a_key(place: Store) -> None:
    stored, tokens = StoredCredentials(place, OLD_RING), StoreTokens(place, OLD_RING)
    stored.put("h1", Credentials("cbat_old"), now=NOON)
    stored.put("h1", Credentials("cbat_new"), now=NOON)
    assert tokens.save("h1", replace(TOKEN, version=1))
    assert tokens.load("h1") == replace(TOKEN, version=1)
    assert stored.get("h1") == Credentials("", kind="oauth")

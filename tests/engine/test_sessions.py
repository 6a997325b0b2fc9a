"""A session lasts as long as what it was opened with, and no slow host or hotel holds the others up."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cloudbeds_connector import CloudbedsConnector, Credentials, Integration, MemoryStore
from cloudbeds_connector.engine import sessions
from cloudbeds_connector.engine.sync import SyncKind, sync
from cloudbeds_connector.errors import AuthenticationError, MissingScopeError
from cloudbeds_connector.pms.ports import Clock, Limiter, PmsAccount, PmsSession
from cloudbeds_connector.pms.tokens import TokenStore
from cloudbeds_connector.stores.records import Connection
from cloudbeds_connector.testing import FakePms, ManualClock, SimulatedHotel

from .conftest import MORNING

KEY = Credentials("cbat_simulated")


class CountedPms(FakePms):
    """Knows its sessions in the order they were opened, and which of them were closed. A name may fail to close."""

    def __init__(self) -> None:
        super().__init__()
        self.sessions: list[PmsSession] = []
        self.closed: list[PmsSession] = []
        self.close_fails = False

    def open(
        self, account: PmsAccount, credentials: Credentials, *, limiter: Limiter, clock: Clock, tokens: TokenStore
    ) -> PmsSession:
        session: Any = super().open(account, credentials, limiter=limiter, clock=clock, tokens=tokens)
        session.close = lambda: self._close(session)
        self.sessions.append(session)
        return session

    def _close(self, session: PmsSession) -> None:
        self.closed.append(session)
        if self.close_fails:
            raise OSError("the connection is gone")


@pytest.fixture
def pms() -> CountedPms:
    return CountedPms()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(MORNING)


def built(pms: FakePms, clock: ManualClock, secret: Callable[[Connection], Credentials] = lambda _: KEY) -> Integration:
    return Integration(connector=pms, store=MemoryStore(), credentials=secret, clock=clock)


def connected(integration: Integration, pms: CountedPms, name: str = "my-hotel") -> Connection:
    connection = integration.connect(name)
    pms.sessions.clear()
    pms.closed.clear()
    return connection


def test_a_session_is_opened_anew_when_the_connection_is_another() -> None:
    hotel = SimulatedHotel.small()
    with hotel.serve() as server:
        integration = Integration(
            connector=CloudbedsConnector(base_url=server.base_url),
            store=MemoryStore(),
            credentials=lambda _: Credentials("cbat_simulated"),
            clock=hotel.clock,
        )
        with integration:
            connection = integration.connect("my-hotel")
            first = integration.runtime.session(connection)
            assert integration.runtime.session(connection) is first
            probed = replace(connection, settings={**connection.settings, "modified_zone": "property"})
            assert integration.runtime.session(probed) is not first
            assert list(first.stays.window(hotel.today(), hotel.today())), "who has it still may go on with it"


def test_a_missing_scope_is_no_reason_to_throw_a_session_away(pms: CountedPms, clock: ManualClock) -> None:
    integration = built(pms, clock)
    connection = connected(integration, pms)
    first = integration.runtime.session(connection)
    pms.fail_with = MissingScopeError("No scope.", next_action="Make another key.")
    with pytest.raises(MissingScopeError):
        sync(integration.runtime, connection, SyncKind.FULL)
    assert integration.runtime.session(connection) is first
    pms.fail_with = AuthenticationError("Revoked.", next_action="Make another key.")
    with pytest.raises(AuthenticationError):
        sync(integration.runtime, connection, SyncKind.FULL)
    assert integration.runtime.session(connection) is not first


def test_what_was_replaced_is_closed_when_no_look_can_be_using_it_any_more(pms: CountedPms, clock: ManualClock) -> None:
    integration = built(pms, clock)
    connection = connected(integration, pms)
    integration.runtime.session(connection)
    integration.runtime.forget_session(connection.id)
    integration.runtime.session(connection)
    clock.advance(integration.runtime.settings.sync_lease)
    integration.runtime.session(connection)
    assert pms.closed == [], "a look that began with it may be going on"
    clock.advance(integration.runtime.settings.sync_lease)
    integration.runtime.session(connection)
    assert pms.closed == pms.sessions[:1]


def test_however_often_a_credential_is_refused_few_sessions_stay_open(pms: CountedPms, clock: ManualClock) -> None:
    integration = built(pms, clock)
    connection = connected(integration, pms)
    pms.fail_with = AuthenticationError("Revoked.", next_action="Make another key.")
    for _ in range(300):
        with pytest.raises(AuthenticationError):
            sync(integration.runtime, connection, SyncKind.FULL)
    assert len(pms.sessions) - len(pms.closed) == sessions.MOST_RETIRED
    clock.advance(timedelta(hours=1))
    integration.runtime.session(connection)
    assert len(pms.sessions) - len(pms.closed) == 1


def test_one_session_that_cannot_be_closed_keeps_no_other_open(
    pms: CountedPms, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    integration = built(pms, clock)
    connection = connected(integration, pms)
    integration.runtime.session(connection)
    integration.runtime.forget_session(connection.id)
    integration.runtime.session(connection)
    pms.close_fails = True
    integration.close()
    assert set(map(id, pms.closed)) == set(map(id, pms.sessions))
    assert "could not be closed (OSError)" in caplog.text


def test_a_secret_manager_that_hangs_for_one_hotel_holds_up_no_other(pms: CountedPms, clock: ManualClock) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def secret(connection: Connection) -> Credentials:
        if connection.property_id == "slow" and integration.connections():
            asked.set()
            go_on.wait(10)
        return KEY

    integration = built(pms, clock, secret)
    quick = integration.connect("quick")
    slow = replace(quick, id="another", property_id="slow")
    with ThreadPoolExecutor(2) as threads:
        hanging = threads.submit(integration.runtime.session, slow)
        assert asked.wait(10)
        try:
            assert threads.submit(integration.runtime.session, quick).result(timeout=5)
        finally:
            go_on.set()
        assert hanging.result(timeout=10) is integration.runtime.session(slow)


def test_two_threads_that_open_a_connection_at_once_go_on_with_one_session(pms: CountedPms, clock: ManualClock) -> None:
    both = threading.Barrier(2, timeout=10)

    def secret(connection: Connection) -> Credentials:
        if integration.connections():
            both.wait()
        return KEY

    integration = built(pms, clock, secret)
    connection = connected(integration, pms)
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(integration.runtime.session, [connection, connection])
    assert first is second
    assert len(pms.sessions) == 2
    assert pms.closed == [session for session in pms.sessions if session is not first]


def test_a_session_that_is_being_opened_with_an_old_secret_is_not_used(pms: CountedPms, clock: ManualClock) -> None:
    """A new secret is stored between asking for the old one and opening with it."""
    secrets = [Credentials("cbat_old"), Credentials("cbat_new")]
    used: list[str] = []

    def secret(connection: Connection) -> Credentials:
        if not integration.connections():
            return KEY
        found = secrets[len(used)]
        used.append(found.secret)
        if found.secret == "cbat_old":
            integration.runtime.forget_session(connection.id)
        return found

    integration = built(pms, clock, secret)
    connection = connected(integration, pms)
    session = integration.runtime.session(connection)
    assert used == ["cbat_old", "cbat_new"]
    assert session is pms.sessions[1]
    assert pms.closed == pms.sessions[:1]


def test_a_session_that_is_opened_while_others_are_closed_is_closed_in_its_turn(
    pms: CountedPms, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    integration = built(pms, clock)
    connection = connected(integration, pms)
    opened = integration.runtime._sessions

    class ClosingFirst:
        """The guard, which a `close` in another thread holds just before."""

        def get(self) -> threading.Lock:
            monkeypatch.undo()
            integration.close()
            return opened._guard.get()

    monkeypatch.setattr(opened, "_guard", ClosingFirst())
    session = integration.runtime.session(connection)
    integration.close()
    assert pms.closed == [session]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_child_forked_while_a_thread_changes_the_sessions_opens_its_own(pms: CountedPms, clock: ManualClock) -> None:
    integration = built(pms, clock)
    connection = connected(integration, pms)
    child = -1

    class ForkingClock(ManualClock):
        def monotonic(self) -> float:
            nonlocal child
            if child < 0:
                child = os.fork()
                if child == 0:
                    signal.alarm(3)  # ends a child that waits for a lock which nobody will release
                    os._exit(0 if integration.runtime.session(connection) else 1)
            return super().monotonic()

    integration.runtime.session(connection)
    integration.runtime._sessions._clock = ForkingClock(MORNING)
    integration.runtime.forget_session(connection.id)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

"""An integration that keeps its secrets itself, sealed: it connects, uses, warns, and does not start without keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from cloudbeds_connector.engine import Integration, Worker
from cloudbeds_connector.engine.credentials import IdleCredential, idle_credentials
from cloudbeds_connector.errors import AuthenticationError, ConfigurationError
from cloudbeds_connector.pms.memory_tokens import MemoryTokens
from cloudbeds_connector.pms.model import Property
from cloudbeds_connector.pms.ports import Clock, Credentials, Limiter, PmsAccount, PmsSession
from cloudbeds_connector.pms.tokens import Token, TokenStore
from cloudbeds_connector.secrets import KeyRing, generate_key
from cloudbeds_connector.stores.credentials import Rotation
from cloudbeds_connector.stores.memory import MemoryStore
from cloudbeds_connector.stores.records import CONNECTIONS, CREDENTIALS
from cloudbeds_connector.stores.tokens import StoreTokens
from cloudbeds_connector.testing import FakePms, ManualClock
from cloudbeds_connector.testing.fakes import CAPABILITIES

from .conftest import MORNING

KEYS = KeyRing.from_text(generate_key())
KEY = Credentials("cbat_canary")


@dataclass
class Opened:
    """What a hotel system was opened with."""

    account: PmsAccount
    credentials: Credentials
    tokens: TokenStore


class WatchedPms(FakePms):
    """Remembers what it was opened with, and renews every grant that it is opened with."""

    def __init__(self) -> None:
        super().__init__(capabilities=replace(CAPABILITIES, credential_idle_days=30))
        self.opened: list[Opened] = []

    def open(
        self, account: PmsAccount, credentials: Credentials, *, limiter: Limiter, clock: Clock, tokens: TokenStore
    ) -> PmsSession:
        self.opened.append(Opened(account, credentials, tokens))
        token = tokens.load(account.connection_id)
        if credentials.kind == "oauth" and token is not None:
            tokens.save(
                account.connection_id, replace(token, version=token.version + 1, refresh_token="canary-renewed")
            )
        return super().open(account, credentials, limiter=limiter, clock=clock, tokens=tokens)


@dataclass
class Kept:
    """An integration with keys, over a store in memory."""

    pms: WatchedPms = field(default_factory=WatchedPms)
    store: MemoryStore = field(default_factory=MemoryStore)
    clock: ManualClock = field(default_factory=lambda: ManualClock(MORNING))

    def __post_init__(self) -> None:
        self.pms.add_room("101")
        self.integration = Integration(connector=self.pms, store=self.store, keys=KEYS, clock=self.clock)

    def stored(self) -> Sequence[object]:
        with self.store.transaction() as tx:
            return tx.select(CREDENTIALS)


@pytest.fixture
def kept() -> Kept:
    return Kept()


def token() -> Token:
    return Token(access_token="canary-access", refresh_token="canary-refresh", issued_at=MORNING)


def test_an_integration_without_any_secret_does_not_start() -> None:
    with pytest.raises(ConfigurationError, match="cloudbeds-connector keys generate"):
        Integration(connector=FakePms(), store=MemoryStore())
    with pytest.raises(ConfigurationError, match="KeyRing"):
        Integration(connector=FakePms(), store=MemoryStore(), keys="changeme")  # type: ignore[arg-type]


def test_a_key_that_was_tried_is_kept_and_opens_the_hotel_from_then_on(kept: Kept) -> None:
    connection = kept.integration.connect("my-hotel", credentials=KEY)
    kept.integration.runtime.session(connection)
    again = Integration(connector=kept.pms, store=kept.store, keys=KEYS, clock=kept.clock)
    again.runtime.session(connection)
    assert [each.credentials for each in kept.pms.opened] == [KEY] * 4
    assert again.connect("my-hotel") == connection
    assert "canary" not in repr(kept.stored()) + repr(vars(kept.integration.runtime))


def test_a_key_that_does_not_work_is_not_kept(kept: Kept) -> None:
    kept.pms.fail_with = AuthenticationError("Revoked.", next_action="Give a new key.")
    with pytest.raises(AuthenticationError):
        kept.integration.connect("my-hotel", credentials=KEY)
    assert kept.stored() == []


def test_a_new_key_takes_the_place_of_the_old_one_at_once(kept: Kept) -> None:
    connection = kept.integration.connect("my-hotel", credentials=KEY)
    kept.integration.runtime.session(connection)
    kept.integration.connect("my-hotel", credentials=Credentials("cbat_new"))
    kept.integration.runtime.session(connection)
    assert kept.pms.opened[-1].credentials == Credentials("cbat_new")
    assert len(kept.stored()) == 1


def test_a_grant_is_kept_as_it_is_after_the_first_requests(kept: Kept) -> None:
    connection = kept.integration.connect("my-hotel", credentials=token())
    opened, found = kept.pms.opened[0], kept.integration.runtime.tokens.load(connection.id)
    assert found is not None
    assert (found.version, found.refresh_token) == (3, "canary-renewed")
    assert (opened.account.connection_id, opened.credentials.kind) == (connection.id, "oauth")
    kept.integration.runtime.session(connection)
    assert kept.pms.opened[-1].tokens is kept.integration.runtime.tokens
    assert kept.pms.opened[-1].account.connection_id == connection.id


def test_a_grant_that_is_given_anew_wins_over_the_one_that_was_renewed_often(kept: Kept) -> None:
    connection = kept.integration.connect("my-hotel", credentials=token())
    kept.integration.runtime.tokens.save(connection.id, replace(token(), version=40))
    kept.integration.connect("my-hotel", credentials=replace(token(), access_token="granted anew"))
    found = kept.integration.runtime.tokens.load(connection.id)
    assert found is not None
    assert (found.access_token, found.version) == ("granted anew", 41)


def test_a_grant_for_a_hotel_that_is_refused_leaves_nothing(kept: Kept) -> None:
    with pytest.raises(ConfigurationError):
        kept.integration.connect("my-hotel", pms_property_id="999", credentials=token())
    assert kept.stored() == []


def test_without_a_stored_credential_the_error_says_what_to_do(kept: Kept) -> None:
    with pytest.raises(AuthenticationError, match="No credential is stored for property 'my-hotel'"):
        kept.integration.connect("my-hotel")
    connection = kept.integration.connect("my-hotel", credentials=KEY)
    assert kept.integration.runtime.stored is not None
    kept.integration.runtime.stored.forget(connection.id)
    with pytest.raises(AuthenticationError, match="Connect it again with credentials="):
        kept.integration.runtime.session(connection)


def test_a_hosts_own_source_is_used_where_nothing_is_stored(kept: Kept) -> None:
    source = Credentials("from the host")
    both = Integration(
        connector=kept.pms, store=kept.store, keys=KEYS, credentials=lambda connection: source, clock=kept.clock
    )
    connection = both.connect("my-hotel")
    both.runtime.session(connection)
    assert [each.credentials for each in kept.pms.opened] == [source, source, source]
    assert kept.stored() == []
    both.connect("my-hotel", credentials=KEY)
    both.runtime.session(connection)
    assert kept.pms.opened[-1].credentials == KEY


def test_without_keys_nothing_is_kept_and_tokens_stay_in_memory(kept: Kept) -> None:
    plain = Integration(connector=kept.pms, store=kept.store, credentials=lambda connection: KEY, clock=kept.clock)
    with pytest.raises(ConfigurationError, match="keeps no credentials"):
        plain.connect("my-hotel", credentials=KEY)
    plain.connect("my-hotel")
    assert isinstance(plain.runtime.tokens, MemoryTokens)
    assert isinstance(kept.integration.runtime.tokens, StoreTokens)
    assert kept.stored() == []
    assert idle_credentials(plain.runtime, MORNING + timedelta(days=99)) == []


def test_a_credential_without_its_key_is_reported_and_loses_no_hint(kept: Kept) -> None:
    kept.integration.connect("my-hotel", credentials=KEY)
    other = Integration(connector=kept.pms, store=kept.store, keys=KeyRing.from_text(generate_key()), clock=kept.clock)
    (failure,) = Worker(other).run_once().failures
    assert "Add the key that it was sealed with" in str(failure)
    assert failure.error.retryable
    kept.clock.advance(600)
    assert not Worker(kept.integration).run_once().failures


def test_a_hotel_that_is_synced_is_never_idle_and_a_paused_one_is_warned_about(kept: Kept) -> None:
    connection = kept.integration.connect("my-hotel", credentials=KEY)
    kept.pms.property = other_hotel(kept.pms.property)
    paused = kept.integration.connect("paused", credentials=KEY)
    kept.pms.property = replace(kept.pms.property, id="3", pms_property_id="3")
    gone = kept.integration.connect("gone", credentials=KEY)
    paused = replace(paused, status="paused")
    with kept.store.transaction() as tx:
        tx.put(CONNECTIONS, paused, replace(gone, status="disconnected"))
    connected_at = kept.clock.now()
    kept.clock.advance(timedelta(days=24, hours=23))
    Worker(kept.integration).run_once()
    assert idle_credentials(kept.integration.runtime, kept.clock.now()) == []
    kept.clock.advance(timedelta(hours=1))
    assert idle_credentials(kept.integration.runtime, kept.clock.now()) == [
        IdleCredential(connection=paused, kind="api_key", last_used_at=connected_at)
    ]
    long_after = idle_credentials(kept.integration.runtime, kept.clock.now() + timedelta(days=25))
    assert [each.connection.id for each in long_after] == [paused.id, connection.id]


def test_no_credential_is_idle_where_the_hotel_system_ends_none(kept: Kept) -> None:
    kept.integration.connect("my-hotel", credentials=KEY)
    kept.pms.capabilities = CAPABILITIES
    later = kept.clock.now() + timedelta(days=400)
    assert idle_credentials(kept.integration.runtime, later) == []
    assert len(idle_credentials(kept.integration.runtime, later, after=timedelta(days=399))) == 1


def test_one_request_keeps_a_credential_alive(kept: Kept) -> None:
    kept.integration.connect("my-hotel", credentials=KEY)
    kept.clock.advance(timedelta(days=26))
    [idle] = kept.integration.idle_credentials()
    kept.integration.keep_alive(idle.connection.property_id)
    assert kept.integration.idle_credentials() == []


def test_rotating_seals_with_the_first_key(kept: Kept) -> None:
    kept.integration.connect("my-hotel", credentials=KEY)
    assert kept.integration.rotate_keys() == Rotation(current=1)


def test_a_stored_key_shows_when_it_was_last_used(kept: Kept) -> None:
    connection = kept.integration.connect("my-hotel", credentials=KEY)
    put_at = kept.clock.now()
    kept.integration.runtime.session(connection)
    kept.clock.advance(timedelta(days=3))
    kept.integration.runtime.credential_accepted(connection)
    kept.integration.runtime.forget_session(connection.id)
    kept.integration.runtime.session(connection)
    used = [each.credentials.last_used_at for each in kept.pms.opened[-2:]]
    assert used == [put_at, put_at + timedelta(days=3)]


def other_hotel(known: Property) -> Property:
    return replace(known, id="2", pms_property_id="2", name="Paused Inn")

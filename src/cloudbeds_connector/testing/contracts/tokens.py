# ruff: noqa: S101, D102  (a test asserts, and its name says what)
"""The contract of `TokenStore`: subclass `TokenStoreContract` and give it a `tokens` fixture.

class TestMyTokens(TokenStoreContract):
    @pytest.fixture
    def tokens(self):
        return MyTokens()              # empty, fresh for each test

Instants are passed in, so the store needs no clock.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ...pms.tokens import Token, TokenStore

NOON = datetime(2026, 11, 23, 17, 0, 0, 123456, tzinfo=UTC)
LEASE = timedelta(seconds=60)
SECRETS = ("canary-access-token", "canary-refresh-token")
TOKEN = Token(
    access_token=SECRETS[0],
    refresh_token=SECRETS[1],
    issued_at=NOON,
    expires_at=NOON + timedelta(hours=8),
    properties=("297652", "297653"),
)


def renewed(version: int) -> Token:
    """The token of the grant after `version` renewals."""
    return replace(TOKEN, version=version, access_token=f"access-{version}", refresh_token=f"refresh-{version}")


class TokenStoreContract:
    """Everything a token store must do."""

    @pytest.fixture
    def tokens(self) -> TokenStore:
        """An empty token store."""
        raise NotImplementedError("Override the `tokens` fixture.")

    def test_a_token_is_loaded_as_it_was_saved(self, tokens: TokenStore) -> None:
        assert tokens.save("hotel", TOKEN)
        assert tokens.load("hotel") == TOKEN

    def test_missing_fields_of_a_token_stay_missing(self, tokens: TokenStore) -> None:
        bare = Token(access_token="ü日本\udcff'\" \\", issued_at=NOON)  # noqa: S106 - no secret
        tokens.save("hotel", bare)
        assert tokens.load("hotel") == bare

    def test_every_grant_has_its_own_token(self, tokens: TokenStore) -> None:
        assert tokens.load("hotel") is None
        tokens.save("hotel", renewed(1))
        tokens.save("other", renewed(2))
        assert (tokens.load("hotel"), tokens.load("other")) == (renewed(1), renewed(2))
        assert tokens.load("nobody") is None

    def test_only_a_newer_token_replaces_a_token(self, tokens: TokenStore) -> None:
        assert tokens.save("hotel", renewed(3))
        assert not tokens.save("hotel", renewed(2))
        assert not tokens.save("hotel", replace(TOKEN, version=3))
        assert tokens.load("hotel") == renewed(3)
        assert tokens.save("hotel", renewed(7))
        assert tokens.load("hotel") == renewed(7)

    def test_one_holder_at_a_time_may_renew(self, tokens: TokenStore) -> None:
        assert tokens.lease("hotel", holder="one", now=NOON, until=NOON + LEASE)
        assert not tokens.lease("hotel", holder="two", now=NOON, until=NOON + LEASE)
        assert tokens.lease("other", holder="two", now=NOON, until=NOON + LEASE)

    def test_a_killed_holders_lease_ends(self, tokens: TokenStore) -> None:
        tokens.lease("hotel", holder="killed", now=NOON, until=NOON + LEASE)
        almost, ended = NOON + LEASE - timedelta(microseconds=1), NOON + LEASE
        assert not tokens.lease("hotel", holder="two", now=almost, until=almost + LEASE)
        assert tokens.lease("hotel", holder="two", now=ended, until=ended + LEASE)
        assert not tokens.lease("hotel", holder="killed", now=ended, until=ended + LEASE)

    def test_a_holder_extends_its_lease(self, tokens: TokenStore) -> None:
        tokens.lease("hotel", holder="one", now=NOON, until=NOON + LEASE)
        assert tokens.lease("hotel", holder="one", now=NOON, until=NOON + 3 * LEASE)
        later = NOON + 2 * LEASE
        assert not tokens.lease("hotel", holder="two", now=later, until=later + LEASE)

    def test_a_released_lease_is_free_for_the_next_holder(self, tokens: TokenStore) -> None:
        tokens.lease("hotel", holder="one", now=NOON, until=NOON + LEASE)
        tokens.release("hotel", holder="one")
        tokens.release("hotel", holder="one")
        assert tokens.lease("hotel", holder="two", now=NOON, until=NOON + LEASE)

    def test_a_holder_cannot_release_the_lease_of_another(self, tokens: TokenStore) -> None:
        tokens.release("hotel", holder="nobody")
        tokens.lease("hotel", holder="one", now=NOON, until=NOON + LEASE)
        tokens.release("hotel", holder="two")
        assert not tokens.lease("hotel", holder="two", now=NOON, until=NOON + LEASE)
        ended = NOON + LEASE
        tokens.lease("hotel", holder="two", now=ended, until=ended + LEASE)
        tokens.release("hotel", holder="one")  # it was delayed, and has lost the lease
        assert not tokens.lease("hotel", holder="one", now=ended, until=ended + LEASE)

    def test_leases_and_tokens_are_independent(self, tokens: TokenStore) -> None:
        assert tokens.lease("hotel", holder="one", now=NOON, until=NOON + LEASE)
        assert tokens.load("hotel") is None
        assert tokens.save("hotel", renewed(1))
        assert not tokens.lease("hotel", holder="two", now=NOON, until=NOON + LEASE)
        tokens.release("hotel", holder="one")
        assert tokens.load("hotel") == renewed(1)

    def test_of_many_threads_one_gets_the_lease(self, tokens: TokenStore) -> None:
        def lease(holder: int) -> bool:
            return tokens.lease("hotel", holder=f"holder-{holder}", now=NOON, until=NOON + LEASE)

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(lease, range(24))) == 1

    def test_of_many_threads_the_newest_token_stays(self, tokens: TokenStore) -> None:
        with ThreadPoolExecutor(8) as pool:
            kept = list(pool.map(lambda version: tokens.save("hotel", renewed(version % 12 + 1)), range(36)))
        assert 1 <= sum(kept) <= 12
        assert tokens.load("hotel") == renewed(12)

    def test_no_secret_is_shown_by_anything(self, tokens: TokenStore) -> None:
        tokens.save("hotel", TOKEN)
        shown = f"{tokens!r} {getattr(tokens, '__dict__', {})!r} {TOKEN!r} {tokens.load('hotel')!r}"
        assert [secret for secret in SECRETS if secret in shown] == []

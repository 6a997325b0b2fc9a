"""Webhook authentication: only the holder of the token is accepted."""

from __future__ import annotations

import pytest

from cloudbeds_connector.errors import ConfigurationError, WebhookRejectedError
from cloudbeds_connector.pms.webhooks import MAX_BODY_BYTES, WebhookRequest, WebhookVerifier, hash_token, new_token

OLD, NEW = new_token(), new_token()
VERIFIER = WebhookVerifier([hash_token(OLD), hash_token(NEW)])


def test_both_tokens_are_accepted_while_one_is_rotated() -> None:
    assert VERIFIER.verify(WebhookRequest(body=b"{}", token=OLD)) == hash_token(OLD)
    assert VERIFIER.verify(WebhookRequest(body=b"{}", headers={"authorization": f"Bearer {NEW}"})) == hash_token(NEW)


STRANGERS = {
    "no token": None,
    "empty": "",
    "short": "x",
    "another": new_token(),
    "cut": OLD[:-1],
    "longer": OLD + "A",
    "another case": OLD.lower() + "a",
    "the stored hash": hash_token(OLD),
    "not ascii": "Ω" * 9,
}


@pytest.mark.parametrize("token", STRANGERS.values(), ids=list(STRANGERS))
def test_every_unknown_token_gets_the_same_404(token: str | None) -> None:
    with pytest.raises(WebhookRejectedError) as caught:
        VERIFIER.verify(WebhookRequest(body=b"{}", token=token))
    assert (caught.value.status, caught.value.message) == (404, "No such webhook.")


def test_a_verifier_without_tokens_rejects_every_webhook() -> None:
    with pytest.raises(WebhookRejectedError):
        WebhookVerifier([]).verify(WebhookRequest(body=b"{}", token=OLD))


def test_a_body_that_no_hotel_sends_is_refused_unread() -> None:
    with pytest.raises(WebhookRejectedError) as caught:
        VERIFIER.verify(WebhookRequest(body=b" " * (MAX_BODY_BYTES + 1), token=OLD))
    assert caught.value.status == 413


def test_a_guessable_token_cannot_be_configured_and_none_shows_in_a_repr() -> None:
    with pytest.raises(ConfigurationError, match="128 bits"):
        hash_token("secret")
    assert OLD not in repr(WebhookRequest(body=b"{}", token=OLD, headers={"authorization": OLD}))


def test_a_credential_that_is_no_valid_unicode_is_a_wrong_one() -> None:
    for request in (
        WebhookRequest(body=b"{}", token="\ud800" * 30),
        WebhookRequest(body=b"{}", headers={"authorization": "Bearer \udcff"}),
    ):
        with pytest.raises(WebhookRejectedError, match="No such webhook"):
            VERIFIER.verify(request)

"""A sealed secret opens with its key and for whom it was sealed, and in no other way."""

from __future__ import annotations

import base64
import copy
import logging
import pickle
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudbeds_connector.errors import ConfigurationError, ConnectorError
from cloudbeds_connector.secrets import KeyRing, UnreadableSecretError, generate_key

RING = KeyRing.from_text(generate_key())
CANARY = "cbat_canary_secret"
HERE = "credential of the hotel"
SEALED = RING.seal(CANARY, context=HERE)

texts = st.text(st.characters())  # lone surrogates and NUL, too
contexts = st.text(st.characters(), min_size=1)


@given(text=texts, context=contexts)
def test_a_secret_comes_back_whole(text: str, context: str) -> None:
    assert RING.open(RING.seal(text, context=context), context=context) == text


@given(text=texts, context=contexts, elsewhere=contexts)
def test_a_secret_opens_nowhere_else(text: str, context: str, elsewhere: str) -> None:
    sealed = RING.seal(text, context=context)
    if elsewhere != context:
        refused(RING, sealed, elsewhere)
    refused(RING, sealed, "")


@given(place=st.integers(0, len(SEALED) - 1), bit=st.integers(0, 6))
def test_a_secret_with_one_bit_changed_is_refused(place: int, bit: int) -> None:
    changed = SEALED[:place] + chr(ord(SEALED[place]) ^ (1 << bit)) + SEALED[place + 1 :]
    refused(RING, changed, HERE)


def test_every_single_bit_counts() -> None:
    for place in range(len(SEALED)):
        for bit in range(7):
            changed = SEALED[:place] + chr(ord(SEALED[place]) ^ (1 << bit)) + SEALED[place + 1 :]
            refused(RING, changed, HERE)


@given(
    start=st.integers(0, len(SEALED)), end=st.integers(0, len(SEALED)), between=st.text(st.characters(), max_size=20)
)
def test_a_secret_cut_or_lengthened_is_refused(start: int, end: int, between: str) -> None:
    changed = SEALED[:start] + between + SEALED[end:]
    if changed != SEALED:
        refused(RING, changed, HERE)


@given(texts)
def test_what_never_was_sealed_is_refused(text: str) -> None:
    refused(RING, text, HERE)


def test_parts_of_two_secrets_make_no_third() -> None:
    other = RING.seal("another secret", context=HERE)
    mine, theirs = SEALED.split("."), other.split(".")
    refused(RING, ".".join([*mine[:3], theirs[3]]), HERE)
    refused(RING, ".".join([*mine[:2], theirs[2], mine[3]]), HERE)


def test_another_ring_does_not_open_it_even_with_the_same_id() -> None:
    key = generate_key().partition(":")[2]
    refused(KeyRing.from_text(generate_key()), SEALED, HERE)
    refused(KeyRing.from_text(f"{RING.current}:{key}"), SEALED, HERE)


def test_sealing_twice_looks_different() -> None:
    again = RING.seal(CANARY, context=HERE)
    mine, theirs = SEALED.split("."), again.split(".")
    assert mine[:2] == theirs[:2]
    assert mine[2] != theirs[2]
    assert mine[3] != theirs[3]


def test_every_key_of_a_ring_opens_and_the_first_one_seals() -> None:
    old, new = generate_key(), generate_key()
    before = KeyRing.from_text(old).seal(CANARY, context=HERE)
    both = KeyRing.from_text(f"{new}, {old}\n")
    assert both.key_ids == (new.partition(":")[0], old.partition(":")[0])
    assert both.open(before, context=HERE) == CANARY
    after = both.rotated(before, context=HERE)
    assert after is not None
    assert (both.key_id(before), both.key_id(after)) == (both.key_ids[1], both.key_ids[0])
    assert KeyRing.from_text(new).open(after, context=HERE) == CANARY
    assert both.rotated(after, context=HERE) is None
    refused(KeyRing.from_text(old), after, HERE)


def test_the_id_of_a_missing_key_can_be_read() -> None:
    assert KeyRing.from_text(generate_key()).key_id(SEALED) == RING.current
    with pytest.raises(UnreadableSecretError):
        RING.key_id("no sealed text")


def test_a_ring_takes_keys_as_bytes_too() -> None:
    text = generate_key()
    ring = KeyRing({"mine": base64.urlsafe_b64decode(text.partition(":")[2])})
    sealed = ring.seal(CANARY, context=HERE)
    assert KeyRing.from_text("mine" + text[text.index(":") :]).open(sealed, context=HERE) == CANARY


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("changeme", "has no id"),
        ("a:changeme", "not 32 bytes"),
        ("a:", "not 32 bytes"),
        ("a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "does not look random"),
        ("a:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "does not look random"),
        ("a:Y2hhbmdlbWUgY2hhbmdlbWUgY2hhbmdlbWUgY2hhbmc=", "does not look random"),
        ("a:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "does not look random"),
        ("a:gIGCg4SFhoeIiYqLjI2Oj5CRkpOUlZaXmJmam5ydnp8=", "does not look random"),
        ("a:3q2-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8=", "does not look random"),
        ("a:6368616e67656d656368616e67656d656368616e67656d65", "not 32 bytes"),
        ("a:ÄÖÜ", "not 32 bytes"),
        ("not an id:{key}", "id of key 1"),
        (":{key}", "id of key 1"),
        ("{key}:a", "id of key 1"),
        ("a:{key} {key}", "not 32 bytes"),
        ("a:{short}", "not 32 bytes"),
        ("a:{unpadded}", "not 32 bytes"),
        ("a:{key},", "Key 2 of the ring has no id"),
        ("a:{key},b:{key}", "there twice"),
        ("a:{key},a:{other}", "there twice"),
    ],
)
def test_a_key_that_is_none_is_refused_with_what_to_do_and_is_not_quoted(text: str, message: str) -> None:
    key, other = (generate_key().partition(":")[2] for _ in range(2))
    given_text = text.format(key=key, other=other, short=key[4:], unpadded=key.rstrip("="))
    with pytest.raises(ConfigurationError, match=message) as error:
        KeyRing.from_text(given_text)
    assert "cloudbeds-connector keys generate" in error.value.next_action
    assert key[:10] not in f"{error.value} {error.value!r} {vars(error.value)}"
    assert "changeme" not in str(error.value)
    assert key[:10] not in locals_of(error.value)


def test_a_missing_variable_is_refused_like_an_empty_one() -> None:
    with pytest.raises(ConfigurationError, match="empty"):
        KeyRing.from_text(None)  # type: ignore[arg-type]


@pytest.mark.parametrize("key", [b"", b"short", bytes(32), b"changeme" * 4, "x" * 32, bytes(range(200, 232))])
def test_weak_bytes_are_refused_too(key: bytes) -> None:
    with pytest.raises(ConfigurationError):
        KeyRing({"a": key})


def test_no_key_that_is_generated_is_refused_and_none_comes_twice() -> None:
    keys = {generate_key() for _ in range(500)}
    assert len({KeyRing.from_text(key).current for key in keys}) == len(keys) == 500
    assert len({key.partition(":")[2] for key in keys}) == 500
    assert all(re.fullmatch(r"k-[0-9a-f]{8}:[A-Za-z0-9_-]{43}=", key) for key in keys)


def test_a_ring_is_not_pickled_or_copied_and_shows_ids_only(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    text = generate_key()
    ring = KeyRing.from_text(text)
    assert repr(ring) == f"KeyRing({ring.current})"
    with pytest.raises(ConfigurationError, match="not pickled"):
        pickle.dumps(ring)
    with pytest.raises(ConfigurationError, match="not pickled"):
        copy.deepcopy(ring)
    logging.getLogger("host").debug("%r %s", ring, ring)
    assert text.partition(":")[2] not in caplog.text


def test_every_refusal_is_the_same_and_travels_between_processes() -> None:
    mistakes = [SEALED[:-1], SEALED + "A", "", "cbk1...", "cbk2" + SEALED[4:], SEALED.replace(RING.current, "gone")]
    messages = {str(refused(RING, sealed, HERE)) for sealed in mistakes} | {str(refused(RING, SEALED, "elsewhere"))}
    assert len(messages) == 1
    error = refused(RING, SEALED, "elsewhere")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.retryable) == (UnreadableSecretError, str(error), True)


def test_a_mistake_of_the_caller_shows_no_secret_either() -> None:
    with pytest.raises(ConfigurationError, match="context") as error:
        RING.seal("".join(["cbat_", "canary_two"]), context="")
    assert "canary_two" not in locals_of(error.value)


def test_threads_share_a_ring() -> None:
    def both(n: int) -> bool:
        context = f"hotel {n}"
        return RING.open(RING.seal(CANARY, context=context), context=context) == CANARY

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(both, range(200)))


def refused(ring: KeyRing, sealed: str, context: str) -> ConnectorError:
    with pytest.raises(UnreadableSecretError) as error:
        ring.open(sealed, context=context)
    assert error.value.__context__ is None
    assert error.value.__cause__ is None
    return error.value


def locals_of(error: BaseException) -> str:
    """The local variables of the library's frames, as a crash reporter would send them."""
    shown, trace = [], error.__traceback__
    while trace is not None:
        if "cloudbeds_connector" in trace.tb_frame.f_code.co_filename:
            shown.append(repr(trace.tb_frame.f_locals))
        trace = trace.tb_next
    assert shown
    return " ".join(shown)

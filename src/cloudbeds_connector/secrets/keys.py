"""Keys: how one is made and written, and which ones are refused as too weak."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Sequence
from itertools import pairwise

KEY_BYTES = 32
KEY_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
#: One of ten thousand million random keys has fewer than 20 different bytes.
_LEAST_VARIETY = 20


def generate_key() -> str:
    """A fresh key with a fresh id, as `KeyRing.from_text` reads it."""
    while True:
        key_id, key = f"k-{os.urandom(4).hex()}", os.urandom(KEY_BYTES)
        if not looks_chosen(key):
            return f"{key_id}:{base64.urlsafe_b64encode(key).decode()}"


def read_keys(text: str) -> tuple[dict[str, bytes], str]:
    """The keys of a text, or what is wrong with it. A key is named by its place, since its id may be mistyped."""
    pairs: list[tuple[str, bytes]] = []
    for place, entry in enumerate(text.split(",") if text and text.strip() else [], start=1):
        key_id, colon, key = (part.strip() for part in entry.partition(":"))
        if not colon:
            return {}, f"Key {place} of the ring has no id: it is written id:key."
        pairs.append((key_id, from_text(key, padded=True) or b""))
    return dict(pairs), problem_of(pairs)


def problem_of(pairs: Sequence[tuple[str, bytes]]) -> str:
    """What is wrong with these keys; empty if nothing is."""
    if not pairs:
        return "The key ring is empty."
    ids, keys = set[str](), set[bytes]()
    for place, (key_id, key) in enumerate(pairs, start=1):
        if not KEY_ID.fullmatch(key_id):
            return f"The id of key {place} of the ring is not 1 to 32 letters, digits, '-' or '_'."
        if not isinstance(key, bytes) or len(key) != KEY_BYTES:
            return f"Key {place} of the ring is not {KEY_BYTES} bytes (in a text: in URL-safe base64)."
        if looks_chosen(key):
            return f"Key {place} of the ring does not look random: a key that can be guessed protects nothing."
        if key_id in ids or key in keys:
            return f"Key {place} of the ring, or its id, is there twice."
        ids.add(key_id)
        keys.add(key)
    return ""


def looks_chosen(key: bytes) -> bool:
    """Whether it is text, or has few different bytes or steps between bytes: no random key does."""
    steps = {(after - before) % 256 for before, after in pairwise(key)}
    if min(len(set(key)), len(steps)) < _LEAST_VARIETY:
        return True
    try:
        key.decode()
    except UnicodeDecodeError:
        return False
    return True


def to_text(data: bytes) -> str:
    """Bytes in URL-safe base64, without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_text(text: str, *, padded: bool = False) -> bytes | None:
    """The bytes of URL-safe base64, None if it is not. Only the canonical spelling is accepted."""
    try:
        data = base64.b64decode(text if padded else text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    again = base64.urlsafe_b64encode(data).decode()
    return data if (again if padded else again.rstrip("=")) == text else None

"""The key ring: seals a secret with a key, bound to what it belongs to.

Envelope encryption with AES-256-GCM. Every secret is sealed with a random data key of its own, and a key of the ring
wraps that data key. Wrapped, not derived by HKDF: the ring's key then encrypts random bytes only, and wrapping is what
a key management service offers, so the ring's keys can move into one without a new format.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..errors import ConfigurationError
from ..secrecy import NotPickled
from .keys import KEY_BYTES, KEY_ID, from_text, problem_of, read_keys, to_text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

#: The beginning of a sealed text. A new format gets another one, and both can be opened.
FORMAT = "cbk1"
_NONCE_BYTES, _TAG_BYTES = 12, 16
_WRAPPED_BYTES = _NONCE_BYTES + KEY_BYTES + _TAG_BYTES
_NEXT = (
    "Make a key with 'cloudbeds-connector keys generate', keep it in your secret store, and hand it to "
    "KeyRing.from_text, or to the command line in CLOUDBEDS_CONNECTOR_KEYS."
)


class UnreadableSecretError(ConfigurationError):
    """A sealed secret that the ring does not open: another key, another connection's, or changed since.

    The error does not say which. It is retryable: with the right key in the ring, the same call succeeds.
    """

    retryable: bool = True


class KeyRing(NotPickled):
    """Keys that seal and open secrets. The first one seals; each opens what it has sealed.

    `keys` are 32 random bytes each, by their id (letters, digits, ``-``, ``_``; not secret). `ConfigurationError` for
    none, a short one, a duplicate, or one that does not look random. The repr shows ids only, and a ring
    is never pickled. Safe to share between threads, and to keep across a fork.
    """

    __slots__ = ("_ciphers",)

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        problem = problem_of(list(keys.items()))
        if problem:
            del keys  # keys must not be in a traceback that shows local variables
            raise ConfigurationError(problem, next_action=_NEXT)
        self._ciphers = {key_id: _cipher(key) for key_id, key in keys.items()}

    @classmethod
    def from_text(cls, text: str) -> KeyRing:
        """The ring of ``id:key,id2:key2``, each key in URL-safe base64, as `generate_key` writes them.

        For an environment variable. `ConfigurationError` as for the constructor; it does not quote the text.
        """
        keys, problem = read_keys(text)
        if problem:
            del text, keys
            raise ConfigurationError(problem, next_action=_NEXT)
        return cls(keys)

    @property
    def key_ids(self) -> tuple[str, ...]:
        """The ids of the keys; the first one seals."""
        return tuple(self._ciphers)

    @property
    def current(self) -> str:
        """The id of the key that seals."""
        return self.key_ids[0]

    def seal(self, text: str, *, context: str) -> str:
        """`text`, sealed: readable with this ring only, and with the same `context` (what it is, and whose). ASCII.

        Sealing the same text again gives another result. `ConfigurationError` for an empty context.
        """
        if not context:
            del text
            raise ConfigurationError(
                "The context of a sealed secret is empty.", next_action="Give the context: what it is, and whose."
            )
        data_key, plain = os.urandom(KEY_BYTES), text.encode("utf-8", "surrogatepass")
        wrapped = _encrypted(self._ciphers[self.current], data_key, _associated(f"key.{self.current}", context))
        body = _encrypted(_cipher(data_key), plain, _associated("text", context))
        return ".".join((FORMAT, self.current, to_text(wrapped), to_text(body)))

    def open(self, sealed: str, *, context: str) -> str:
        """The text that was sealed for `context`. `UnreadableSecretError`, always the same, if it does not open."""
        text = self._opened(sealed, context)
        if text is None:
            raise _unreadable()
        return text

    def key_id(self, sealed: str) -> str:
        """The id of the key that sealed it, whether or not it is in this ring; `UnreadableSecretError` if none did."""
        parts = _parts(sealed)
        if parts is None:
            raise _unreadable()
        return parts[0]

    def rotated(self, sealed: str, *, context: str) -> str | None:
        """The same secret sealed with the first key; None if it is already. `UnreadableSecretError` as for `open`."""
        text = self._opened(sealed, context)
        if text is None:
            raise _unreadable()
        return None if self.key_id(sealed) == self.current else self.seal(text, context=context)

    def _opened(self, sealed: str, context: str) -> str | None:
        from cryptography.exceptions import InvalidTag

        parts = _parts(sealed)
        cipher = self._ciphers.get(parts[0]) if parts is not None else None
        if parts is None or cipher is None:
            return None
        key_id, wrapped, body = parts
        try:
            data_key = _decrypted(cipher, wrapped, _associated(f"key.{key_id}", context))
            return _decrypted(_cipher(data_key), body, _associated("text", context)).decode("utf-8", "surrogatepass")
        except InvalidTag:
            return None

    def __repr__(self) -> str:
        return f"KeyRing({', '.join(self.key_ids)})"


def _cipher(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # a slow import, needed only with keys

    return AESGCM(key)


def _associated(what: str, context: str) -> bytes:
    """The associated data. `what` has no newline, so different pairs give different bytes."""
    return f"{FORMAT}.{what}\n{context}".encode("utf-8", "surrogatepass")


def _encrypted(cipher: AESGCM, plain: bytes, associated: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, plain, associated)


def _decrypted(cipher: AESGCM, sealed: bytes, associated: bytes) -> bytes:
    return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], associated)


def _parts(sealed: str) -> tuple[str, bytes, bytes] | None:
    """Key id, wrapped data key and body of a sealed text; None if it is none."""
    found = sealed.split(".")
    if len(found) != 4 or found[0] != FORMAT or not KEY_ID.fullmatch(found[1]):
        return None
    wrapped, body = from_text(found[2]), from_text(found[3])
    if wrapped is None or len(wrapped) != _WRAPPED_BYTES or body is None or len(body) < _NONCE_BYTES + _TAG_BYTES:
        return None
    return found[1], wrapped, body


def _unreadable() -> UnreadableSecretError:
    return UnreadableSecretError(
        "A stored secret cannot be opened.",
        next_action="Add the key that it was sealed with to the key ring, or store the secret again.",
    )

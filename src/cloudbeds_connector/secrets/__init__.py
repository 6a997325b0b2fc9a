"""Secrets that are kept where others may read them: sealed by a ring of keys, bound to what they belong to."""

from .keys import generate_key
from .ring import KeyRing, UnreadableSecretError

__all__ = ["KeyRing", "UnreadableSecretError", "generate_key"]

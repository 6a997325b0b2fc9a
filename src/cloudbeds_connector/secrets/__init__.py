"""Sealing secrets with a ring of keys, for storage that others may read."""

from .keys import generate_key
from .ring import KeyRing, UnreadableSecretError

__all__ = ["KeyRing", "UnreadableSecretError", "generate_key"]

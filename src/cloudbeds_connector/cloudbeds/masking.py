"""Decides which of Cloudbeds' own words may be repeated in an error: none that could be a secret or a guest's.

A refusal likes to quote what was refused: the URL with the webhook's token, the name that was searched for. So
whatever was sent is left out word by word, and besides it all that looks like an address, a number or a key. It may
name a guest who was not asked for, so every word is left out that Cloudbeds is not known to use.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

from .refusal_words import WORDS

#: How many characters of a refusal are looked at, and how many are repeated.
MAX_READ = 2000
MAX_REPEATED = 200

_LEFT_OUT = "(left out)"
#: Stands for what is left out while the rest is looked at: not printable, so no text has it.
_GAP = "\0"
_PRIVATE = re.compile(
    r"cbat_\S+"
    r"|[a-z][a-z0-9+.-]{0,20}://\S+"
    r"|[^\s@]+@[^\s@]+"
    r"|\+?\d(?:[\s().+-]{0,3}\d){6,}"  # phone numbers, cards, documents
    r"|(?=[\w-]*\d)[\w-]{20,}",  # long and with a digit: a token rather than a word
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_GAPS = re.compile(rf"{_GAP}(?:\W{{0,3}}{_GAP})+")


def repeatable(text: str, *, sent: Iterable[str]) -> str:
    """`text` in quotes, shortened, without anything private; `sent` are the values that the request carried."""
    words = {word.casefold() for value in sent for word in _WORD.findall(_plain(value))}
    clean = _PRIVATE.sub(_GAP, _plain(_beginning(text)))
    clean = _WORD.sub(lambda word: _GAP if word[0].casefold() in words or _may_be_private(word[0]) else word[0], clean)
    clean = _GAPS.sub(_GAP, clean).replace(_GAP, _LEFT_OUT).strip()
    return f'"{clean[:MAX_REPEATED]}".' if clean else "it does not say why."


def _may_be_private(word: str) -> bool:
    """Whether a word that was not sent may be a guest's: every one that is not known to be Cloudbeds' own."""
    return len(word) > 3 if word.isdigit() else word.casefold() not in WORDS


def _beginning(text: str) -> str:
    """The beginning, up to a space: half a secret is none that could be recognized."""
    return text if len(text) <= MAX_READ else text[:MAX_READ].rpartition(" ")[0]


def _plain(text: str) -> str:
    """One way of writing: without percent signs for characters, nor control characters, nor loose accents."""
    written = unicodedata.normalize("NFC", unquote(text))
    return "".join(sign if sign.isprintable() else " " for sign in written)

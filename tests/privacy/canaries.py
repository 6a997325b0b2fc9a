"""Secrets and guest data that exist nowhere else, and the search for them in any encoding."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from urllib.parse import quote, quote_plus

#: What opens something.
SECRETS = {
    "API key": "cbat_K4naryQ7w2E9r4T6y8U1i3O5p",
    "reloaded API key": "cbat_K4naryReloaded3h5j7k9L",
    "access token": "K4naryBearerZ8x6C4v2B0n9M1q3W",
    "refresh token": "K4naryRenewalP3o5I7u9Y1t2R4e",
    "authorization code": "K4naryCodeR8e6W4q2A0s9D7f5",
    "client secret": "K4naryAppG3h5J7k9L1z2X4c6V8b",
    "webhook token": "K4naryHookX3c5V7b9N1m2Q4w6E8",
    "auth header value": "K4naryHeaderValueW6e8R0t2Y4u",
    "ring key": base64.urlsafe_b64encode(hashlib.sha256(b"canary").digest()).decode(),
}
FIRST, LAST = "Żoëlle-Kanárka", "D'Açanarí"
EMAIL, PHONE, CARD = "zoelle.kanarka+vip@kanarka-mail.example", "+49 171 5558642", "4929 7318 2640 5518"
DOCUMENT, TAX_ID, CARD_DIGITS = "XKAN83746152", "938471650228", "81937264"
STREET, ZIP, CITY = "17 Kanariengasse", "K8N-4RY", "Kanárstadt"
NOTE = f"Kanariennotiz: feathers make her ill, card {CARD}, call {PHONE}"
SEARCH = "Åkanarfeldt-O'Suche"

#: Whom it concerns.
GUEST = {
    "first name": FIRST,
    "last name": LAST,
    "e-mail": EMAIL,
    "phone": PHONE,
    "card": CARD,
    "card digits": CARD_DIGITS,
    "document": DOCUMENT,
    "tax id": TAX_ID,
    "street": STREET,
    "zip": ZIP,
    "city": CITY,
    "note": "Kanariennotiz",
    "search": SEARCH,
}
ALL = {**SECRETS, **GUEST}
HOOK_URL = f"https://relay.example/hooks/{SECRETS['webhook token']}?who={quote(EMAIL)}"


def found(output: str | bytes) -> set[str]:
    """The names of the canaries in a text, however they are written there."""
    text = output.decode("utf-8", "replace") if isinstance(output, bytes) else output
    folded = _folded(text)
    in_text = {name for name, patterns in _patterns().items() if any(spelling in folded for spelling in patterns)}
    in_digits = {name for name, pattern in _digits().items() if pattern.search(text)}
    in_base64 = {name for name, pieces in _base64().items() if any(piece in text for piece in pieces)}
    return in_text | in_digits | in_base64


def _folded(text: str) -> str:
    """Without the differences that do not hide anything: case, spaces and ends of lines, ways to write an accent."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).casefold()


@cache
def _patterns() -> dict[str, frozenset[str]]:
    return {name: frozenset(map(_folded, _spellings(value))) for name, value in ALL.items()}


def _spellings(value: str) -> Iterator[str]:
    for form in ("NFC", "NFD"):
        plain = unicodedata.normalize(form, value)
        yield from (plain, html.escape(plain), plain.replace("'", "\\'"), plain.replace("'", "''"))
        yield from (quote(plain), quote(plain, safe=""), quote_plus(plain), quote(plain, safe="'@+"))
        yield from (json.dumps(plain)[1:-1], ascii(plain)[1:-1], json.dumps(json.dumps(plain))[3:-3])
        yield from (repr(plain.encode())[2:-1], plain.encode().hex(), repr(plain.encode("utf-16-le"))[2:-1])


@cache
def _digits() -> dict[str, re.Pattern[str]]:
    """Numbers may be written with anything between their digits."""
    numbers = {name: re.sub(r"\D", "", ALL[name]) for name in ("phone", "card", "card digits", "tax id")}
    return {name: re.compile(r"[^\w]{0,3}".join(digits)) for name, digits in numbers.items()}


@cache
def _base64() -> dict[str, frozenset[str]]:
    """What a value is in base64 wherever it begins in what was encoded: without the ends, which others share."""
    pieces: dict[str, set[str]] = {name: set() for name in ALL}
    for name, value in ALL.items():
        for shift in range(3):
            coded = base64.b64encode(b"\0" * shift + value.encode()).decode().rstrip("=")
            piece = coded[(shift * 8 + 5) // 6 : -1]
            if len(piece) >= 8:
                pieces[name] |= {piece, piece.replace("+", "-").replace("/", "_")}
    return {name: frozenset(found_in) for name, found_in in pieces.items()}

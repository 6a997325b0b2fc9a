"""Bodies of answers in a cassette: JSON with pseudonyms, and a fixed text for anything else."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from ...cloudbeds.refusals import known_part
from .names import KEPT, KNOWN_CODES, MESSAGES, known
from .pseudonyms import Pseudonyms

#: The replacements of a body that is not JSON: an HTML page, broken JSON, anything else.
PAGE, BROKEN, OTHER = b"<html><body>Left out.</body></html>", b'{"left out":', b"Left out."

#: Longer texts are always replaced.
_MOST = 100
_CLOUDBEDS = "https://api.cloudbeds.com"
_PRIVATE = re.compile(r"cbat_|://|@|\bBearer\b", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){10,18}")
#: Keys that are data: ids, numbers and days. Their values are checked by the name of the map.
_COUNTED = re.compile(r"[\d-]*|\d+-\d+")
_KEY = re.compile(r"[A-Za-z_]\w{0,60}|[\w-]{0,40}", re.ASCII)


def is_kept(name: str, value: str, keep: frozenset[str] = frozenset()) -> bool:
    """Whether a text may stay: its field is on the list, and it does not look private."""
    field = known(name)
    if (field not in KEPT and field not in keep) or len(value) > _MOST or _PRIVATE.search(value):
        return False
    is_id = field.endswith(("id", "ids"))
    return is_id or not _LONG_NUMBER.search(value)


class Bodies:
    """Scrubs the answers of one cassette. `keep` are further fields whose values stay."""

    def __init__(self, keep: frozenset[str] = frozenset()) -> None:
        self._keep = keep
        self._pseudonyms = Pseudonyms()

    def scrub(self, body: bytes) -> bytes:
        """The body as it is recorded."""
        start = body[:64].lstrip()[:1]
        if not start:
            return b""
        try:
            read = json.loads(body.decode(errors="replace"))
        except (ValueError, RecursionError):
            return PAGE if start == b"<" else BROKEN if start in (b"{", b"[") else OTHER
        return json.dumps(self._scrubbed(read, ""), separators=(",", ":")).encode()

    def _scrubbed(self, value: Any, name: str) -> Any:
        if isinstance(value, dict):
            return {self._key(key): self._scrubbed(each, _name(key, name)) for key, each in value.items()}
        if isinstance(value, list):
            return [self._scrubbed(each, name) for each in value]
        if isinstance(value, str):
            return self._text(value, name)
        if value is None or isinstance(value, bool) or is_kept(name, str(value), self._keep):
            return value
        return self._pseudonyms.integer(value) if isinstance(value, int) else 0.0

    def _key(self, key: str) -> str:
        return key if _KEY.fullmatch(key) else self._pseudonyms.replace(key)

    def _text(self, value: str, name: str) -> str:
        if is_kept(name, value, self._keep):
            return value
        if known(name) in MESSAGES:
            return value if value in KNOWN_CODES else known_part(value) or "Left out."
        return _CLOUDBEDS if _is_the_api(value) else self._pseudonyms.replace(value)


def _name(key: str, around: str) -> str:
    """The name of a value: its key, unless the key is data."""
    return around if _COUNTED.fullmatch(key) else key


def _is_the_api(value: str) -> bool:
    """Whether this is the bare address of the API, as in ``oauth/metadata``."""
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        return False
    ours = host == "127.0.0.1" or host == "cloudbeds.com" or host.endswith(".cloudbeds.com")
    bare = not (parts.query or parts.fragment or parts.username) and parts.path in ("", "/", "/api/v1.3", "/api/v1.3/")
    return ours and bare and parts.scheme in ("http", "https")

"""Text of an answer that is no Unicode is replaced by U+FFFD, so that one bad character costs that character.

Programs cut a text in the middle of an emoji, and write bytes of another encoding into JSON; parsers refuse the whole
body for it.
"""

from __future__ import annotations

import json
import re
from typing import Any

#: What stands for a character that could not be read.
REPLACEMENT = "\ufffd"

_HIGH, _LOW = r"\\u[dD][89abAB][0-9a-fA-F]{2}", r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
#: NUL, or half of a surrogate pair. It may also find an escaped backslash with such letters after it.
_SUSPECT = re.compile(
    rf"\\u(?:0000|[dD](?:[89abAB][0-9a-fA-F]{{2}}(?!{_LOW})|[c-fC-F](?<!{_HIGH}\\u[dD][c-fC-F])))".encode("ascii")
)
#: A character that is escaped rightly, and one that is not.
_ESCAPE = re.compile(
    rf"(?P<kept>{_HIGH}{_LOW}|\\u(?!0000|[dD][89a-fA-F])[0-9a-fA-F]{{4}}|\\[\"\\/bfnrt])|\\u[0-9a-fA-F]{{4}}|\\"
)
_CONTROL = re.compile(r"[\x00-\x1f]")
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_WRITTEN = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def load_json(body: bytes) -> Any:
    """The document in a body, for parsers. Its texts can be stored: `json.loads` returns half an emoji as it is.

    `ValueError` for what is no JSON.
    """
    try:
        return json.loads(readable(body) if _SUSPECT.search(body) else body.decode())
    except ValueError:
        repaired = readable(body)
        if repaired == body:
            raise
    return json.loads(repaired)


def readable(body: bytes) -> bytes:
    """A body of JSON in which every character that cannot be read is U+FFFD; the same bytes where there is none."""
    text = body.decode("utf-8", errors="replace").removeprefix("\ufeff")
    text = _ESCAPE.sub(_replaced, text)
    if _CONTROL.search(text):
        text = _STRING.sub(lambda found: _CONTROL.sub(_written, found[0]), text)
    return text.encode()


def _replaced(found: re.Match[str]) -> str:
    return found["kept"] or REPLACEMENT


def _written(found: re.Match[str]) -> str:
    """A control character as an escape, which it should have been; one that a text does not have is replaced."""
    return _WRITTEN.get(found[0], REPLACEMENT)

"""Texts of other systems, made fit for a log or a terminal: one line, in which nothing is obeyed.

An id or a name of a hotel system may hold what a terminal obeys (ESC), what begins another line of a log (CR, LF), or
what reorders the line that it stands in (bidirectional overrides). This module imports nothing of this package.
"""

from __future__ import annotations

import unicodedata

#: Categories of characters that are shown as escapes: controls, formats such as bidirectional overrides, halves of
#: surrogate pairs, separators of lines and paragraphs, and what is not assigned.
_ESCAPED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Cn"})
#: Formats that are parts of words and of emoji.
_JOINERS = "\u200c\u200d"


def printable(text: str, *, longest: int | None = None) -> str:
    """The text in one line, with escapes such as ``\\x1b`` for what must not be printed, and cut at `longest`."""
    shown = text if longest is None or len(text) <= longest else f"{text[: longest - 3]}..."
    return shown if shown.isprintable() else "".join(map(_escaped, shown))


def quoted(value: object, *, longest: int = 60) -> str:
    """An id for a message: in quotes, with escapes, and cut at `longest`."""
    if not isinstance(value, str):
        return printable(repr(value), longest=longest)
    return repr(value if len(value) <= longest else f"{value[: longest - 3]}...")


def _escaped(character: str) -> str:
    if unicodedata.category(character) in _ESCAPED and character not in _JOINERS:
        return character.encode("unicode_escape").decode("ascii")
    return character

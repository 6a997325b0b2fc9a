"""Pseudonyms in a cassette: equal values get equal replacements of the same format.

They are numbered in the order of appearance and not computed from the values, so they cannot be reversed, and recording
the same again gives the same bytes. Names are replaced word by word: ``Ada Berg`` in one field gives the same two
invented words in `firstName` and `lastName`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import count

#: Texts that mean "no value"; they stay.
NOTHING = frozenset({"", "-", "N/A", "0000-00-00", "Anonymized", "true", "false", "yes", "no"})
#: Longer texts are replaced as a whole.
MOST_WORDS = 4

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?P<rest>([T ]\d\d:\d\d.*)?)")
_WORD = re.compile(r"\w+(['’]\w+)*")
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
_EPOCH = date(1950, 1, 1)


class Pseudonyms:
    """The replacements of one cassette."""

    def __init__(self) -> None:
        self._replaced: dict[tuple[str, str], int] = {}
        self._counters = {kind: count(1) for kind in ("email", "url", "day", "text", "number", "word", "code")}

    def replace(self, text: str) -> str:
        """The replacement of a text; the text itself if it is in `NOTHING`."""
        bare = text.strip()
        if bare in NOTHING:
            return text
        if _URL.search(bare):
            return f"https://app.example/{self._number('url', bare)}"
        if _EMAIL.search(bare):
            return f"guest{self._number('email', bare)}@example.com"
        day = _DAY.fullmatch(bare)
        if day is not None:
            return f"{_EPOCH + timedelta(days=self._number('day', bare[:10]))}{re.sub(r'[0-9]', '0', day['rest'])}"
        if not any(sign.isalpha() for sign in bare):
            return self._digits(bare, self._number("number", bare))
        if len(_WORD.findall(bare)) > MOST_WORDS:
            return f"Text {self._number('text', bare)}."
        return _WORD.sub(lambda found: self.word(found[0]), bare)

    def word(self, word: str) -> str:
        """The replacement of one word, number or code."""
        if any(sign.isdigit() for sign in word):
            shape = "".join("0" if sign.isdigit() else "X" if sign.isupper() else "x" for sign in word)
            return self._digits(shape, self._number("code", word))
        made = _invented_word(self._number("word", word.casefold()))
        return made.capitalize() if word[:1].isupper() else made

    def integer(self, number: int) -> int:
        """The replacement of a number. Numbers below 100 are counts, and stay."""
        if abs(number) < 100:
            return number
        digits = len(str(abs(number))) - 1
        return int(10**digits + self._number("number", str(number)))

    def _number(self, kind: str, value: str) -> int:
        key = (kind, value)
        if key not in self._replaced:
            self._replaced[key] = next(self._counters[kind])
        return self._replaced[key]

    def _digits(self, shape: str, number: int) -> str:
        """The shape, with the digits of the number in its last places."""
        places = sum(sign.isdigit() for sign in shape)
        digits = iter(str(number).zfill(places)[-places:] if places else "")
        return "".join(next(digits) if sign.isdigit() else sign for sign in shape)


def _invented_word(number: int) -> str:
    """An invented word for a number, a different one for each."""
    number, rest = divmod(number, len(_SYLLABLES))
    word = _SYLLABLES[rest]
    while True:
        number, rest = divmod(number, len(_SYLLABLES))
        word += _SYLLABLES[rest]
        if not number:
            return word

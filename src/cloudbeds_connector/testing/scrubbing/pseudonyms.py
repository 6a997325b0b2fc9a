"""Decides what stands in a cassette for what is private: the same for the same, and of the same format.

They are counted in the order in which things appear, and not computed from them, so nothing can be computed back; and
recording the same again gives the same bytes. Names are replaced word by word: whoever is ``Ada Berg`` in one field is
the same two made-up words in `firstName` and `lastName`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import count

#: What says that there is nothing.
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
    """What has been replaced so far, and by what."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, str], int] = {}
        self._counters = {kind: count(1) for kind in ("email", "url", "day", "text", "number", "word", "code")}

    def of(self, text: str) -> str:
        """What stands for a text; itself if it says that there is nothing."""
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
        """What stands for one word, number or code."""
        if any(sign.isdigit() for sign in word):
            shape = "".join("0" if sign.isdigit() else "X" if sign.isupper() else "x" for sign in word)
            return self._digits(shape, self._number("code", word))
        made = _spoken(self._number("word", word.casefold()))
        return made.capitalize() if word[:1].isupper() else made

    def integer(self, number: int) -> int:
        """What stands for a number; small ones are counts, and stay."""
        if abs(number) < 100:
            return number
        digits = len(str(abs(number))) - 1
        return int(10**digits + self._number("number", str(number)))

    def _number(self, kind: str, value: str) -> int:
        key = (kind, value)
        if key not in self._given:
            self._given[key] = next(self._counters[kind])
        return self._given[key]

    def _digits(self, shape: str, number: int) -> str:
        """The shape with the number's digits in its last places."""
        places = sum(sign.isdigit() for sign in shape)
        digits = iter(str(number).zfill(places)[-places:] if places else "")
        return "".join(next(digits) if sign.isdigit() else sign for sign in shape)


def _spoken(number: int) -> str:
    """A made-up word for a number, another one for each."""
    number, rest = divmod(number, len(_SYLLABLES))
    word = _SYLLABLES[rest]
    while True:
        number, rest = divmod(number, len(_SYLLABLES))
        word += _SYLLABLES[rest]
        if not number:
            return word

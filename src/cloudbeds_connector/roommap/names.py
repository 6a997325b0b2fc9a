"""Room numbers: when two are the same apart from their spelling, and what a number consists of."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ..pms.model import Room
from ..pms.ports import HostRoom

#: Words that say "room" and nothing else. "Suite" is none of them: a hotel may have a room 7 and a suite 7.
_WORDS = (
    *("room", "rm", "no", "nr", "nro", "number", "unit", "apt"),
    *("zimmer", "zi", "hab", "habitación", "habitacion", "chambre", "camera", "quarto"),
)
#: A word is one if no letter touches it; a digit may, as in "Room7".
_WORD = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(_WORDS)})(?![^\W\d_])\.?|n°|#")
_SEPARATORS = re.compile(r"[-‐‑–—._/]+")
_SHOWN = 5  # so many names in a sentence; a hotel may call fifty rooms "Double"


@dataclass(frozen=True, slots=True)
class NameParts:
    """A room number taken apart: its `numbers` without leading zeros, all its `digits` as one, and its `letters`.

    ``A 1-01`` has the numbers ``1`` and ``1``, the digits ``101``, the letters ``a``.
    """

    numbers: tuple[str, ...]
    digits: str
    letters: str


def normalized(number: str) -> str:
    """A room number without case, spaces, leading zeros, full-width forms, and words like "Room" or "No.".

    A separator between two digits stays, as ``-``: ``1-11`` and ``11-1`` are two rooms.
    """
    return _without_zeros(_plain(number))


def parts(number: str) -> NameParts:
    """What a room number consists of."""
    plain = _plain(number)
    runs = re.findall(r"\d+", plain)
    return NameParts(
        numbers=tuple(_without_zeros(run) for run in runs),
        digits=_without_zeros("".join(runs)),
        letters=re.sub(r"[\W\d_]", "", plain),
    )


def same_type(room: Room, host: HostRoom) -> bool:
    """Whether the host calls the room's type what the hotel system does. Different words prove nothing."""
    word = _folded(host.type).strip()
    return bool(word) and word in (_folded(room.room_type_name).strip(), _folded(room.room_type_id).strip())


def room_named(room: Room) -> str:
    """How a sentence names a room of the hotel system."""
    return f"{room.name} ({room.id})"


def host_named(host: HostRoom) -> str:
    """How a sentence names a room of the host."""
    return f"{host.number} ({host.id})"


def listed(names: list[str]) -> str:
    """Names for a sentence: in order, and no more than a person reads."""
    shown = ", ".join(sorted(names)[:_SHOWN])
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown


def _plain(number: str) -> str:
    text = re.sub(r"\s+", "", _WORD.sub(" ", _folded(number)))
    text = _SEPARATORS.sub("-", text)
    return re.sub(r"(?<!\d)-|-(?!\d)", "", text)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _without_zeros(text: str) -> str:
    return re.sub(r"(?<!\d)0+(?=\d)", "", text)

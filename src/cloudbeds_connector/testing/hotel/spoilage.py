"""Ways in which rows of an answer are spoilt, so that a client cannot read them, or not all of them.

All are presumed: the service behind the API is written in PHP, which prints the empty date of MySQL, ``0000-00-00``, as
``-0001-11-30``, and cuts texts without regard to characters; integrators' code handles rows without an id and null
rooms.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Spoilage(StrEnum):
    """How one row is spoilt. Of `TEXTS`, only texts are unreadable, and everything else can still be read."""

    NULL_ROW = "null_row"
    TEXT_ROW = "text_row"
    LIST_ROW = "list_row"
    NO_ID = "no_id"
    NULL_ID = "null_id"
    EMPTY_ID = "empty_id"
    ID_AS_LIST = "id_as_list"
    NULL_ROOM = "null_room"
    TEXT_ROOM = "text_room"
    ROOMS_AS_TEXT = "rooms_as_text"
    NO_SUCH_DAY = "no_such_day"
    EMPTY_PHP_DAY = "empty_php_day"
    ZERO_DAY = "zero_day"
    NULL_VALUES = "null_values"
    WRONG_TYPES = "wrong_types"
    ONLY_THE_ID = "only_the_id"
    HALF_EMOJI = "half_emoji"
    BROKEN_BYTE = "broken_byte"


#: The kinds that spoil only texts.
TEXTS = frozenset({Spoilage.HALF_EMOJI, Spoilage.BROKEN_BYTE})
#: The kinds that spoil only the first room in a row, where a row has rooms.
ROOMS = frozenset({Spoilage.NULL_ROOM, Spoilage.TEXT_ROOM})


@dataclass(frozen=True, slots=True)
class Spoilt:
    """What is done to a row. `fields` limits it to these fields, of the row and of objects inside it."""

    kind: Spoilage
    fields: frozenset[str] = frozenset()


def draw_spoilage(
    ids: Iterable[str], *, seed: int, share: float = 1.0, kinds: Sequence[Spoilage] = tuple(Spoilage)
) -> dict[str, Spoilt]:
    """A spoilage for each of a `share` (0 to 1) of `ids`, drawn from `seed`. Assign it to `Faults.spoilt`."""
    rng = Random(f"{seed}:spoilage")
    return {key: Spoilt(Spoilage(rng.choice(kinds))) for key in ids if rng.random() < share}

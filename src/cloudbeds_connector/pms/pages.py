"""Pages: the rows of one answer of a hotel system, and those rows of it that could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from .parts import Refused

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class SetAside:
    """A row that could not be read, so that it is missing among the rows of its page.

    It says nothing about what the row is about: a stay that was set aside has not ended, a block has not been lifted.
    `kind` is ``reservation``, ``room``, ``room_state``, ``block``, ``room_type``, ``property`` or another word of the
    connector's. `id` is the hotel system's, or "" if none can be read. `reason` is a sentence without guest data.
    """

    kind: str
    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Page(Generic[T_co]):
    """Some rows of one answer, and when the request that saw them was sent (UTC).

    `set_aside` are the rows of the answer that could not be read. One bad row never fails a page. `refused` is set
    where the account refuses the call for these rows and they were read by another one: fields may be missing, and
    rows too.
    """

    items: tuple[T_co, ...]
    sent_at: datetime
    set_aside: tuple[SetAside, ...] = ()
    refused: Refused | None = None

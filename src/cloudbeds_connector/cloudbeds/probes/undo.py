"""Undoing what a probe wrote: deleting it, and reading again for longer than reads lag behind writes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from ...errors import BadRequestError, ConnectorError, NotFoundError
from ...pms.ports import Clock

#: Seconds before each look. Reads are taken to lag behind writes by 30 s at most (`Capabilities.read_lag`).
PAUSES = (0, 5, 10, 15, 20, 20)


@dataclass(frozen=True, slots=True)
class Undone:
    """What is left of it (ids; empty if nothing is), and whether Cloudbeds said that a deletion succeeded.

    `unseen`: no look got through, so that nobody knows.
    """

    left: frozenset[str]
    said_done: bool
    unseen: bool

    @property
    def clean(self) -> bool:
        """Is it certain that nothing is left?"""
        return not self.left and not self.unseen


def undo(
    clock: Clock,
    *,
    known: Collection[str],
    shown: Callable[[], Collection[str]],
    delete: Callable[[str], None],
) -> Undone:
    """Delete what is `known` and whatever else is `shown`, until nothing is. Raises nothing.

    With nothing known, the answer to the write was lost: what it wrote may show only later, so every look is taken.
    """
    left, said_done, unseen = set(known), False, True
    for pause in PAUSES:
        try:
            clock.sleep(pause)
            for each in sorted(left):
                said_done = _deleted(delete, each) or said_done
            left, unseen = set(shown()), False
        except ConnectorError:
            unseen = True
            continue
        if not left and known and said_done:
            break
    return Undone(frozenset(left), said_done, unseen)


def _deleted(delete: Callable[[str], None], each: str) -> bool:
    """What is not there any more cannot be deleted: the next look tells which it was."""
    try:
        delete(each)
    except (BadRequestError, NotFoundError):
        return False
    return True

"""Undoing what a probe wrote: deleting it, and reading again for longer than reads lag behind writes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from ...errors import BadRequestError, ConnectorError, NotFoundError
from ...pms.ports import Clock

#: Seconds before each reading. Reads lag behind writes by half a minute at most, as a rule.
PAUSES = (0, 5, 10, 15, 20, 20)


@dataclass(frozen=True, slots=True)
class Undone:
    """The result: the ids that are left, and whether Cloudbeds answered a deletion with success.

    `unread` means that the last reading failed, so that it is unknown what is left.
    """

    left: frozenset[str]
    confirmed: bool
    unread: bool

    @property
    def clean(self) -> bool:
        """Whether it is certain that nothing is left."""
        return not self.left and not self.unread


def undo(
    clock: Clock,
    *,
    known: Collection[str],
    shown: Callable[[], Collection[str]],
    delete: Callable[[str], None],
) -> Undone:
    """Delete the `known` ids and all that `shown` returns, until it returns none. Raises no `ConnectorError`.

    Without a known id the answer to the write was lost, and its result may be listed only later, so every pause is
    waited for.
    """
    left, confirmed, unread = set(known), False, True
    for pause in PAUSES:
        try:
            clock.sleep(pause)
            for each in sorted(left):
                confirmed = _deleted(delete, each) or confirmed
            left, unread = set(shown()), False
        except ConnectorError:
            unread = True
            continue
        if not left and known and confirmed:
            break
    return Undone(frozenset(left), confirmed, unread)


def _deleted(delete: Callable[[str], None], each: str) -> bool:
    """Whether the deletion was answered with success. After a refusal, the next reading shows what is left."""
    try:
        delete(each)
    except (BadRequestError, NotFoundError):
        return False
    return True

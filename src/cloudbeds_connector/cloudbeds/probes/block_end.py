"""Decides whether a block's last date is blocked: by blocks there are, and with leave by one that is made for it."""

from __future__ import annotations

from collections.abc import Sequence

from ...errors import BadRequestError, MissingScopeError, NotFoundError
from ...pms.probing import Finding
from ..operations.room_blocks import delete
from .blocks_there_are import by_blocks_there_are
from .own_block import by_own_block
from .scopes import NOBODY
from .subject import Subject, still_open


def block_end(subject: Subject) -> Sequence[Finding]:
    """Read first: nothing is written if that settles it."""
    found = by_blocks_there_are(subject)
    if found.sure == "sure" or not subject.allow_writes:
        return [found]
    refusal = _why_no_block_can_be_deleted(subject)
    if refusal is not None:
        return [found if found.answer is not None else still_open("block_end", refusal)]
    made = by_own_block(subject)
    return [found if made.answer is None and found.answer is not None else made]


def _why_no_block_can_be_deleted(subject: Subject) -> str | None:
    """Before one is made: deleting one that does not exist is refused for its id, or for the scope that is missing."""
    try:
        subject.client.execute(delete(NOBODY))
    except MissingScopeError:
        return "The key may not delete blocks (delete:roomblock), so none was made."
    except (BadRequestError, NotFoundError):
        return None
    return None

"""Applying a batch's look. A reservation that cannot be applied costs only its own hints."""

from __future__ import annotations

from collections.abc import Mapping

from ...errors import ConnectorError
from ..observe.look import Look
from ..planning.apply import RESERVATION, apply_look
from ..runtime import Runtime


def apply_batch(runtime: Runtime, connection_id: str, look: Look) -> Mapping[str, ConnectorError]:
    """Apply the look; the reservations that could not be although the rest was, by id. An outage is raised.

    What of the look failed is logged and stored already.
    """
    if not (look.reservations or look.room_states or look.blocks is not None or look.set_aside):
        return {}
    failures = apply_look(runtime, connection_id, look).failures
    return {each.work.removeprefix(RESERVATION): each.error for each in failures if each.work.startswith(RESERVATION)}

"""Applying a batch's look. A reservation that cannot be applied costs only its own hints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...errors import ConnectorError
from ..failures import Failure
from ..observe.look import Look
from ..planning.apply import RESERVATION, apply_look
from ..runtime import Runtime


@dataclass(frozen=True, kw_only=True)
class Applied:
    """What could not be applied: reservations, by id, although the rest of the look could; and every failure."""

    failed: Mapping[str, ConnectorError] = field(default_factory=dict)
    failures: tuple[Failure, ...] = ()


def apply_batch(runtime: Runtime, connection_id: str, look: Look) -> Applied:
    """Apply the look. An outage, such as one of the store, is raised."""
    if not (look.reservations or look.room_states or look.blocks is not None or look.set_aside):
        return Applied()
    failures = apply_look(runtime, connection_id, look).failures
    own = {each.work.removeprefix(RESERVATION): each.error for each in failures if each.work.startswith(RESERVATION)}
    return Applied(failed=own, failures=failures)

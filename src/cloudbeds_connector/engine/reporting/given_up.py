"""Webhooks that were given up, as failures: each is reported once, when it happens."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from ...errors import DeadLetterError
from ...stores import records as r
from ..failures import Failure
from ..runtime import Runtime
from .queues import about_hint


def webhooks_given_up(runtime: Runtime, since: datetime) -> list[Failure]:
    """What was given up since then, one failure for each property and reason."""
    with runtime.store.transaction() as tx:
        found = tx.select(r.WEBHOOK_EVENTS, where={"status": r.DEAD}, at_least={"settled_at": since})
        properties = {row.id: row.property_id for row in tx.select(r.CONNECTIONS)} if found else {}
    alike: dict[tuple[str, str], list[r.WebhookEvent]] = defaultdict(list)
    for hint in found:
        alike[hint.connection_id, hint.note].append(hint)
    return [
        _failure(properties.get(connection_id, connection_id), note, hints)
        for (connection_id, note), hints in alike.items()
    ]


def _failure(property_id: str, note: str, hints: list[r.WebhookEvent]) -> Failure:
    first = about_hint(hints[0])
    what = f"The webhook {first} was" if len(hints) == 1 else f"{len(hints)} webhooks, the first one {first}, were"
    error = DeadLetterError(
        f"{what} given up ({note}).",
        next_action="A sync sees what they were about; correct the cause, then put them back with replay.",
    )
    ids = tuple(hint.id for hint in hints)
    return Failure(
        property_id=property_id, work="webhooks", error=error, count=len(hints), cause=("webhooks", *ids), members=ids
    )

"""Decides what is said when a task is made for a room that is mapped to none of the host's (T116)."""

from __future__ import annotations

from .work import UnitWork


def mind_the_mapping(work: UnitWork) -> None:
    """Alert when a labelled task is made. It is never linked to a host's room by its name."""
    if work.unit.mapped:
        return
    for draft in work.drafts:
        if draft.before is None:
            work.alert(
                "unmapped_room",
                f"{work.place} has a turnover and is not mapped to a room of yours; map it.",
                row="T116",
            )

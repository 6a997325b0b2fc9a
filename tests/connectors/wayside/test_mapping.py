"""What Wayside's rows and messages become."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cloudbeds_connector.errors import WebhookRejectedError
from cloudbeds_connector.pms.model import BlockKind, Entity, Hint, StayState

from .mapping import to_hint, to_reservation, to_room_block


def line(number: int, stage: str, *, nights: int = 1, chamber: int | None = 9101) -> dict[str, Any]:
    return {"line": number, "chamber": chamber, "kind": 1, "stage": stage, "from": "20261123", "nights": nights}


def party(*lines: dict[str, Any], struck: bool = False) -> dict[str, Any]:
    return {"code": "W1", "name": "Ada Lovelace", "changed": 1_795_446_000_123, "struck": struck, "lines": list(lines)}


@pytest.mark.parametrize(
    ("stages", "state"),
    [
        (("gone", "upstairs"), StayState.IN_HOUSE),
        (("called-off", "awaited"), StayState.EXPECTED),
        (("gone", "called-off"), StayState.DEPARTED),
        (("called-off", "called-off"), StayState.CANCELLED),
        (("never-came",), StayState.NO_SHOW),
    ],
)
def test_the_state_of_a_reservation_follows_from_its_lines(stages: tuple[str, ...], state: StayState) -> None:
    assert to_reservation(party(*(line(number, stage) for number, stage in enumerate(stages)))).state is state


def test_a_party_of_two_lines_lasts_until_the_last_one_leaves() -> None:
    stay = to_reservation(party(line(1, "gone", nights=1), line(2, "awaited", nights=3, chamber=None)))
    assert (stay.check_in, stay.check_out) == (date(2026, 11, 23), date(2026, 11, 26))
    assert [(segment.id, segment.room_id) for segment in stay.segments] == [("W1/1", "9101"), ("W1/2", None)]
    assert stay.modified_at == datetime(2026, 11, 23, 15, 0, 0, 123_000, tzinfo=UTC)


def test_a_struck_party_is_deleted_and_its_lines_are_cancelled() -> None:
    stay = to_reservation(party(line(1, "awaited"), struck=True))
    assert (stay.deleted, stay.state, stay.segments[0].raw_state) == (True, StayState.CANCELLED, "awaited")


@pytest.mark.parametrize(
    ("why", "kind"), [("staff", BlockKind.HOUSE_USE), ("filming", BlockKind.OUT_OF_ORDER)], ids=["known", "unknown"]
)
def test_a_closure_says_why(why: str, kind: BlockKind) -> None:
    block = to_room_block({"closure": 5, "chamber": 9101, "why": why, "from": "20261123", "until": "20261125"})
    assert (block.kind, block.raw_kind, block.end_date, block.end_inclusive) == (kind, why, date(2026, 11, 25), False)


def test_a_message_is_a_hint_with_ids_and_its_instant() -> None:
    fields = {"message": 55, "house": 7, "about": "care", "chamber": 9101, "at": 1_795_446_000_123, "tidy": "swept"}
    assert to_hint(json.dumps(fields).encode()) == Hint(
        event="care",
        entity=Entity.ROOM,
        pms_property_id="7",
        room_id="9101",
        reported_at=datetime(2026, 11, 23, 15, 0, 0, 123_000, tzinfo=UTC),
        key_text="55",
    )


def test_a_message_that_is_refused_is_not_quoted() -> None:
    with pytest.raises(WebhookRejectedError) as caught:
        to_hint(b'{"message": "Ada Lovelace"}')
    assert caught.value.__context__ is None
    assert "Lovelace" not in f"{caught.value!r}"

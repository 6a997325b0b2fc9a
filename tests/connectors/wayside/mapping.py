"""Wayside's rows and messages as `pms.model`. It is an allow-list: a field that is not named here reaches no store."""

from __future__ import annotations

from datetime import date, time, timedelta

from pydantic import BaseModel, Field, ValidationError

from cloudbeds_connector.errors import WebhookRejectedError
from cloudbeds_connector.pms import model
from cloudbeds_connector.pms.hotel_time import from_milliseconds
from cloudbeds_connector.pms.model import BlockKind, Condition, Entity, StayState

from .transport import Row

STAGES = {
    "awaited": StayState.EXPECTED,
    "upstairs": StayState.IN_HOUSE,
    "gone": StayState.DEPARTED,
    "called-off": StayState.CANCELLED,
    "never-came": StayState.NO_SHOW,
}
#: The state of a reservation is the first of these that one of its lines has.
PRECEDENCE = (StayState.IN_HOUSE, StayState.EXPECTED, StayState.DEPARTED, StayState.NO_SHOW, StayState.CANCELLED)
TIDINESS = {"unswept": Condition.DIRTY, "swept": Condition.CLEAN, "approved": Condition.INSPECTED}
TIDINESS_WORDS = {condition: word for word, condition in TIDINESS.items()}
CLOSURES = {"repairs": BlockKind.OUT_OF_ORDER, "resting": BlockKind.OUT_OF_SERVICE, "staff": BlockKind.HOUSE_USE}
SUBJECTS = {"party": Entity.STAY, "care": Entity.ROOM, "closure": Entity.BLOCK, "house": Entity.PROPERTY}
#: The last millisecond of the year 2099.
MAX_MILLISECONDS = 4_102_444_799_999


def to_listed_property(row: Row) -> model.ListedProperty:
    """A house as the list of houses shows it."""
    return model.ListedProperty(pms_property_id=str(row["house"]), name=row["title"], timezone=row["clock"] or "")


def to_property_times(row: Row) -> model.PropertyTimes:
    """The times of a house."""
    return model.PropertyTimes(check_in=time.fromisoformat(row["inFrom"]), check_out=time.fromisoformat(row["outBy"]))


def to_room_type(row: Row) -> model.RoomType:
    """A kind of chamber."""
    return model.RoomType(id=str(row["kind"]), name=row["title"])


def to_room(row: Row) -> model.Room:
    """A chamber. What is on its door is its number."""
    return model.Room(id=str(row["chamber"]), name=row["door"], room_type_id=str(row["kind"]))


def to_room_state(row: Row) -> model.RoomState:
    """The care of a chamber: how tidy it is, and whether somebody is in."""
    tidy = row["tidy"]
    condition = TIDINESS.get(tidy, Condition.UNKNOWN)
    return model.RoomState(
        room_id=str(row["chamber"]), condition=condition, raw_condition=tidy, occupied=row["someoneIn"]
    )


def to_reservation(row: Row) -> model.Reservation:
    """A party. Wayside has states of its lines only, so that of the reservation follows from them."""
    segments = tuple(_segment(row, line) for line in row["lines"])
    return model.Reservation(
        id=row["code"],
        state=min((segment.state for segment in segments), key=PRECEDENCE.index),
        segments=segments,
        check_in=min(segment.start_date for segment in segments),
        check_out=max(segment.end_date for segment in segments),
        guest_name=row["name"],
        modified_at=from_milliseconds(row["changed"]),
        deleted=row["struck"],
    )


def _segment(row: Row, line: Row) -> model.Segment:
    """A line: one chamber of a party. Its number is unique in the party, and outlives a move to another chamber."""
    start, chamber, stage = date.fromisoformat(line["from"]), line["chamber"], line["stage"]
    # a struck party keeps the stages that its lines had
    state = StayState.CANCELLED if row["struck"] else STAGES.get(stage, StayState.EXPECTED)
    return model.Segment(
        id=f"{row['code']}/{line['line']}",
        reservation_id=row["code"],
        room_id=None if chamber is None else str(chamber),
        room_type_id=str(line["kind"]),
        start_date=start,
        end_date=start + timedelta(days=line["nights"]),
        state=state,
        raw_state=stage,
    )


def to_room_block(row: Row) -> model.RoomBlock:
    """A closure of a chamber. On the day `until` it is open again."""
    return model.RoomBlock(
        id=str(row["closure"]),
        room_id=str(row["chamber"]),
        kind=CLOSURES.get(row["why"], BlockKind.OUT_OF_ORDER),
        raw_kind=row["why"],
        start_date=date.fromisoformat(row["from"]),
        end_date=date.fromisoformat(row["until"]),
        end_inclusive=False,
    )


class Message(BaseModel, strict=True):
    """The fields that are read from a message. Wayside sends a number of its own with each."""

    message: int
    about: str = Field(min_length=1, max_length=50)
    house: int | None = None
    code: str | None = Field(None, min_length=1, max_length=50)
    chamber: int | None = None
    at: int | None = Field(None, ge=0, le=MAX_MILLISECONDS)


def to_hint(body: bytes) -> model.Hint:
    """The hint in the body of a message; `WebhookRejectedError` for any other body."""
    try:
        message = Message.model_validate_json(body)
    except ValidationError:
        message = None  # its error quotes the body, so another one is raised outside of the handler
    if message is None:
        raise WebhookRejectedError("The body is no message of Wayside.", next_action="Forward no others.", status=404)
    return model.Hint(
        event=message.about,
        entity=SUBJECTS.get(message.about, Entity.OTHER),
        pms_property_id=None if message.house is None else str(message.house),
        reservation_id=message.code,
        room_id=None if message.chamber is None else str(message.chamber),
        reported_at=None if message.at is None else from_milliseconds(message.at),
        key_text=str(message.message),
    )

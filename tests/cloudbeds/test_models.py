"""Models read what Cloudbeds really sends, keep what they do not know, and show nobody's data."""

from __future__ import annotations

import copy
import json
import pickle
import pkgutil
from datetime import UTC, date, datetime, time
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from cloudbeds_connector.cloudbeds import models
from cloudbeds_connector.cloudbeds.models.app import IntegrationEvent, Subscription
from cloudbeds_connector.cloudbeds.models.housekeeping import Inspection, RoomStatus
from cloudbeds_connector.cloudbeds.models.reservation_details import ReservationDetails
from cloudbeds_connector.cloudbeds.models.reservations import ReservationWithRates
from cloudbeds_connector.cloudbeds.models.rooms import Room
from cloudbeds_connector.cloudbeds.models.rows import row_keys
from cloudbeds_connector.cloudbeds.models.wire import WireModel, wire_name


def read(model: type[WireModel], **fields: Any) -> Any:
    return model.model_validate_json(json.dumps(fields))


@pytest.mark.parametrize(
    ("field", "wire"),
    [("sub_reservation_id", "subReservationID"), ("linked_room_ids", "linkedRoomIDs"), ("is_virtual", "isVirtual")],
)
def test_names_follow_one_rule(field: str, wire: str) -> None:
    assert wire_name(field) == wire


@pytest.mark.parametrize(("sent", "kept"), [(6980934886756353, "6980934886756353"), ("3YM6AW9QV", "3YM6AW9QV")])
def test_ids_are_strings_whatever_they_were_sent_as(sent: object, kept: str) -> None:
    stay = read(ReservationWithRates, reservationID=sent, rooms=[{"roomID": sent}])
    assert stay.reservation_id == stay.rooms[0].room_id == kept


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_is_no_id_but_a_guest_may_be_called_nan(number: str) -> None:
    for body in ('{"reservationID": %s}', '{"reservationID": 1, "rooms": [{"roomID": %s}]}'):
        with pytest.raises(ValidationError):
            ReservationWithRates.model_validate_json(body % number)
    assert read(RoomStatus, roomID="1", roomName="Nan").room_name == "Nan"


@pytest.mark.parametrize("nothing", [None, "", " ", "-", "N/A", "0000-00-00", False, []])
def test_nothing_is_none_however_it_is_written(nothing: object) -> None:
    stay = read(
        ReservationWithRates,
        reservationID="R1",
        guestID=nothing,
        reservationCheckIn=nothing,
        dateModifiedUTC=nothing,
        estimatedArrivalTime=nothing,
        total=nothing,
        rooms=nothing,
    )
    assert (stay.guest_id, stay.reservation_check_in, stay.date_modified_utc) == (None, None, None)
    assert (stay.estimated_arrival_time, stay.total, stay.rooms) == (None, None, ())


@pytest.mark.parametrize("rooms", [[{"roomID": "1-0"}], {"1": {"roomID": "1-0"}}, {"1-0": {"roomID": "1-0"}}])
def test_a_list_may_come_as_a_map(rooms: object) -> None:
    assert [room.room_id for room in read(ReservationDetails, reservationID="R1", assigned=rooms).assigned] == ["1-0"]


def test_an_unreadable_row_is_not_passed_over() -> None:
    for rooms in ({"1": "what?"}, [{"roomID": "1-0"}, 7], {"1": {"roomCheckIn": "soon"}}):
        with pytest.raises(ValidationError):
            read(ReservationDetails, reservationID="R1", assigned=rooms)


def test_values_have_their_types() -> None:
    stay = read(
        ReservationWithRates,
        reservationID=1,
        isDeleted="true",
        total="88.8355",
        balance=0.1,
        estimatedArrivalTime="15:30",
        dateModifiedUTC="2026-11-23 09:08:07",
        reservationCheckIn="2026-11-23",
        reservationCheckOut="2026-11-25 11:00:00",
    )
    assert stay.is_deleted is True
    assert (stay.total, stay.balance) == (Decimal("88.8355"), Decimal("0.1"))
    assert stay.estimated_arrival_time == time(15, 30)
    assert stay.date_modified_utc == datetime(2026, 11, 23, 9, 8, 7, tzinfo=UTC)
    assert (stay.reservation_check_in, stay.reservation_check_out) == (date(2026, 11, 23), date(2026, 11, 25))


@pytest.mark.parametrize(("sent", "occupied"), [(True, True), ("false", False), (1, True), ("", None), ("maybe", None)])
def test_occupancy_is_true_false_or_unknown(sent: object, occupied: bool | None) -> None:
    assert read(RoomStatus, roomID="1-0", roomOccupied=sent).room_occupied is occupied


def public_models() -> list[type[WireModel]]:
    modules = [import_module(f"{models.__name__}.{each.name}") for each in pkgutil.iter_modules(models.__path__)]
    found = {each for module in modules for each in vars(module).values() if _is_model(each)}
    return sorted(found, key=lambda each: each.__name__)


def _is_model(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, WireModel) and value.__module__ != WireModel.__module__


UNREADABLE: dict[str, Any] = {
    "total": "1,234.50",
    "balance": "12.50 USD",
    "isDeleted": "maybe",
    "dateModifiedUTC": "soon",
    "dateCreated": {"date": 1},
    "estimatedArrivalTime": "1230",
}


def test_what_cannot_be_read_is_none_and_stays_as_it_came() -> None:
    room = {"roomID": "1-0", "adults": "two", "children": 1, "roomTotal": True, "zUnknown": 1}
    sent = {"reservationID": "R1", **UNREADABLE, "dateModified": "2026-11-23 09:08:07", "rooms": {"1": room}}
    stay = read(ReservationWithRates, **sent, balanceDetailed={"paid": "7 €"})
    assert stay.unread == UNREADABLE
    assert stay.model_extra == UNREADABLE
    assert (stay.total, stay.balance, stay.is_deleted, stay.date_modified_utc) == (None, None, None, None)
    assert stay.date_modified == datetime(2026, 11, 23, 9, 8, 7)  # noqa: DTZ001
    assert (stay.rooms[0].room_id, stay.rooms[0].children, stay.rooms[0].unread) == (
        *("1-0", 1),
        {"adults": "two", "roomTotal": True},
    )
    assert stay.balance_detailed[0].unread == {"paid": "7 €"}
    assert ReservationWithRates.model_validate({"reservation_id": "R1", "total": "x"}).unread == {"total": "x"}
    assert read(RoomStatus, roomID="1-0", arrivalDate="-").unread == {}


def test_what_cannot_be_read_does_not_hide_what_must_be() -> None:
    for rooms in ([{"roomCheckIn": "soon", "adults": "two"}], [7]):
        with pytest.raises(ValidationError):
            read(ReservationWithRates, reservationID="R1", total="12.50 USD", rooms=rooms)
    with pytest.raises(ValidationError):
        read(ReservationWithRates, total="12.50 USD")


def lenient_models() -> list[tuple[type[WireModel], str]]:
    unreadable = ("Decimal", "datetime", "bool", "int", "time")
    return [
        (model, name)
        for model in public_models()
        for name, field in model.model_fields.items()
        if str(field.annotation).replace("<class '", "").split(".")[-1].split(" |")[0] in unreadable
        and not field.is_required()
        and name not in model.vital
    ]


def test_every_model_keeps_what_it_cannot_read_wherever_it_stands() -> None:
    assert len(lenient_models()) > 60
    for model, name in lenient_models():
        needed = {each: "1" for each, field in model.model_fields.items() if field.is_required()}
        row = {**needed, **({"success": True} if "success" in needed else {}), name: "?!"}
        if any(each in needed for each in ("rooms", "property_rooms", "room_blocks", "data", "api")):
            continue
        holder = TypeAdapter(tuple[model, model])  # type: ignore[valid-type]
        for made in (model.model_validate(row), *holder.validate_json(json.dumps([row, row]))):
            assert getattr(made, name) is None, (model, name)
            assert list(made.unread.values()) == ["?!"], (model, name)


@pytest.mark.parametrize("sent", ["2026-11-23 09:08:07", "2026-11-23T09:08:07Z", "2026-11-23T09:08:07-05:00"])
def test_moments_in_utc_are_aware_and_no_offset_is_believed(sent: str) -> None:
    stay = read(ReservationWithRates, reservationID="R1", dateModifiedUTC=sent, dateCreatedUTC="0000-00-00 00:00:00")
    assert stay.date_modified_utc == datetime(2026, 11, 23, 9, 8, 7, tzinfo=UTC)
    assert stay.date_created_utc is None


def test_true_is_no_missing_text() -> None:
    assert read(RoomStatus, roomID="1-0", roomComments=True).room_comments == "true"


def test_unknown_values_and_fields_survive() -> None:
    room = read(RoomStatus, roomID="1-0", roomCondition="being_cleaned", arrivalDate="-")
    assert room.room_condition == "being_cleaned"
    assert room.model_extra == {"arrivalDate": "-"}


def test_a_model_is_read_only_and_shows_its_id_alone() -> None:
    stay = read(ReservationDetails, reservationID="R1", guestName="Ana Alvarez", cardsOnFile=[{"cardNumber": "1111"}])
    assert repr(stay) == str(stay) == f"{stay}" == "ReservationDetails(reservation_id='R1')"
    assert repr([stay]) == "[ReservationDetails(reservation_id='R1')]"
    with pytest.raises(ValidationError):
        stay.status = "confirmed"


@pytest.mark.parametrize("model", public_models())
def test_no_model_shows_more_than_its_id(model: type[WireModel]) -> None:
    fields: dict[str, Any] = dict.fromkeys(model.model_fields, "Ana Alvarez") | {model.repr_field or "x": "R1"}
    secret = model.model_construct(**fields)
    assert "Ana" not in repr(secret)
    assert repr(secret) == (f"{model.__name__}({model.repr_field}='R1')" if model.repr_field else f"{model.__name__}()")


def test_rows_that_came_as_a_map_remember_their_keys() -> None:
    keyed = read(ReservationDetails, reservationID="R1", guestList={"7": {}, "x9": {"guestID": "x9"}}).guest_list
    assert row_keys(keyed) == ("7", "x9")
    assert keyed == tuple(keyed)
    assert hash(keyed) == hash(tuple(keyed))
    for same in (pickle.loads(pickle.dumps(keyed)), copy.deepcopy(keyed)):
        assert (same, row_keys(same)) == (keyed, ("7", "x9"))
    assert row_keys(read(ReservationDetails, reservationID="R1", guestList=[{}]).guest_list) is None


def test_an_amount_that_is_none_leaves_the_others() -> None:
    stay = read(ReservationWithRates, reservationID="R1", detailedRates={"2026-11-23": "80 USD", "2026-11-24": "90"})
    assert stay.detailed_rates == {"2026-11-23": None, "2026-11-24": Decimal(90)}


def test_an_only_row_may_come_without_its_list() -> None:
    found = read(ReservationDetails, reservationID="R1", assigned={"roomID": "1-0"}, balanceDetailed={"paid": "7.1"})
    assert [room.room_id for room in found.assigned] == ["1-0"]
    assert [balance.paid for balance in found.balance_detailed] == [Decimal("7.1")]


@pytest.mark.parametrize("word", ["cancelled", "canceled", "Canceled"])
def test_cancelled_has_two_spellings(word: str) -> None:
    stay = read(ReservationWithRates, reservationID="R1", status=word, rooms=[{"roomStatus": word}, {}])
    assert (stay.is_cancelled, [room.is_cancelled for room in stay.rooms]) == (True, [True, False])
    assert not read(ReservationWithRates, reservationID="R1", status="confirmed").is_cancelled


@pytest.mark.parametrize(
    ("sent", "rates"),
    [
        ({"2026-11-23": "88.8355", "2026-11-24": 0.1}, ["88.8355", "0.1"]),
        ([12.5], ["12.5"]),
        ("free", []),
        ([], []),
        ("", []),
        (None, []),
    ],
)
def test_rates_are_money_by_date(sent: object, rates: list[str]) -> None:
    stay = read(ReservationWithRates, reservationID="R1", detailedRates=sent, rooms=[{"detailedRoomRates": sent}])
    assert list(stay.detailed_rates.values()) == [Decimal(each) for each in rates]
    assert stay.rooms[0].detailed_room_rates == stay.detailed_rates
    assert isinstance(hash(stay), int)


def test_the_second_version_writes_ids_in_another_way() -> None:
    assert read(Inspection, roomId=7, updatedDate="2026-11-23 08:00:00", roomTypeId="3").room_type_id == "3"
    event = read(IntegrationEvent, id="e1", createdAt="2026-11-23T08:00:00+02:00", objectId="N/A")
    assert (event.object_id, event.created_at) == (None, datetime.fromisoformat("2026-11-23T08:00:00+02:00"))


def test_the_endpoint_of_a_subscription_has_two_names_and_is_not_shown() -> None:
    for name in ("url", "endpoint"):
        event = {"entity": "reservation", "action": "created"}
        kept = read(Subscription, id="s1", event=event, subscriptionData={name: "https://h.example/secret"})
        assert (kept.event_name, kept.endpoint_url) == ("reservation/created", "https://h.example/secret")
        assert "secret" not in repr(kept)


def test_a_room_needs_its_id() -> None:
    with pytest.raises(ValidationError):
        read(Room, roomName="101")

"""What the official SDK is asked to do with a hotel: each of its operations that the hotel answers, and a sentence read
back from it. The name of each function is the API's method, in snake case.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from typing import Any

from cloudbeds_connector.testing import SimulatedHotel

TODAY = date(2026, 11, 23)
TOMORROW = TODAY + timedelta(days=1)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
SOON = datetime(2027, 6, 1, tzinfo=UTC)
APP = {"client_id": "app", "client_secret": "s3cret", "redirect_uri": "https://app.example/back"}


@dataclass
class Front:
    """The SDK's groups of operations, for one hotel."""

    sdk: ModuleType
    client: Any
    hotel: SimulatedHotel

    def __getattr__(self, name: str) -> Any:
        """``front.room`` is the SDK's RoomApi; its HotelApi is ``front.hotels``."""
        group = {"hotels": "hotel"}.get(name, name)
        return getattr(self.sdk, "".join(part.title() for part in group.split("_")) + "Api")(self.client)

    def later(self) -> None:
        """Reads may lag writes by up to twenty seconds."""
        self.hotel.clock.advance(30)


Operation = Callable[[Front], None]
OPERATIONS: dict[str, Operation] = {}


def operation(function: Operation) -> Operation:
    OPERATIONS[function.__name__] = function
    return function


@operation
def access_token(front: Front) -> None:
    front.hotel.oauth.register(**APP)
    code, ask = front.hotel.oauth.approve("app"), front.authentication.access_token_post
    tokens = ask(grant_type="authorization_code", code=code, **APP)
    again = ask(grant_type="refresh_token", refresh_token=tokens.refresh_token, **APP)
    assert again.access_token != tokens.access_token
    assert again.resources[0].id == front.hotel.property_id


@operation
def oauth_metadata(front: Front) -> None:
    assert front.authentication.oauth_metadata_get().data.api.url.startswith("http://127.0.0.1:")


@operation
def userinfo(front: Front) -> None:
    assert front.authentication.userinfo_get(role_details=True).roles[0].name == "Front desk"


@operation
def get_hotels(front: Front) -> None:
    [hotel] = front.hotels.get_hotels_get().data
    assert hotel.property_timezone == "America/New_York"


@operation
def get_hotel_details(front: Front) -> None:
    details = front.hotels.get_hotel_details_get(property_id=front.hotel.property_id).data
    assert details.property_policy.property_check_in_time == "15:00:00"


@operation
def get_dashboard(front: Front) -> None:
    assert front.dashboard.get_dashboard_get().data.rooms_occupied == 3


@operation
def get_custom_fields(front: Front) -> None:
    front.hotel.set_custom_field(front.hotel.reservations()[0].id, "VIP", "yes")
    [field] = front.custom_fields.get_custom_fields_get().data
    assert (field.name, field.apply_to) == ("VIP", "reservation")


@operation
def get_users(front: Front) -> None:
    assert front.hotel.property_id in front.user.get_users_get().data


@operation
def get_room_types(front: Front) -> None:
    assert [kind.room_type_name_short for kind in front.room.get_room_types_get().data] == ["DQ", "DK"]


@operation
def get_available_room_types(front: Front) -> None:
    asked = front.room.get_available_room_types_get(TODAY, TOMORROW, rooms=1, adults=2, children=0)
    free = {kind.room_type_name_short: kind.rooms_available for kind in asked.data[0].property_rooms}
    assert free == {"DQ": 3, "DK": 1}


@operation
def get_rooms(front: Front) -> None:
    assert [room.room_name for room in front.room.get_rooms_get().data[0].rooms][:2] == ["101", "102"]


@operation
def get_rooms_unassigned(front: Front) -> None:
    names = {room.room_name for room in front.room.get_rooms_unassigned_get().data[0].rooms}
    assert names == {"103", "104", "105", "202", "203"}


@operation
def get_room_blocks(front: Front) -> None:
    block_id = _blocked(front)
    [block] = front.room.get_room_blocks_get(start_date=TODAY, end_date=TOMORROW).data.room_blocks
    assert (block.room_block_id, block.rooms[0].room_id) == (block_id, front.hotel.rooms()[4].id)


@operation
def put_room_block(front: Front) -> None:
    block_id = _blocked(front)
    change = {"room_block_reason": "Paint", "end_date": date(2026, 12, 1)}
    changed = front.room.put_room_block_put(room_block_id=block_id, **change)
    assert changed.room_block_reason == "Paint"
    assert front.hotel.blocks()[0].reason == "Paint"


@operation
def delete_room_block(front: Front) -> None:
    assert front.room.delete_room_block_post(room_block_id=_blocked(front)).success
    assert front.hotel.blocks() == ()


def _blocked(front: Front) -> str:
    block_id = front.hotel.block([front.hotel.rooms()[4].id], TODAY, TOMORROW, reason="Leak")
    front.later()
    return block_id


@operation
def get_reservations(front: Front) -> None:
    listed = front.reservation.get_reservations_get(include_all_rooms=True, include_guests_details=True).data
    assert {row.reservation_id for row in listed} == {known.id for known in front.hotel.reservations()}
    assert {room.room_status for row in listed for room in row.rooms} == {"in_house", "not_checked_in"}


@operation
def get_reservations_modified(front: Front) -> None:
    listed = front.reservation.get_reservations_get(modified_from=LONG_AGO, modified_to=SOON).data
    assert len(listed) == 6


@operation
def get_reservation(front: Front) -> None:
    for known in front.hotel.reservations():
        reservation = front.reservation.get_reservation_get(known.id).data
        assert reservation.guest_list[known.guest_id].is_main_guest
        rooms = reservation.assigned or reservation.unassigned
        assert rooms[0].sub_reservation_id == known.segments[0].id


@operation
def get_reservations_with_rate_details(front: Front) -> None:
    listed = front.reservation.get_reservations_with_rate_details_get(include_guests_details=True).data
    rates = {row.reservation_id: row.rooms[0].detailed_room_rates for row in listed}
    assert rates[front.hotel.departures()[0].reservation_id] == {"2026-11-21": 140, "2026-11-22": 140}


@operation
def get_reservation_assignments(front: Front) -> None:
    listed = front.reservation.get_reservation_assignments_get(var_date=TODAY).data
    rooms = [room.room_name for row in listed for room in row.assigned or []]
    assert (rooms, sum(row.unassigned for row in listed)) == (["102", "201", "101"], 1)


@operation
def get_reservation_room_details(front: Front) -> None:
    for arriving in front.hotel.arrivals():
        reservation = front.room.get_reservation_room_details_get(arriving.id).data
        assert (reservation.room_status, reservation.adults) == ("not_checked_in", 2)


@operation
def post_room_check_out_in_and_assign(front: Front) -> None:
    [leaving] = front.hotel.departures()
    assert front.room.post_room_check_out_post(reservation_id=leaving.reservation_id).success
    [arriving] = [segment for segment in front.hotel.arrivals() if segment.room_id]
    room = front.hotel.rooms()[2].id
    asked = front.room.post_room_assign_post(reservation_id=arriving.reservation_id, new_room_id=room)
    assert asked.success
    assert front.room.post_room_check_in_post(reservation_id=arriving.reservation_id).success
    assert front.hotel.room(room).occupied_by == arriving.id


@operation
def reservation_notes(front: Front) -> None:
    reservation_id, notes = front.hotel.reservations()[0].id, front.reservation
    user = front.hotel.users()[1]
    written = notes.post_reservation_note_post(reservation_id=reservation_id, reservation_note="Cot", user_id=user.id)
    assert notes.put_reservation_note_put(
        reservation_id=reservation_id, reservation_note_id=written.reservation_note_id, reservation_note="Two cots"
    ).success
    front.later()
    [note] = notes.get_reservation_notes_get(reservation_id).data
    assert (note.user_name, note.reservation_note) == (user.name, "Two cots")
    assert notes.delete_reservation_note_delete(reservation_id, note.reservation_note_id).success
    front.later()
    assert notes.get_reservation_notes_get(reservation_id).data == []


@operation
def post_reservation_note_of_an_earlier_hour(front: Front) -> None:
    reservation_id = front.hotel.reservations()[0].id
    earlier = datetime(2026, 11, 22, 9, 30)  # noqa: DTZ001 - a wall time of the hotel
    asked = front.reservation.post_reservation_note_post(
        reservation_id=reservation_id, reservation_note="Cot", date_created=earlier
    )
    assert asked.success
    assert front.hotel.local(front.hotel.reservation(reservation_id).notes[0].written_at).hour == 9


@operation
def get_guest(front: Front) -> None:
    known = front.hotel.reservations()[0]
    guest = front.hotel.guest(known.guest_id)
    assert front.guest.get_guest_get(reservation_id=known.id).data.last_name == guest.last_name
    assert front.guest.get_guest_get(guest_id=guest.id).data.document_number == guest.document_number


@operation
def get_guest_list(front: Front) -> None:
    listed = front.guest.get_guest_list_get(include_guest_info=True)
    assert {guest_id: row.guest_id for guest_id, row in listed.data.items()} == {
        known.guest_id: known.guest_id for known in front.hotel.reservations()
    }


@operation
def get_guest_list_of_nobody(front: Front) -> None:
    assert front.guest.get_guest_list_get(guest_last_name="Nobody").data == {}


@operation
def get_guests_modified(front: Front) -> None:
    [leaving] = front.hotel.departures()
    front.hotel.check_out(leaving.id)
    front.later()
    asked = front.guest.get_guests_modified_get()
    assert leaving.guest_id in {row.guest_id for row in asked.data}


@operation
def get_guests_by_status(front: Front) -> None:
    listed = front.guest.get_guests_by_status_get("in_house").data
    assert {row.current_status for row in listed} == {"in_house"}
    assert {row.room_name for row in listed} == {"101", "102", "201"}


@operation
def get_guests_by_status_unassigned(front: Front) -> None:
    listed = front.guest.get_guests_by_status_get("not_checked_in").data
    assert [row.room_id or None for row in listed].count(None) == 1


@operation
def get_housekeeping_status(front: Front) -> None:
    room = front.hotel.rooms()[0]
    [row] = front.housekeeping.get_housekeeping_status_get(room_ids=room.id).data
    assert (row.room_condition, row.frontdesk_status) == ("dirty", "turnover")


@operation
def post_housekeeping_status(front: Front) -> None:
    room = front.hotel.rooms()[2]
    change = front.housekeeping.post_housekeeping_status_post(
        room_id=room.id, room_condition="dirty", do_not_disturb=True, room_comments="Sleeping"
    ).data
    assert (change.room_condition, change.do_not_disturb) == ("dirty", True)
    assert front.hotel.room(room.id).comments == "Sleeping"
    assert front.housekeeping.post_housekeeping_status_post(room_id=room.id).data.room_condition == "clean"


@operation
def housekeepers(front: Front) -> None:
    keeper, room = front.housekeeping.get_housekeepers_get().data[0], front.hotel.rooms()[2]
    asked = front.housekeeping.post_housekeeping_assignment_post(room_ids=room.id, housekeeper_id=keeper.housekeeper_id)
    assert asked.success
    front.later()
    [row] = front.housekeeping.get_housekeeping_status_get(housekeeper_ids=keeper.housekeeper_id).data
    assert (row.room_id, row.housekeeper) == (room.id, keeper.name)


@operation
def app_state(front: Front) -> None:
    assert front.integration.post_app_state_post(app_state="pending").success
    assert front.integration.get_app_state_get().data.app_state == "pending"


@operation
def get_app_settings(front: Front) -> None:
    assert front.integration.get_app_settings_get().data.full_revenue_sync is False


@operation
def post_app_error(front: Front) -> None:
    asked = front.integration.post_app_error_post(timestamp=LONG_AGO, event_type="sync", error_message="No room")
    assert asked.data.error_id == front.hotel.app_errors()[0].id


@operation
def webhooks(front: Front) -> None:
    ask = front.integration
    subscription_id = ask.post_webhook_post(
        object="reservation",
        action="created",
        endpoint_url="https://app.example/hook",
        auth_header_name="Authorization",
        auth_header_value="Bearer s3cret",
    ).data.subscription_id
    [row] = ask.get_webhooks_get().data
    assert (row.id, row.event.action, row.auth_header.name) == (subscription_id, "created", "Authorization")
    assert row.subscription_data.endpoint == "https://app.example/hook"
    assert ask.delete_webhook_delete(subscription_id).success
    assert ask.get_webhooks_get().data == []

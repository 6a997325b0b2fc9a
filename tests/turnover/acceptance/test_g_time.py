"""Small hours, clock changes, far zones, and a hotel that changes its own times (rows T100 to T107)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from cloudbeds_connector.errors import ConfigurationError
from cloudbeds_connector.pms.hotel_time import plausible_instant, require_aware, resolve
from cloudbeds_connector.turnover import Priority, TurnoverPolicy

from ..story import HOTEL, Story
from .beginnings import left_at_10_40


@pytest.fixture
def hotel() -> Story:
    return left_at_10_40()


def test_T100_a_check_out_is_entered_after_midnight_and_yesterdays_late_guest_is_still_due() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.arrival("B", end=1)
    hotel.at("00:20", on=1).checks_out("A")
    hotel.plan()
    task = hotel.task()
    assert (hotel.decision("A#1").row, task.priority, task.at_risk) == ("T01", Priority.URGENT, True)
    assert (hotel.local(task.needed_by), hotel.local(task.due_by)) == ("20 15:00", "21 00:50")
    assert (task.breached, hotel.alerts) == (True, ["turnover_at_risk"])


def test_T100_a_late_guest_is_waited_for_until_the_morning_and_then_is_missing(hotel: Story) -> None:
    hotel.arrival("B", end=2)
    hotel.plan()
    hotel.at("05:59:59", on=1).plan()
    assert (hotel.task().next_segment_id, hotel.local(hotel.task().needed_by)) == ("B", "20 15:00")
    assert "arrival_overdue" not in hotel.alerts
    hotel.at("06:00", on=1).plan()
    assert (hotel.local(hotel.task().needed_by), hotel.alerts) == ("21 15:00", ["arrival_overdue"])
    hotel.at("06:00", on=2).plan()
    assert (hotel.task().next_segment_id, hotel.alerts) == (None, []), "the stay would be over today"


def test_T101_a_check_out_is_entered_after_midnight_and_the_next_guest_comes_by_day() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.arrival("B", start=1)
    hotel.at("00:20", on=1).checks_out("A")
    hotel.plan()
    task = hotel.task()
    assert (hotel.decision("A#1").row, task.priority, hotel.local(task.due_by)) == ("T02", Priority.NORMAL, "21 14:45")
    hotel.at("03:59:59", on=1).plan()
    assert hotel.task().priority is Priority.NORMAL
    hotel.at("04:00", on=1).plan()
    assert (hotel.task().id, hotel.task().priority) == (task.id, Priority.HIGH)
    assert hotel.local(hotel.task().due_by) == "21 14:45"


def test_T101_the_hotel_day_begins_and_tomorrow_is_today(hotel: Story) -> None:
    hotel.arrival("B", start=1)
    hotel.plan()
    assert hotel.task().priority is Priority.NORMAL
    before = hotel.task().due_by
    assert hotel.last.look_again_at == hotel.instant("17:01")
    hotel.at("17:01").plan()
    assert hotel.last.look_again_at == hotel.instant("04:00", on=1)
    hotel.at("04:00", on=1).plan()
    assert (hotel.task().priority, hotel.task().due_by) == (Priority.HIGH, before)


def test_T101_the_night_audits_own_time_begins_the_hotels_day(hotel: Story) -> None:
    hotel.settings(night_audit_time=time(2))
    hotel.arrival("B", start=1)
    hotel.at("17:01").plan()
    assert hotel.last.look_again_at == hotel.instant("02:00", on=1)
    hotel.at("02:00", on=1).plan()
    assert hotel.task().priority is Priority.HIGH


@pytest.mark.parametrize(
    ("evening", "utc"),
    [
        (-258, "2026-03-08T18:45:00+00:00"),  # 7 March: the clocks go forward in the night
        (-259, "2026-03-07T19:45:00+00:00"),
        (-20, "2026-11-01T19:45:00+00:00"),  # 31 October: they go back
        (-21, "2026-10-31T18:45:00+00:00"),
    ],
)
def test_T102_the_clocks_change_in_the_night_and_the_hotels_times_stay_its_own(evening: int, utc: str) -> None:
    hotel = Story()
    hotel.guest("A", start=evening - 2, end=evening)
    hotel.arrival("B", start=evening + 1, end=evening + 2)
    hotel.at("18:20", on=evening).checks_out("A")
    hotel.plan()
    task = hotel.task()
    assert (task.due_by, task.priority) == (datetime.fromisoformat(utc), Priority.NORMAL)
    assert hotel.local(task.due_by).endswith("14:45")


def test_T103_a_hotel_far_from_greenwich_has_its_own_days() -> None:
    hotel = Story(timezone="Pacific/Auckland")
    hotel.guest("A")
    hotel.arrival("B")
    hotel.at("10:40").checks_out("A")
    assert hotel.now == datetime(2026, 11, 19, 21, 40, tzinfo=UTC), "it is still Thursday in Greenwich"
    hotel.plan()
    task = hotel.task()
    assert (hotel.decision("A#1").row, task.priority) == ("T01", Priority.HIGH)
    assert (task.due_by, hotel.local(task.due_by)) == (datetime(2026, 11, 20, 1, 45, tzinfo=UTC), "20 14:45")
    assert hotel.last.look_again_at == datetime(2026, 11, 20, 1, 16, tzinfo=UTC)


def test_T104_a_wall_time_is_read_in_the_propertys_zone_and_an_instant_without_one_is_refused() -> None:
    assert resolve(date(2026, 11, 20), time(14), ZoneInfo("Asia/Kathmandu")) == datetime(
        2026, 11, 20, 8, 15, tzinfo=UTC
    )
    assert require_aware(datetime(2026, 11, 20, 14, tzinfo=ZoneInfo("America/New_York")), "at").tzinfo is UTC
    with pytest.raises(ValueError, match="at must be timezone-aware"):
        require_aware(datetime(2026, 11, 20, 14), "at")  # noqa: DTZ001


@pytest.mark.parametrize(("ahead", "kept"), [(-3600, True), (0, True), (300, True), (301, False), (86400, False)])
def test_T105_a_message_from_the_future_happened_when_it_came_in(ahead: int, kept: bool) -> None:
    received = datetime(2026, 11, 20, 15, 40, tzinfo=UTC)
    reported = received + timedelta(seconds=ahead)
    assert plausible_instant(reported, received_at=received) == (reported if kept else received)


def test_T105_the_instant_is_utc_and_never_a_guess() -> None:
    local = datetime(2026, 11, 20, 10, 40, tzinfo=ZoneInfo("America/New_York"))
    received = datetime(2026, 11, 20, 15, 41, tzinfo=UTC)
    assert plausible_instant(local, received_at=received).tzinfo is UTC
    assert plausible_instant(local, received_at=received) == datetime(2026, 11, 20, 15, 40, tzinfo=UTC)
    with pytest.raises(ValueError, match="reported must be timezone-aware"):
        plausible_instant(datetime(2026, 11, 20), received_at=received)  # noqa: DTZ001
    with pytest.raises(ValueError, match="received_at must be timezone-aware"):
        plausible_instant(local, received_at=datetime(2026, 11, 20))  # noqa: DTZ001


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "EST5EDT4"])
def test_T106_a_property_without_a_zone_cannot_be(zone: str, hotel: Story) -> None:
    with pytest.raises(ConfigurationError, match="IANA"):
        hotel.settings(timezone=zone)
    assert hotel.view.property.timezone == HOTEL.timezone


def test_T107_the_hotel_moves_its_check_in_time_and_every_open_task_follows(hotel: Story) -> None:
    hotel.room("102", "dirty", occupied=True)
    hotel.guest("C", "102")
    hotel.checks_out("C")
    for name, number in (("B", "101"), ("D", "102")):
        hotel.arrival(name, number)
    hotel.plan()
    hotel.settings(check_in_time=time(14))
    hotel.at("11:00").plan()
    assert hotel.actions == ["update", "update"]
    for number in ("101", "102"):
        task = hotel.task(number)
        assert (hotel.local(task.due_by), hotel.local(task.needed_by)) == ("20 13:45", "20 14:00")


def test_T107_the_hotel_moves_its_check_out_time_and_guests_are_overdue_later() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.settings(check_out_time=time(12))
    hotel.at("12:01").plan()
    assert (hotel.alerts, hotel.last.look_again_at) == ([], hotel.instant("13:01"))
    hotel.at("13:00").plan()
    assert hotel.alerts == []
    hotel.at("13:00:01").plan()
    assert hotel.alerts == ["overdue_departure"]


def test_T107_the_hotel_moves_its_target_for_rooms_that_nobody_waits_for(hotel: Story) -> None:
    hotel.wants(same_day_target=time(16))
    hotel.at("11:00").plan()
    assert (hotel.actions, hotel.local(hotel.task().due_by)) == (["update"], "20 16:00")


def test_T107_the_hotels_zone_was_wrong_and_is_put_right(hotel: Story) -> None:
    hotel.settings(timezone="America/Chicago")
    hotel.plan()
    assert (hotel.actions, hotel.task().due_by) == (["update"], datetime(2026, 11, 20, 23, tzinfo=UTC))


@pytest.mark.parametrize(
    ("check_in", "check_out", "audit", "implausible"),
    [
        (time(11), time(11), None, False),
        (time(10, 59), time(11), None, True),
        (time(4), time(3), None, False),
        (time(3, 59), time(3), None, True),
        (time(5), time(3), time(6), True),
    ],
)
def test_T107_a_check_in_time_that_cannot_be_meant_is_said_once(
    hotel: Story, check_in: time, check_out: time, audit: time | None, implausible: bool
) -> None:
    hotel.arrival("B", start=1)
    hotel.settings(check_in_time=check_in, check_out_time=check_out, night_audit_time=audit)
    hotel.plan()
    assert ("check_in_time_implausible" in hotel.alerts) is implausible
    counts = time(17) if implausible else check_in
    assert hotel.local(hotel.task().needed_by) == f"21 {counts:%H:%M}"
    if check_out == time(11):
        hotel.at("12:00", on=1).plan()
        assert "check_in_time_implausible" not in hotel.alerts


def test_T107_a_room_type_has_its_own_times() -> None:
    hotel = Story(
        TurnoverPolicy(
            room_types={
                "SUITE": {
                    "check_in_time": "16:00",
                    "buffer_minutes": 30,
                    "clean_minutes": {"departure": 45},
                    "same_day_target": "18:00",
                    "arrival_policy": "check_in_time",
                }
            }
        )
    )
    hotel.room("900", "dirty", occupied=True, type="SUITE")
    hotel.room("901", "dirty", occupied=True, type="SUITE")
    for name, number in (("A", "101"), ("C", "900"), ("E", "901")):
        hotel.guest(name, number)
        hotel.at("10:40").checks_out(name)
    hotel.arrival("B", "101", eta=time(13))
    hotel.arrival("D", "900", eta=time(13))
    hotel.plan()
    room, suite, nobody = hotel.task("101"), hotel.task("900"), hotel.task("901")
    assert (hotel.local(room.needed_by), hotel.local(room.due_by), room.clean_minutes) == ("20 13:00", "20 12:45", 30)
    assert (hotel.local(suite.needed_by), hotel.local(suite.due_by), suite.clean_minutes) == (
        "20 16:00",
        "20 15:30",
        45,
    )
    assert hotel.local(nobody.due_by) == "20 18:00"


def test_T107_the_policys_own_check_in_time_overrides_the_hotel_systems(hotel: Story) -> None:
    hotel.arrival("B")
    hotel.wants(check_in_time=time(16))
    hotel.settings(check_in_time=time(9))
    hotel.plan()
    assert (hotel.local(hotel.task().due_by), hotel.alerts) == ("20 15:45", [])

"""A scripted hotel day has every kind of event, and the same seed plays the same day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cloudbeds_connector.testing.day.hotel_day import hotel_for_day, ledger_of
from cloudbeds_connector.testing.hotel import SimulatedHotel


@pytest.fixture(scope="module")
def played() -> Any:
    hotel, day = hotel_for_day(seed=7)
    day.play()
    return hotel, day


def _texts(day: Any, words: str) -> list[Any]:
    return [step for step in day.steps if words in step.text and step.outcome == "done"]


@pytest.mark.parametrize(
    "words",
    [
        "checks out, one of a party",
        "is checked out by mistake",
        "is in house after all",
        "checks out again",
        "stays another night",
        "leaves early",
        "moves to another room",
        "wants the old room back",
        "is given another room",
        "will come at",
        "is cancelled",
        "is deleted",
        "is a no-show",
        "a vacant room is blocked",
        "is lifted",
        "a day guest comes",
        "a booking for tonight takes a dirty room",
        "will not wait for housekeeping",
        "was a mistake",
        "is made up for its guest",
        "housekeeping has cleaned",
        "the supervisor has inspected",
        "arrives for",
    ],
)
def test_the_day_has_every_kind_of_event(played: Any, words: str) -> None:
    _, day = played
    assert _texts(day, words)


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_a_hotel_of_64_rooms_has_a_full_day(seed: int) -> None:
    hotel, day = hotel_for_day(seed)
    day.play()
    vacates = ledger_of(hotel).vacates()
    assert sum(vacate.cause == "check_out" for vacate in vacates) >= 25
    assert {vacate.cause for vacate in vacates} == {"check_out", "room_move", "check_in_reverted"}
    assert sum(vacate.undone_at is not None for vacate in vacates) >= 4
    assert day.finished
    assert sum(step.outcome != "done" for step in day.steps) < len(day.steps) / 5


def test_a_hotel_of_200_rooms_has_a_day_three_times_as_full() -> None:
    hotel, day = hotel_for_day(seed=1, rooms=200)
    day.play()
    assert len(hotel.rooms()) == 200
    assert day.finished
    assert sum(vacate.cause == "check_out" for vacate in ledger_of(hotel).vacates()) >= 75
    assert sum(step.outcome != "done" for step in day.steps) < len(day.steps) / 20


def test_the_day_begins_in_the_evening_passes_the_night_audit_and_ends_late(played: Any) -> None:
    hotel, day = played
    assert hotel.local(day.steps[0].at).date() == day.date - timedelta(days=1)
    assert hotel.today() == day.date
    assert (hotel.local(hotel.clock.now()).hour, hotel.local(hotel.clock.now()).minute) == (23, 30)


def test_departures_come_in_the_morning_some_late_and_one_after_four(played: Any) -> None:
    hotel, _ = played
    hours = [hotel.local(v.at).hour for v in ledger_of(hotel).vacates() if v.cause == "check_out"]
    assert sum(7 <= hour < 11 for hour in hours) >= 20
    assert sum(12 <= hour < 15 for hour in hours) >= 2
    assert 16 in hours


def test_some_rooms_are_still_dirty_and_empty_at_night(played: Any) -> None:
    hotel, _ = played
    assert any(not room.occupied and room.condition == "dirty" for room in hotel.rooms())


def test_the_same_seed_plays_the_same_day_and_another_seed_another(played: Any) -> None:
    hotel, _ = played
    again, day = hotel_for_day(seed=7)
    while not day.finished:  # moved in small steps instead of at once
        again.clock.advance(timedelta(minutes=11))
    assert ledger_of(again).vacates() == ledger_of(hotel).vacates()
    other, day = hotel_for_day(seed=8)
    day.play()
    assert ledger_of(other).vacates() != ledger_of(hotel).vacates()


def test_a_step_that_is_no_longer_possible_is_skipped_with_a_reason() -> None:
    hotel, day = hotel_for_day(seed=7)
    for guest in hotel.in_house():
        hotel.check_out(guest.id)
    day.play()
    assert any(step.outcome.startswith("skipped: ") and "not in house" in step.outcome for step in day.steps)


def test_without_housekeepers_rooms_stay_as_guests_leave_them() -> None:
    _, day = hotel_for_day(seed=7, housekeepers=False)
    day.play()
    assert not _texts(day, "housekeeping has cleaned")


def test_a_closed_day_runs_no_steps() -> None:
    hotel, day = hotel_for_day(seed=7)
    day.close()
    hotel.clock.advance_to(day.ends_at)
    assert ledger_of(hotel).vacates() == ()


def test_a_hotel_without_an_observer_has_no_ledger() -> None:
    with pytest.raises(ValueError, match="No ledger"):
        ledger_of(SimulatedHotel.small())

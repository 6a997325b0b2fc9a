"""Days unlike others: no night audit, a group, what time alone does, the season's end (rows T135 to T138)."""

from __future__ import annotations

from datetime import time

import pytest

from cloudbeds_connector.turnover import (
    Priority,
    TaskKind,
    TaskState,
    TurnoverPolicy,
    projected_finish,
)

from ..story import Story
from .beginnings import left_at_10_40


@pytest.fixture
def hotel() -> Story:
    return left_at_10_40()


def group(rooms: int, *, policy: TurnoverPolicy | None = None) -> Story:
    """Rooms 101, 102, ... and a guest in each."""
    hotel = Story(policy)
    for number in range(101, 101 + rooms):
        hotel.room(str(number), "dirty", occupied=True)
        hotel.guest(f"A-{number}", str(number), reservation="group")
    return hotel


def all_leave(hotel: Story) -> None:
    for unit in hotel.view.units:
        hotel.checks_out(f"A-{unit.id}")


# -- the night audit (T135)


@pytest.mark.parametrize(
    ("audit", "clock", "opened", "missing"),
    [
        (None, "07:00", -1, False),
        (None, "07:00:01", -1, True),
        (None, "07:00:01", 0, False),
        (None, "03:59", -1, False),
        (time(2), "05:00", -1, False),
        (time(2), "05:00:01", -1, True),
        (None, "12:00", None, False),
    ],
)
def test_T135_the_night_audit_does_not_come(audit: time | None, clock: str, opened: int | None, missing: bool) -> None:
    hotel = Story()
    hotel.room("101", "clean")
    hotel.settings(night_audit_time=audit)
    if opened is not None:
        hotel.night_audit(opened=opened)
    hotel.at(clock).plan()
    assert hotel.alerts == ["night_audit_missing"] * missing
    assert [alert.row for alert in hotel.last.alerts] == ["T135"] * missing
    hotel.at("23:00").plan()
    assert hotel.alerts == (["night_audit_missing"] if (opened == -1 and not missing) else [])


def test_T135_the_hotels_day_begins_by_the_clock_all_the_same(hotel: Story) -> None:
    hotel.night_audit(opened=0)
    hotel.arrival("B", start=1)
    hotel.plan()
    hotel.at("04:00", on=1).plan()
    assert (hotel.task().priority, hotel.alerts) == (Priority.HIGH, [])
    hotel.at("07:01", on=1).plan()
    assert hotel.alerts == ["night_audit_missing"]


# -- a group leaves (T136)


def test_T136_a_group_leaves_at_once_and_one_message_is_sent() -> None:
    hotel = group(8)
    all_leave(hotel.at("10:40"))
    hotel.plan()
    assert hotel.actions == ["create"] * 8
    (message,) = hotel.last.notifications
    assert (message.assignee, set(message.task_ids)) == ("", {task.id for task in hotel.view.tasks})
    assert (len(message.task_ids), hotel.alerts) == (8, [])


def test_T136_each_assignee_is_notified_once_of_changes_in_their_own_rooms() -> None:
    hotel = group(3)
    all_leave(hotel.at("10:40"))
    hotel.plan()
    for number, name in (("101", "Ana"), ("102", "Ben"), ("103", "Ana")):
        hotel.gives(number, name)
        hotel.arrival(f"B-{number}", number)
    hotel.at("11:00").plan()
    mine = sorted((hotel.task("101").id, hotel.task("103").id))
    assert [(n.assignee, list(n.task_ids)) for n in hotel.last.notifications] == [
        ("Ana", mine),
        ("Ben", [hotel.task("102").id]),
    ]
    hotel.becomes("B-102", eta=time(14, 55))
    hotel.at("11:05").plan()
    assert (hotel.actions, hotel.last.notifications) == (["update"], ()), "a move of five minutes needs no notification"


@pytest.mark.parametrize(
    ("clock", "people", "late"),
    [
        ("13:30", 1, []),  # done at 14:00, 14:30 and 15:00: the last just in time
        ("13:30:01", 1, ["103"]),
        ("14:00", 2, []),
        ("14:00:01", 2, ["103"]),
        ("14:30:01", None, []),
        ("14:30:01", 0, []),
    ],
)
def test_T136_there_are_too_few_people(clock: str, people: int | None, late: list[str]) -> None:
    hotel = group(3)
    all_leave(hotel.at(clock))
    for number in ("101", "102", "103"):
        hotel.arrival(f"B-{number}", number)
    hotel.people(people)
    hotel.plan()
    assert sorted(task.unit_id for task in hotel.view.tasks if "late_by_projection" in task.flags) == late
    assert ("capacity_short" in hotel.alerts) is bool(late)


def test_T136_with_more_people_it_is_in_time_again() -> None:
    hotel = group(3)
    all_leave(hotel.at("10:40"))
    for number in ("101", "102", "103"):
        hotel.arrival(f"B-{number}", number)
    hotel.plan()
    hotel.people(1)
    hotel.at("13:45").plan()
    task = hotel.task("103")
    assert (task.flags, hotel.last.commands[0].row) == (("late_by_projection",), "T136")
    assert (task.priority, hotel.alerts) == (Priority.HIGH, ["capacity_short"]), "the projection makes nobody hurry"
    hotel.at("13:50").plan()
    assert (hotel.actions, hotel.alerts) == ([], []), "said once a day"
    hotel.people(3)
    hotel.at("14:05").plan()
    assert (hotel.task("103").flags, hotel.actions) == ((), ["update"])


def test_T136_the_projection_counts_who_works_and_leaves_out_what_waits() -> None:
    hotel = group(3)
    all_leave(hotel.at("10:40"))
    hotel.block("101", end=2)
    hotel.plan()
    hotel.at("11:00").starts("102")
    board = [hotel.task(number) for number in ("101", "102", "103")]
    ends = projected_finish(board, 1, hotel.now)
    assert ends == {
        board[1].id: hotel.instant("11:30"),
        board[2].id: hotel.instant("12:00"),
    }
    with pytest.raises(ValueError, match="attendants must be at least 1"):
        projected_finish(board, 0, hotel.now)
    with pytest.raises(ValueError, match="now must be timezone-aware"):
        projected_finish(board, 1, hotel.now.replace(tzinfo=None))


# -- time goes by (T137)


def test_T137_an_undone_task_becomes_overdue_and_its_due_time_does_not_slide(hotel: Story) -> None:
    hotel.arrival("B")
    hotel.plan()
    due = hotel.task().due_by
    hotel.at("14:16").plan()
    assert (hotel.task().priority, hotel.task().at_risk) == (Priority.URGENT, True)
    hotel.at("14:45").plan()
    assert hotel.task().flags == ()
    hotel.at("14:46").plan()
    assert hotel.task().flags == ("overdue",)
    assert [command.row for command in hotel.last.commands] == ["T137"]
    assert hotel.task().row == "T50"  # the task goes on saying why it is there
    hotel.at("15:00").plan()
    assert not hotel.task().breached
    hotel.at("15:01").plan()
    assert hotel.task().breached
    hotel.at("04:00", on=1).plan()
    hotel.at("09:00", on=1).plan()
    task = hotel.task()
    assert (task.flags, task.due_by) == (("carried_over", "overdue"), due)
    assert hotel.local(task.needed_by) == "21 15:00", "the guest of yesterday is awaited today"
    assert "arrival_overdue" in hotel.alerts


def test_T137_a_guest_who_is_not_awaited_any_longer_does_not_move_what_is_due(hotel: Story) -> None:
    hotel.arrival("B", end=1)
    hotel.plan()
    due = hotel.task().due_by
    hotel.at("06:00", on=1).plan()
    assert (hotel.task().next_segment_id, hotel.task().due_by) == (None, due)
    hotel.arrival("C", start=1)
    hotel.at("06:30", on=1).plan()
    assert hotel.local(hotel.task().due_by) == "21 14:45", "a new booking is a fact"


# -- the season's end (T138)


def season(rooms: int, *, blocked: int, days: int = 14, start: int = 0) -> Story:
    """A hotel of which some rooms are out of order from a day on, for so many days."""
    hotel = group(rooms)
    for number in range(101, 101 + blocked):
        hotel.block(str(number), start=start, end=start + days, end_inclusive=False)
    return hotel


@pytest.mark.parametrize(
    ("rooms", "blocked", "days", "closed"), [(3, 2, 14, True), (2, 2, 13, False), (2, 1, 14, False)]
)
def test_T138_most_of_the_hotel_closes_for_weeks(rooms: int, blocked: int, days: int, closed: bool) -> None:
    hotel = season(rooms, blocked=blocked, days=days)
    all_leave(hotel.at("10:40"))
    hotel.plan()
    held = [hotel.task(str(101 + number)) for number in range(blocked)]
    flags = ("out_of_order", "season") if closed else ("out_of_order",)
    assert {(task.state, task.priority, task.flags) for task in held} == {(TaskState.ON_HOLD, Priority.LOW, flags)}
    assert hotel.alerts == (["season_closed"] if closed else [])
    if closed:
        assert hotel.task("103").state is TaskState.OPEN
        hotel.at("10:40", on=1).plan()
        assert hotel.alerts == [], "one for the whole season"


def test_T138_work_that_was_open_when_the_season_ended_waits_for_the_next() -> None:
    hotel = group(3)
    all_leave(hotel.at("10:40"))
    hotel.plan()
    for number in ("101", "102"):
        hotel.block(number, start=0, end=20)
    hotel.at("12:00").plan()
    assert hotel.actions == ["hold", "hold"]
    assert {command.row for command in hotel.last.commands} == {"T138"}


@pytest.mark.parametrize("shown", [True, False])
def test_T138_the_hotel_opens_and_rooms_are_refreshed_in_the_order_of_their_guests(shown: bool) -> None:
    hotel = season(4, blocked=3, start=-14)
    for number in ("101", "102", "103", "104"):
        hotel.loses_sight_of(f"A-{number}")
        hotel.room(number, "clean")
    hotel.arrival("B", "101", start=3, end=5)
    hotel.arrival("C", "102", start=1, end=5)
    hotel.at("04:00")
    if not shown:
        hotel.removes_the_block("101", "102", "103")
    hotel.plan()
    tasks = {task.unit_id: (task.kind, task.cause, task.row, hotel.local(task.due_by)) for task in hotel.view.tasks}
    assert tasks == {
        "101": (TaskKind.REFRESH, "block_end", "T138", "23 14:45"),
        "102": (TaskKind.REFRESH, "block_end", "T138", "21 14:45"),
        "103": (TaskKind.REFRESH, "block_end", "T138", "20 17:00"),
    }
    assert [hotel.task(number).priority for number in ("101", "102", "103")] == [
        Priority.LOW,
        Priority.NORMAL,
        Priority.LOW,
    ]
    assert {task.flags for task in hotel.view.tasks} == {("season",)}
    assert hotel.alerts == []

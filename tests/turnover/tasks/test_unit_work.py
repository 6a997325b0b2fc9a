"""What the rules keep for one unit while it is planned: drafts, decisions, alerts, new tasks, each as a whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.turnover import (
    Alert,
    Decision,
    Priority,
    Reason,
    TaskKind,
    TaskState,
    TurnoverPolicy,
    TurnoverTask,
    apply_plan,
)
from cloudbeds_connector.turnover.flags import set_flags, with_flags
from cloudbeds_connector.turnover.identity import task_id
from cloudbeds_connector.turnover.model import Plan
from cloudbeds_connector.turnover.rules.room_ids import alert_unmapped
from cloudbeds_connector.turnover.tasks.unit_work import Draft, stronger

from ..acceptance.beginnings import left_at_10_40
from ..calendar import day
from ..story import Story
from ..working_unit import MINUTE, left, unit_work_of

STRONGER: list[tuple[TaskKind, TaskKind]] = [
    (TaskKind.DEPARTURE, TaskKind.BED_TURNOVER),
    (TaskKind.BED_TURNOVER, TaskKind.REFRESH),
    (TaskKind.REFRESH, TaskKind.TOUCH_UP),
    (TaskKind.TOUCH_UP, TaskKind.CHECK),
    (TaskKind.REFRESH, TaskKind.CHECK),
    (TaskKind.DEPARTURE, TaskKind.CHECK),
]

LEFT = Reason("T03", "check_out", "The guest checked out.")


@pytest.mark.parametrize(("more", "less"), STRONGER)
def test_T17_the_stronger_kind_of_work_includes_the_other(more: TaskKind, less: TaskKind) -> None:
    assert (stronger(more, less), stronger(less, more), stronger(less, less)) == (more, more, less)


@pytest.mark.parametrize(
    ("edited", "kind"),
    [((), TaskKind.CHECK), (("due_by",), TaskKind.CHECK), (("due_by", "kind"), TaskKind.DEPARTURE)],
)
def test_T46_the_kind_that_a_person_chose_stays(edited: tuple[str, ...], kind: TaskKind) -> None:
    task = replace(left_at_10_40().task(), edited=edited)
    draft = Draft(task, task)
    other = replace(task, kind=TaskKind.CHECK, state=TaskState.IN_PROGRESS, row="T00", code="", reason="before")
    reason = Reason("T29", "check", "A check is enough.")
    draft.change(other, reason)
    assert draft == Draft(task, replace(other, row="T29", code="check", reason="A check is enough.", kind=kind), reason)
    assert (draft.reason, draft.live, draft.explained) == (reason, True, False)


def test_T01_a_new_task_has_all_that_is_known_of_its_room_and_its_departure() -> None:
    hotel = Story()
    hotel.view = replace(hotel.view, known_seqs={("101", "segment:A"): 4, ("101", "segment:B"): 9})
    hotel.room_becomes("101", number="Garden", room_type_id="SUITE", parent_id="5")
    work = unit_work_of(hotel.at("10:45"))
    vacate = left("A", at=hotel.instant("10:40"), noticed_at=hotel.instant("10:44"))
    draft = work.create(
        origin="segment:A",
        kind=TaskKind.DEPARTURE,
        cause=Cause.CHECK_OUT,
        reason=LEFT,
        vacate=vacate,
        flags=frozenset({"vip", "late_detected"}),
    )
    assert work.drafts == [draft]
    assert (draft.before, draft.reason, draft.explained) == (None, LEFT, False)
    assert draft.task == TurnoverTask(
        connection_id="c1",
        id=task_id(connection_id="c1", unit_id="101", origin="segment:A", purpose=TaskKind.DEPARTURE, vacate_seq=5),
        unit_id="101",
        room_number="Garden",
        room_type_id="SUITE",
        title="Turnover / Room ready – Garden",
        origin="segment:A",
        purpose=TaskKind.DEPARTURE,
        vacate_seq=5,
        kind=TaskKind.DEPARTURE,
        cause="check_out",
        state=TaskState.OPEN,
        due_by=hotel.now,
        priority=Priority.LOW,
        clean_minutes=0,
        basis="",
        row="T03",
        code="check_out",
        reason="The guest checked out.",
        created_at=hotel.now,
        updated_at=hotel.now,
        host_room_id="host-101",
        carries=("A#1",),
        vacated_at=hotel.instant("10:40"),
        noticed_at=hotel.instant("10:44"),
        flags=("late_detected", "vip"),
        parent_unit_id="5",
    )


def test_T21_a_new_task_without_a_departure_is_noticed_now_and_carries_no_departure() -> None:
    hotel = Story()
    work = unit_work_of(hotel)
    task = work.create(origin="dirty:2026-11-20", kind=TaskKind.REFRESH, cause=Cause.VACANT_DIRTY, reason=LEFT).task
    assert (task.carries, task.vacated_at, task.noticed_at, task.vacate_seq, task.flags) == ((), None, hotel.now, 1, ())
    assert work.live is work.drafts[0]


@pytest.mark.parametrize("completed", [None, 5])
def test_T126_an_inspection_that_waits_is_superseded_by_the_next_turnover(completed: int | None) -> None:
    hotel = left_at_10_40()
    done_at = None if completed is None else hotel.now + completed * MINUTE
    waiting = replace(hotel.task(), state=TaskState.INSPECT_PENDING, completed_at=done_at)
    verified = replace(waiting, id="verified", state=TaskState.VERIFIED)
    hotel.view = replace(hotel.view, tasks=(waiting, verified))
    work = unit_work_of(hotel.at("12:00"))
    new = work.create(origin="segment:A", kind=TaskKind.DEPARTURE, cause=Cause.CHECK_OUT, reason=LEFT)
    assert (new.task.origin, new.task.vacate_seq) == (waiting.origin, waiting.vacate_seq + 1)
    found = {draft.task.id: draft for draft in work.ended}
    assert found["verified"].task == verified
    draft = found[waiting.id]
    assert (draft.task.state, draft.task.row, draft.task.code) == (TaskState.DONE, "T03", "superseded")
    assert draft.task.completed_at == (done_at or hotel.now)


def test_T08_a_decision_names_the_departure_and_the_task_that_explains_it() -> None:
    hotel = left_at_10_40()
    work = unit_work_of(hotel)
    vacate = left("B", at=hotel.now, n=2)
    work.decide(vacate, "attached", Reason("T17", "both", "One for both."), draft=work.drafts[0])
    work.decide(vacate, "noop", Reason("T30", "no_unit", "No unit."))
    assert work.decisions == [
        Decision(
            unit_id="101",
            ref="B#2",
            action="attached",
            row="T17",
            code="both",
            reason="One for both.",
            task_id=hotel.task().id,
            segment_id="B",
        ),
        Decision(unit_id="101", ref="B#2", action="noop", row="T30", code="no_unit", reason="No unit.", segment_id="B"),
    ]
    assert work.drafts[0].explained


def test_T18_an_alert_is_of_a_room_a_guest_and_a_business_date() -> None:
    hotel = Story()
    hotel.room_becomes("101", number="Garden")
    work = unit_work_of(hotel.at("03:59", on=1))
    work.alert(Reason("T18", "overdue_departure", f"{work.label} is late."), segment_id="A")
    assert work.alerts == [
        Alert(
            code="overdue_departure",
            reason="Room Garden is late.",
            business_date=day(0),
            unit_id="101",
            segment_id="A",
            row="T18",
        )
    ]
    assert work.alerts[0].key == "overdue_departure:101:A:2026-11-20"


def test_T116_only_a_task_that_is_made_now_is_labelled_for_mapping() -> None:
    hotel = left_at_10_40()
    hotel.room_becomes("101", mapped=False, number="Garden")
    work = unit_work_of(hotel)
    alert_unmapped(work)
    assert work.alerts == []
    work.create(origin="segment:B", kind=TaskKind.DEPARTURE, cause=Cause.CHECK_OUT, reason=LEFT)
    alert_unmapped(work)
    (alert,) = work.alerts
    assert (alert.code, alert.row, alert.key) == ("unmapped_room", "T116", "unmapped_room:101::2026-11-20")
    assert "Room Garden" in alert.reason
    hotel.room_becomes("101", mapped=True)
    work = unit_work_of(hotel)
    work.create(origin="segment:B", kind=TaskKind.DEPARTURE, cause=Cause.CHECK_OUT, reason=LEFT)
    alert_unmapped(work)
    assert work.alerts == []


@pytest.mark.parametrize(
    ("mapped", "unmapped", "waits"), [(False, "hold", True), (True, "hold", False), (False, "create_labelled", False)]
)
def test_T116_a_departure_waits_for_the_mapping_only_where_the_hotel_chose_so(
    mapped: bool, unmapped: str, waits: bool
) -> None:
    hotel = Story(TurnoverPolicy.from_mapping({"unmapped": unmapped}))
    hotel.room_becomes("101", mapped=mapped)
    assert unit_work_of(hotel).waits_for_mapping is waits


def test_T30_T93_what_is_turned_over_and_how() -> None:
    hotel = Story(TurnoverPolicy(room_types={"STD": {"turnovers": False}}))
    assert (unit_work_of(hotel).gets_turnovers, unit_work_of(hotel).departure_kind) == (True, TaskKind.DEPARTURE)
    for changes in (
        {"turnover": False},
        {"turnover": True, "virtual": True},
        {"virtual": False, "room_type_id": "STD"},
    ):
        hotel.room_becomes("101", **changes)
        assert not unit_work_of(hotel).gets_turnovers
    hotel.room_becomes("101", bed=True)
    assert unit_work_of(hotel).departure_kind is TaskKind.BED_TURNOVER


def test_T17_of_several_live_tasks_the_started_one_counts_then_the_older_one() -> None:
    hotel = left_at_10_40()
    old = hotel.task()
    young = replace(old, id="young", created_at=old.created_at + MINUTE)
    over = replace(old, id="over", created_at=old.created_at - MINUTE, state=TaskState.DONE)
    for tasks, expected in [
        ((young, old), old.id),
        ((replace(young, state=TaskState.IN_PROGRESS), old), "young"),
        ((over, young), "young"),
    ]:
        hotel.view = replace(hotel.view, tasks=tasks)
        live = unit_work_of(hotel).live
        assert live is not None
        assert live.task.id == expected
    hotel.view = replace(hotel.view, tasks=(over,))
    assert unit_work_of(hotel).live is None
    assert [draft.task.id for draft in unit_work_of(hotel).ended] == ["over"]


def test_T08_a_service_of_the_room_stays_beside_its_turnovers() -> None:
    hotel = left_at_10_40()
    service = hotel.service_is_planned("101")
    hotel.service_is_planned("102")
    work = unit_work_of(hotel)
    assert (work.stayovers, work.drafts) == ([Draft(service, service)], [Draft(hotel.task(), hotel.task())])


def test_T118_a_rooms_tasks_under_its_old_id_are_its_own() -> None:
    hotel = left_at_10_40()
    hotel.gets_another_id("101", "9-101")
    (draft,) = unit_work_of(hotel, "9-101").drafts
    assert (draft.before, draft.task) == (hotel.task("101"), replace(hotel.task("101"), unit_id="9-101"))


def test_flags_of_a_task_are_sorted_added_and_dropped() -> None:
    assert with_flags(["vip", "rush"], add=["overdue"], drop=["vip", "skip"]) == ("overdue", "rush")
    assert with_flags(["rush", "a", "rush"]) == ("a", "rush")
    assert with_flags(["rush"], add=["vip"], drop=["vip"]) == ("rush",)
    assert set_flags(["rush", "vip"], {"vip": False, "skip": True, "overdue": False}) == ("rush", "skip")


def test_after_a_plan_the_hotel_has_its_tasks_and_alerts_and_only_what_waits_is_undecided() -> None:
    hotel = left_at_10_40()
    task = hotel.task()
    decided, waits, other = left("B", at=hotel.now), left("C", at=hotel.now), left("B", at=hotel.now, number="102")
    hotel.view = replace(hotel.view, vacates=(decided, waits, other), open_alerts=frozenset({"old"}))
    alert = Alert(row="T18", code="new", reason="", business_date=day(0))
    plan = Plan(
        decisions=(
            Decision(unit_id="101", ref="B#1", action="create", row="T03", code="", reason=""),
            Decision(unit_id="101", ref="C#1", action="held", row="T116", code="", reason=""),
        ),
        alerts=(alert,),
    )
    assert apply_plan(hotel.view, plan) == replace(
        hotel.view, tasks=(task,), vacates=(waits, other), open_alerts=frozenset({"old", alert.key})
    )

"""Reasons: for each decision, task and alert a row of the table, a stable code for machines, a sentence for people.

Every code of the turnover rules is here. Hosts may rely on codes; the wording of a sentence may change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, unique

from ..pms.tasks import Decision


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was decided. `row` is the row of the decision table; `sentence` contains no code and no id."""

    row: str
    code: str
    sentence: str

    def followed_by(self, other: Reason) -> Reason:
        """This reason, with the sentence of another one after its own."""
        return replace(self, sentence=f"{self.sentence} {other.sentence}")

    def decision(
        self, action: str, *, unit_id: str, ref: str, task_id: str | None = None, segment_id: str | None = None
    ) -> Decision:
        """A decision for this reason."""
        return Decision(
            unit_id=unit_id,
            ref=ref,
            action=action,
            row=self.row,
            code=self.code,
            reason=self.sentence,
            task_id=task_id,
            segment_id=segment_id,
        )


@unique
class ReasonCode(Enum):
    """Every reason: its row and its sentence. Call a member for the reason with the values of its sentence filled in.

    The code is the name in lower case. Members that differ by their sentences only name the code that they share.
    """

    # A departure that needs no task of its own.
    ALREADY_COVERED = "T115", "A task of this room covers this departure already."
    SAME_ROOM_NEW_ID = "T118", "The hotel system gave the room another id; nobody left it."
    VIRTUAL_ROOM = "T96", "{room} is virtual; the rooms that it is made of are decided one by one."
    VIRTUAL_WITHOUT_COMPONENTS = (
        "T97",
        "{room} is virtual and was left, and the hotel system does not say which rooms it is made of. "
        "Find out which rooms need cleaning, and link them.",
    )
    NOT_CLEANED = "T30", "{room} is not a unit that is cleaned."
    TURNOVERS_OFF = "T30", "The hotel's policy wants no turnovers for {room}."
    CANCELLED_AFTER_CHECK_OUT = "T61", "The booking was cancelled, and nobody was ever seen in the room."
    CHECK_OUT_REVERTED = "T56", "The guest is in house in this room again."
    RETURNED = "T134", "The guest is in this room again."
    CHECKED_IN_AGAIN = "T56", "The guest was checked in again.", "returned"
    ROOM_SHARED = "T95", "Another guest of the room is still in it."
    SAME_GUEST_EXTENSION = "T13", "The same guest stays on in the room."
    BEFORE_FIRST_LOOK = "T114", "The guest had left before the first look at the hotel; then only a dirty room counts."
    UNMAPPED = "T116", "The departure waits until the room is mapped."
    STAYS_VACANT = "T03", "Nobody arrives for so long that the hotel cleans the room later."
    DEPARTURE_WITHOUT_ROOM = "T07", "A guest left, and no look ever showed a room. Find out which room needs cleaning."
    NO_ACCOMMODATION = "T139", "The booking is for no accommodation, so there is no room to clean."
    NEXT_GUEST_ALREADY_IN = (
        "T124",
        "{room} was left and taken again before a look showed it; ask the desk whether it was cleaned.",
    )
    MISSED_NEXT_GUEST_IN = "T124", "The next guest was in the room before the departure was noticed.", "missed_turnover"
    NOT_THE_LAST_ROOM = "T07", "No look showed the guest in this room, and it is as ready as it was before."
    MISSED_INSPECTED = "T113", "The room was inspected before the departure was noticed.", "missed_turnover"
    MISSED_UNMAPPED = "T116", "When the room was mapped, it was no longer vacant and dirty.", "missed_turnover"

    # A departure that a task covers already.
    LEFT_WHILE_ON_HOLD = "T125", "The guest left again; the work that was on hold goes on."
    WAITING_GUEST_LEFT = (
        "T133",
        "The guest who was checked in to the uncleaned room left; the room still needs its turnover.",
    )
    EXPLAINS_DIRTY_ROOM = "T110", "The departure explains why the room was dirty; its task exists already."
    LEFT_BEFORE_TURNOVER = (
        "T17",
        "Another guest left the room before its turnover was done; one turnover covers both.",
    )
    LEFT_AGAIN = "T59", "The guest left again after coming back; the same task is open again."

    # A departure that makes a task.
    CHECK_OUT_ARRIVAL_TODAY = "T01", "The guest checked out, and the next one arrives on this room today."
    CHECK_OUT_ARRIVAL_TOMORROW = "T02", "The guest checked out, and the next one arrives on this room tomorrow."
    CHECK_OUT_NO_ARRIVAL = "T03", "The guest checked out, and nobody is booked on this room for today or tomorrow."
    LAST_SEEN_ROOM = "T07", "The guest left; the room is the last one the guest was seen in."
    ROOM_MOVE = "T08", "The guest in house moved to another room."
    IN_HOUSE_WITHOUT_ROOM = "T10", "A guest in house was taken out of {room} and has no room now; assign one."
    SAME_GUEST_BACK = "T14", "The same guest came back after the room was left."
    EARLY_DEPARTURE = "T15", "The guest left before the booked day."
    DAY_USE = "T16", "The day guest left."
    CHECK_IN_UNDONE = "T22", "The check-in was undone, and the room may have been used."
    CHECK_IN_UNDONE_AT_ONCE = "T22", "The check-in was undone at once; somebody checks the room."
    READY_WHILE_VACANT = "T29", "The room was seen to become {condition} after it was vacant; it needs a check only."
    NO_SHOW = "T62", "The guest was marked as a no-show, so nobody slept in the room; somebody checks it."
    BED_LEFT = "T93", "The guest of this bed left."
    DORM_EMPTY = "T94", "The last guest of the dorm left; the dorm is cleaned as a whole."
    VIRTUAL_ROOM_LEFT = "T96", "The virtual room that this one is a part of was left."
    NOTICED_LATE = "T112", "{departure} It was noticed late, at a later look."
    MISSED_READY = (
        "T113",
        "The departure was noticed late and the room is {condition} by now; somebody checks it.",
        "missed_turnover",
    )
    ROOM_SWAP = (
        "T131",
        "Two guests in house swapped rooms. Both rooms need a turnover while they are occupied; ask the desk before "
        "going in.",
    )
    BED_MOVE = "T140", "The guest moved to another bed of the same dorm."

    # A room's own state that makes a task.
    VACANT_DIRTY = "T21", "The room stayed vacant and dirty, and no departure explains it."
    LONG_VACANT = "T23", "The room was vacant for long and turned dirty; it is refreshed before use."
    HOUSE_USE_ENDED = "T28", "The house use of the room ended; somebody slept there."
    DIRTY_AGAIN = "T73", "The room turned dirty again after its last turnover, and nobody was in house."
    BLOCK_ENDED = "T88", "The room is no longer out of order and is not clean."
    BLOCK_ENDED_CLEAN = "T88", "The room is no longer out of order; somebody checks it before it is used."
    DIRTY_AT_FIRST_LOOK = "T114", "The room was vacant and dirty at the first look at the hotel."
    DIRTY_BEFORE_CHECK_IN = "T127", "The guest was checked in to a room that a look had just shown dirty."
    SEASON_ENDED = "T138", "The season's closing ended; the room is refreshed before use."

    # A task that ends.
    SUPERSEDED = "T21", "The room needs another turnover before an inspection."
    NEXT_GUEST_IN = "T65", "The next guest is in the room, so a {kind} is of no use any more."
    INSPECTED = "T69", "The hotel system shows the room inspected."
    CLEANED = "T70", "The hotel system shows the room clean."
    CLEANED_AWAITS_INSPECTION = "T71", "The hotel system shows the room clean; it waits for its inspection.", "cleaned"
    CLEANED_FOR_A_WHILE = "T72", "The hotel system has shown the room {condition} for a while.", "cleaned"
    MERGED = "T118", "The room has a turnover under its other id already."
    OCCUPIED_BEFORE_INSPECTION = "T126", "The next guest was checked in to {room} before it was inspected."
    FOUND_OCCUPIED = "T20", "Housekeeping found the guest in the room after all."
    DEPARTED = "T08", "The guest of the room has left; its turnover is due."

    # A task that is held, or goes on.
    REVERTED_WHILE_CLEANING = (
        "T57",
        "{room} is being cleaned and its guest is in house again; call housekeeping back, or off.",
    )
    CHECKED_IN_TO_UNCLEANED_ROOM = (
        "T65",
        "A guest was checked in to {room} before it was ready. Ask the desk before going in; the guest waits or gets "
        "another room.",
    )
    WAITING_GUEST_GONE = "T133", "The guest who waited for the room is not in it any more."
    CALLED_CLEAN_DURING_WORK = "T72", "The hotel system calls the room clean while somebody works in it."
    CALLED_DIRTY_DURING_WORK = "T72", "The hotel system no longer calls the room clean; the work goes on."
    INSPECTION_TAKEN_BACK = "T74", "The hotel system took the inspection back; the room waits for another one."
    INSPECTION_REJECTED = "T76", "The inspection was rejected; the same task is open again."
    TURNED_OVER_AGAIN = "T76", "The room is being turned over again already."
    PICKUP = "T81", "Only a few things are left to pick up in the room; a touch-up is enough."
    DISCREPANCY_SKIP = (
        "T20",
        "Housekeeping found {room} empty, and the hotel system shows its guest in house. Check the guest out, or "
        "correct the report.",
    )
    DISCREPANCY_SLEEP = (
        "T84",
        "Housekeeping found somebody in {room}, which is vacant in the hotel system; ask the desk.",
    )
    DISCREPANCY_SETTLED = "T84", "The room was found as the hotel system shows it; the work goes on."
    OUT_OF_ORDER = "T86", "The room is out of order until {until}; the work waits."
    OUT_OF_ORDER_DURING_WORK = "T87", "The room was put out of order; the work that has begun goes on."
    NO_LONGER_OUT_OF_ORDER = "T88", "The room is no longer out of order; the work can begin."
    OUT_OF_ORDER_CHANGED = "T89", "The room is out of order until {until} now."
    CLOSED_FOR_SEASON = "T138", "The hotel is closed for the season until {until}."
    ROOM_ID_CHANGED = "T118", "The hotel system gave the room another id."
    ROOM_IDS_MERGED = "T118", "The hotel system gave the room another id; one turnover covers both."

    # What changed about the room or the next guest of a task.
    EARLY_CHECK_IN = "T35", "An early check-in was granted or taken back."
    RUSH = "T36", "The room is needed at once."
    AT_RISK = "T37", "Time is running out."
    VIP_CHANGED = "T39", "The next guest became a VIP, or is none any more."
    NEEDED_BY_CHANGED = "T40", "The room is needed at another time."
    MINUTES_CHANGED = "T43", "The work is planned to take another time."
    DAY_CHANGED = "T47", "The hotel's day changed."
    SCHEDULE_FACTS_CHANGED = "T47", "The facts that the schedule follows from changed."
    NEXT_GUEST_GONE = "T48", "The next guest does not come to this room any more."
    NEXT_GUEST_BOOKED = "T50", "Somebody is booked on the room now."
    NEXT_GUEST_CHANGED = "T51", "Another guest comes to this room next."
    ARRIVAL_TIME_CHANGED = "T52", "The next guest arrives at another time."
    ARRIVAL_DAY_CHANGED = "T53", "The next guest arrives on another day."
    BOOKING_DELETED = "T63", "The booking was deleted; the room is as it is."
    ROOM_MAPPED = "T116", "The room is mapped to a room of yours now."
    HOST_ROOM_CHANGED = "T116", "The room is mapped to another room of yours now."
    ROOM_RENAMED = "T117", "The room has another name now."
    READY_AT_ANOTHER_TIME = "T136", "With the people who are there, the room is ready at another time."
    PAST_DUE = "T137", "The task passed its due time, which does not move by itself."
    CARRIED_OVER = "T137", "The task was carried over to another hotel day."
    MORE_URGENT = "T137", "Time went by, so the task is more urgent."
    LONG_STAY = "T142", "So long a stay takes more work."

    # Alerts that come with no decision.
    OVERDUE_DEPARTURE = (
        "T18",
        "The guest of {room} should have left by now; extend the stay, or check the guest out.",
    )
    TURN_WINDOW_INFEASIBLE = (
        "T19",
        "{room} is kept until {leaves} and needed by {needed}. Give the next guest another room, or agree on another "
        "time.",
    )
    TURNOVER_AT_RISK = (
        "T37",
        "{room} is needed soon and can hardly be ready with time to spare; begin there, or inform the desk.",
    )
    GUEST_WAITS_FOR_EDITED_TASK = (
        "T46",
        "A guest waits for {room}, and a person set its priority; make it urgent, or leave it.",
    )
    OCCUPIED_AFTER_CLEAN = (
        "T58",
        "{room} was cleaned, and its guest is in house again; it will need another turnover.",
    )
    CANCELLED_WHILE_CLEANING = (
        "T61",
        "The booking that {room} is cleaned for was cancelled after its check-out. Call housekeeping off, or let them "
        "finish.",
    )
    NO_SHOW_WHILE_CLEANING = (
        "T62",
        "{room} is being cleaned after a guest who is now marked as a no-show; a look may be enough.",
    )
    CLEAN_WITHOUT_WORK = (
        "T70",
        "{room} was called clean sooner than it can be cleaned; have somebody look at it.",
    )
    DO_NOT_DISTURB_ON_DEPARTED_ROOM = (
        "T82",
        "{room} was left, shows as occupied and asks for no service; ask the desk who is in it.",
    )
    BLOCK_END_AMBIGUOUS = (
        "T85",
        "{room} is blocked until today and a guest arrives today. The room counts as free; check that it is.",
    )
    ARRIVAL_OVERDUE = (
        "T100",
        "A guest of {room} should have arrived yesterday and is not in house. Mark the guest as a no-show, or check "
        "the guest in.",
    )
    ARRIVAL_STALE = (
        "T100",
        "A guest of {room} has been expected for more than a day and is not in house. Mark the guest as a no-show, or "
        "check the guest in.",
    )
    CHECK_IN_TIME_IMPLAUSIBLE = (
        "T107",
        "The check-in time {check_in} is before check-out, or before the hotel's day begins; {used} is used. Set the "
        "check-in time in the hotel system.",
    )
    UNMAPPED_ROOM = "T116", "{room} has a turnover and is not mapped to a room of yours; map it."
    UNMAPPED_ROOM_LEFT = (
        "T116",
        "{room} was left and is not mapped to a room of yours. Its turnover would be due {due}; map the room.",
        "unmapped_room",
    )
    ROOM_REISSUED = (
        "T118",
        "{room} has another id in the hotel system; check that it is mapped to the right room of yours.",
    )
    DOUBLE_ASSIGNED = (
        "T129",
        "{room} is assigned to two guests from {date} on; the earlier arrival counts. Give one of them another room.",
    )
    ARRIVAL_ON_BLOCKED_ROOM = (
        "T130",
        "A guest is to arrive in {room} today, and it is out of order; give the guest another room.",
    )
    NIGHT_AUDIT_MISSING = (
        "T135",
        "The night audit has not been run, or its message was lost; the hotel's day goes by the clock. Run the night "
        "audit in the hotel system.",
    )
    CAPACITY_SHORT = (
        "T136",
        "With {attendants} people, {late} rooms will be ready too late. Get help, or inform the desk which guests will "
        "wait.",
    )
    SEASON_CLOSED = "T138", "{rooms} rooms are closed for the season; their work waits until they are sold again."
    STUCK_IN_PROGRESS = (
        "T141",
        "The work in {room} takes far longer than planned; ask whether it was forgotten.",
    )
    FIRST_LOOK_BACKLOG = (
        "T143",
        "{rooms} vacant rooms were dirty at the first look at the hotel, most of them. Choose in the turnover policy "
        "whether each gets a turnover, or none does because their states are out of date.",
    )

    # Whether a room's condition may be written to the hotel system.
    WORK_DONE = "T75", "The work is done and the room is as it was left."
    REJECTED = "T76", "The inspection was rejected.", "inspection_rejected"
    APPROVED = "T76", "The inspection was approved."
    APPROVED_AS_CLEAN = "T77", "The work was approved; the hotel system has no inspected rooms.", "approved"
    WORK_NOT_DONE = "T75", "The work is not done."
    LEFT_AFTER_SERVICE = "T08", "The guest left after the service; the room needs its turnover."
    LEFT_AFTER_WORK = "T78", "The room was left again after the work began."
    CHECKED_IN_SINCE = "T78", "A guest has been checked in to the room since."
    REPORTED_BY_PMS = "T79", "The hotel system reported the room ready itself."
    SHOWN_BY_PMS = "T79", "The hotel system shows the room {condition} already."
    ROOM_GONE = "T120", "The hotel system does not show the room any more."

    def __init__(self, row: str, sentence: str, code: str = "") -> None:
        self.row, self.sentence, self.code = row, sentence, code or self.name.lower()

    def __call__(self, *, row: str = "", **values: object) -> Reason:
        """The reason, with `values` in its sentence; `row` if another row than the usual one decided."""
        return Reason(row or self.row, self.code, self.sentence.format(**values) if values else self.sentence)


#: Codes of a cancelled task that a later departure of the same guest opens again (T59).
REOPENED_BY_DEPARTURE = frozenset(
    code.code for code in (ReasonCode.CHECK_OUT_REVERTED, ReasonCode.RETURNED, ReasonCode.REVERTED_WHILE_CLEANING)
)

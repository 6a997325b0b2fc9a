"""The decision table as data: every row, what is given and what is done, for people who ask why.

`Row.engine` says what the rules alone cannot finish: reading, writing back, counting looks, keeping what was decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: The groups of the table, by letter: what they are about, and their first and last row.
GROUPS: Mapping[str, tuple[str, int, int]] = {
    "A": ("When a turnover is made, or not", 1, 30),
    "B": ("When it is due, and how urgent it is", 31, 47),
    "C": ("What changes while there is a task", 48, 68),
    "D": ("What the hotel system says of a room, and is told", 69, 84),
    "E": ("Blocks", 85, 92),
    "F": ("Shared rooms, dorms, virtual and linked rooms", 93, 99),
    "G": ("Time", 100, 107),
    "H": ("Hazards of keeping in step", 108, 123),
    "I": ("Odd days", 124, 143),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table. `given` and `expected` are clauses; together they make a sentence."""

    id: str
    given: str
    expected: str
    engine: str = ""

    @property
    def group(self) -> str:
        """The letter of its group."""
        number = int(self.id[1:])
        return next(letter for letter, (_, first, last) in GROUPS.items() if first <= number <= last)

    @property
    def sentence(self) -> str:
        """What the row says."""
        return f"{self.given}: {self.expected}."


_ROWS = (
    # A
    Row("T01", "A guest checks out and the next one arrives today", "a turnover, due before that arrival"),
    Row("T02", "A guest checks out and the next one arrives tomorrow", "a turnover"),
    Row(
        "T03",
        "A guest checks out and nobody is due soon",
        "a turnover still, unless the hotel leaves such rooms for later",
    ),
    Row("T04", "One room of a booking is checked out while the others stay", "a turnover of that room alone"),
    Row("T05", "A whole booking of several rooms is checked out at once", "one turnover for each room"),
    Row("T06", "The same departures are told again, room by room", "nothing more"),
    Row(
        "T07",
        "The departed guest's room is not told any more",
        "a turnover of the room the guest was last seen in; an alert if there never was one",
    ),
    Row(
        "T08",
        "A guest in house moves",
        "a turnover of the room that was left, none of the other; service planned there is cancelled",
    ),
    Row("T09", "A guest who has not arrived gets another room", "no turnover; both rooms' tasks are reckoned anew"),
    Row("T10", "A guest in house is left without a room", "a turnover of the old room, and an alert"),
    Row(
        "T11",
        "A guest is to move in from another room of the house",
        "a turnover of the room that is left; the other is needed by check-in time, whatever the guest's estimate",
    ),
    Row("T12", "A planned move has not been recorded by check-out time and the grace", "an alert, and no turnover"),
    Row("T13", "The same guest stays on under a new booking", "no turnover; one that was made is cancelled"),
    Row("T14", "The same guest comes back later, or after the room was seen vacant", "a turnover"),
    Row("T15", "A guest leaves before the booked day", "a turnover now; service planned there is cancelled"),
    Row("T16", "A day guest leaves", "a turnover"),
    Row("T17", "Another guest leaves before the turnover is done", "one turnover answers for both"),
    Row("T18", "A guest should have left by now", "an alert once a day, and no turnover"),
    Row(
        "T19",
        "A late check-out is agreed",
        "the room is planned from then on; an alert if that leaves too little before the next guest",
    ),
    Row(
        "T20",
        "Housekeeping finds a room empty whose guest is in house in the hotel system",
        "an alert; a turnover only where the hotel wants that",
    ),
    Row("T21", "A room is seen vacant and dirty for a while and nothing explains it", "a turnover"),
    Row("T22", "A check-in is undone", "a check if it was undone at once, otherwise a departure turnover"),
    Row("T23", "A room that stood vacant for long turns dirty", "it is refreshed"),
    Row("T24", "Occupied rooms turn dirty at night", "nothing"),
    Row("T25", "A room turns dirty as its guest checks in", "nothing: dirty alone is never a trigger"),
    Row("T26", "Linen is to be changed during a stay", "nothing"),
    Row("T27", "A booking is cancelled, or a no-show, whose guest was never in house", "nothing"),
    Row("T28", "A room was in house use, and that ends", "a turnover"),
    Row(
        "T29",
        "The room became ready after it was seen vacant",
        "a check instead of a departure turnover; without that evidence the turnover",
    ),
    Row("T30", "What is not a room to be cleaned is left, or the hotel wants no turnovers", "nothing"),
    # B
    Row("T31", "The next guest is expected before check-in time", "due before that"),
    Row(
        "T32", "The next guest is expected long after check-in time", "due before check-in time, or as the policy says"
    ),
    Row("T33", "The next guest has not said when", "check-in time counts"),
    Row("T34", "The next guest is expected in the small hours", "that is the night after; check-in time counts"),
    Row("T35", "An early check-in is granted", "the room is needed by then"),
    Row("T36", "The room is wanted at once", "it goes first"),
    Row("T37", "The room cannot be ready with time to spare", "it is at risk, and an alert when the task is made"),
    Row("T38", "The due time would lie in the past", "due as soon as it can be done; breached if it was needed before"),
    Row("T39", "The next guest is a VIP", "one step more urgent, never urgent for that alone"),
    Row(
        "T40",
        "Guests of this room's type arrive today without a room, more than rooms are ready",
        "the room is needed by check-in time",
    ),
    Row("T41", "Another room of the type became ready", "the room is no longer needed for that"),
    Row("T42", "The next booking is tentative", "it counts, and is flagged"),
    Row("T43", "Rooms and kinds of turnover take their own time", "the planned work follows both"),
    Row("T44", "The work just fits before the buffer, or misses it by a second", "not at risk, or at risk"),
    Row("T45", "Many rooms are due at one time", "an order that never changes by itself"),
    Row(
        "T46",
        "A person changed a task's priority, time, assignee or title",
        "that stays; the rest follows the facts, with a flag where the room is needed at another time",
    ),
    Row("T47", "The hotel's day begins with open work", "the same task, reckoned anew"),
    # C
    Row("T48", "The next guest does not come", "the same task, less urgent"),
    Row("T49", "The next guest is a no-show", "the same task, less urgent"),
    Row("T50", "Somebody is booked on the room", "the same task, reckoned anew"),
    Row("T51", "Another guest comes next", "the same task, reckoned anew"),
    Row(
        "T52",
        "The next guest comes at another time",
        "the same task, reckoned anew; whoever has it is told if it is due at another time by minutes that matter",
    ),
    Row("T53", "The next guest comes on another day", "the same task, reckoned anew"),
    Row("T54", "A stay is extended before its guest left", "the planned departure is gone from today"),
    Row("T55", "A stay is shortened and its guest is still in", "a planned departure, and no turnover yet"),
    Row("T56", "The check-out is undone before the work began", "the task is cancelled"),
    Row("T57", "The check-out is undone while somebody works", "the task is held, and an alert"),
    Row("T58", "The check-out is undone after the work is done", "the task stays done, and an alert"),
    Row("T59", "The guest leaves again after the check-out was undone", "the same task is opened again"),
    Row("T60", "The guest leaves again after the work was done", "a new task"),
    Row(
        "T61",
        "The booking is cancelled after its check-out",
        "kept if the guest was ever seen in house; otherwise cancelled, or an alert where somebody works",
    ),
    Row(
        "T62",
        "The booking becomes a no-show after the task was made",
        "a check instead; an alert where somebody works",
    ),
    Row("T63", "The booking is deleted", "the task stays: the room is as it is"),
    Row(
        "T64",
        "A booking is missing from one look",
        "nothing until several looks missed it",
        engine="counts the looks",
    ),
    Row("T65", "A guest is checked in to the uncleaned room", "the task is kept and goes first; ask the desk"),
    Row("T66", "The same while somebody works", "the work goes on, and an alert"),
    Row(
        "T67",
        "Work is finished after the next guest was checked in",
        "done; the hotel system is told only if that guest is the one who waited for the room",
        engine="writes it",
    ),
    Row("T68", "A guest's profile is merged or anonymized", "nothing: no task knows a guest"),
    # D
    Row("T69", "The hotel system shows the room inspected", "the task is verified"),
    Row(
        "T70",
        "The hotel system shows the room clean and no inspection is required",
        "the task is done; an alert if that was sooner than anybody can clean",
    ),
    Row(
        "T71",
        "The hotel system shows the room clean and an inspection is required",
        "the task waits for the inspection",
    ),
    Row("T72", "The hotel system calls the room clean while somebody works", "noted, and believed after a while"),
    Row("T73", "A finished room turns dirty again with nobody in house", "another turnover"),
    Row("T74", "An inspection is taken back", "the task waits for another"),
    Row(
        "T75",
        "Work is done and the room is still as it was left",
        "the hotel system may be told that it is clean",
        engine="writes it and reads it back",
    ),
    Row(
        "T76",
        "A person approves the inspection, or rejects it",
        "the hotel system may be told; a rejection opens the same task again",
        engine="writes it",
    ),
    Row(
        "T77",
        "The hotel system knows no inspected rooms",
        "an approval is told as clean",
        engine="knows the capability",
    ),
    Row(
        "T78",
        "Telling the hotel system failed",
        "every attempt asks again whether it may; never after a check-in or another departure",
        engine="tries again, and alerts",
    ),
    Row("T79", "What was told comes back", "nothing", engine="remembers what it wrote"),
    Row("T80", "An occupied room changes between dirty and clean", "nothing"),
    Row("T81", "The room turns out to need little after its guest left", "a touch-up instead"),
    Row("T82", "A departed room asks for no service", "ignored; an alert if it is occupied"),
    Row("T83", "A room that is to be left today asks for no service", "planned after all others"),
    Row(
        "T84",
        "Housekeeping finds somebody in a room that is vacant in the hotel system",
        "open work is held, and an alert",
    ),
    # E
    Row(
        "T85",
        "A room is out of order when its guest leaves",
        "a turnover on hold, until the first day it is sold; an alert if that day is in doubt",
    ),
    Row("T86", "The room is put out of order", "open work waits until it is sold again"),
    Row("T87", "The room is put out of order while somebody works", "the work goes on"),
    Row(
        "T88",
        "The room is no longer out of order",
        "held work is released; otherwise work is made of the room's state",
    ),
    Row("T89", "The block is made longer or shorter", "the work waits until then"),
    Row(
        "T90",
        "A room is out of service and still sold",
        "as any other room; what the hotel system does not sell is out of order, whatever its name",
    ),
    Row("T91", "A courtesy hold is on the room", "a tentative arrival; its end is nothing"),
    Row("T92", "One room is blocked twice", "held once"),
    # F
    Row("T93", "A bed of a dorm is left", "a turnover of the bed"),
    Row("T94", "The last guest of a dorm leaves", "the dorm is cleaned too, once, where the hotel wants that"),
    Row("T95", "Another guest of the room is still in it", "no turnover until the last one leaves"),
    Row("T96", "A virtual room is left", "a turnover of each room that it is made of"),
    Row("T97", "A virtual room is left and its rooms are not known", "an alert"),
    Row("T98", "The rooms of a suite are sold apart next", "each has its own next guest"),
    Row("T99", "A room is part of a suite that is arrived at", "the suite's guest is the room's next"),
    # G
    Row("T100", "A check-out is entered after midnight and yesterday's late guest is still due", "urgent"),
    Row(
        "T101", "A check-out is entered after midnight and the next guest comes by day", "tomorrow until the day begins"
    ),
    Row("T102", "The clocks change in the night", "times stay the hotel's own"),
    Row("T103", "The hotel is far from Greenwich", "its own days count"),
    Row(
        "T104",
        "The hotel system's times have no zone, or a wrong one",
        "read in the property's zone",
        engine="the connector reads them",
    ),
    Row(
        "T105",
        "A message comes from the future",
        "it happened when it came in",
        engine="keeps when it came in",
    ),
    Row(
        "T106",
        "The property's zone is unknown",
        "no guess: the last valid one is kept, and an alert",
        engine="keeps the last valid one",
    ),
    Row("T107", "The hotel's zone, check-in or check-out time or target changes", "open tasks are reckoned anew"),
    # H
    Row("T108", "The same message comes twice", "nothing the second time", engine="the inbox knows it"),
    Row("T109", "Three messages tell one check-out", "one task"),
    Row(
        "T110",
        "The room was seen dirty before the departure was",
        "the task made of it answers for the departure, whatever became of it",
    ),
    Row("T111", "An older message comes late", "nothing: the room is looked at", engine="looks before it acts"),
    Row("T112", "The departure is noticed late", "a turnover, reckoned from now, and flagged"),
    Row(
        "T113",
        "It is noticed so late that the room is ready again",
        "a check, or nothing where it was inspected; recorded as missed",
    ),
    Row("T114", "The first look at a hotel", "only rooms vacant and dirty get a turnover"),
    Row("T115", "Something is told again that a task answers for", "nothing"),
    Row(
        "T116",
        "The room is mapped to none of the host's",
        "a labelled task that the mapping completes, or a wait where the hotel wants that",
    ),
    Row("T117", "The room is renamed", "the same task under the new name"),
    Row(
        "T118",
        "The hotel system gives the room another id",
        "the same tasks; nobody moved; its mapping is looked at again",
        engine="the room map follows",
    ),
    Row(
        "T119",
        "Two workers decide the same departure",
        "one task: its id follows from its cause",
        engine="the store refuses the second",
    ),
    Row(
        "T120", "The hotel system says nothing", "nothing is inferred from silence", engine="tells silence from absence"
    ),
    Row("T121", "The property is disconnected", "open tasks stay", engine="stops"),
    Row("T122", "The host cannot be reached", "what is to be told waits", engine="the outbox tries again"),
    Row("T123", "One row cannot be read", "the others go on", engine="puts it aside"),
    # I
    Row(
        "T124",
        "The next guest is in before the departure was noticed",
        "no turnover, and an alert; never enter unasked",
    ),
    Row("T125", "Held work, and the guest leaves again", "the work goes on"),
    Row("T126", "The next guest is in before the inspection", "the task is closed, and an alert"),
    Row("T127", "A guest takes a room that was just seen dirty", "a turnover, and the guest waits"),
    Row("T128", "A guest gets a better room at check-in", "nothing for the room that was not used"),
    Row("T129", "Two guests are assigned one room", "the earlier one counts, and an alert"),
    Row("T130", "A guest is to arrive in a blocked room", "the work stays held, and an alert"),
    Row("T131", "Two guests in house swap rooms", "a turnover of both, while they are occupied, and one alert"),
    Row("T132", "A room is sold twice in a day", "one turnover before the day guest, one after"),
    Row("T133", "The guest who waited for the room leaves", "the open task answers for both departures"),
    Row("T134", "A guest who moved out comes back", "the task is cancelled, or held where somebody works"),
    Row("T135", "The night audit does not come", "the day begins by the clock, and an alert"),
    Row(
        "T136",
        "A group leaves at once",
        "a task for each room and one message for each person; an alert if there are too few people",
        engine="sends the message",
    ),
    Row("T137", "Time goes by", "a task becomes urgent, overdue or carried over, and its due time stays"),
    Row("T138", "Most of the hotel closes for the season", "held, with one alert; refreshed before use when it opens"),
    Row("T139", "A booking for no accommodation ends", "nothing"),
    Row("T140", "A guest moves to another bed of the dorm, or one of several leaves", "a turnover of the bed alone"),
    Row("T141", "Work takes far longer than planned", "an alert, and no end by itself"),
    Row("T142", "A long stay ends", "more work, where the hotel wants that"),
    Row("T143", "Most vacant rooms are dirty at the first look", "a person is asked once"),
)

#: Every row by its name, in the order of the table.
ROWS: Mapping[str, Row] = {row.id: row for row in _ROWS}

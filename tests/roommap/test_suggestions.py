"""Which room is which: the surest evidence first, resemblance only with a score, and nothing by guessing."""

from __future__ import annotations

import pytest

from cloudbeds_connector.pms.model import Room
from cloudbeds_connector.pms.ports import HostRoom
from cloudbeds_connector.roommap import MapPolicy, fingerprint, suggest

from .hotel import evidence, host, only, pms, room


def pairs(rooms: list[Room], hosts: list[HostRoom], *, sure: bool = False) -> list[tuple[str | None, str]]:
    return [(match.host_room_id, match.state.value) for match in suggest(rooms, hosts, confirm_exact=sure)]


def test_the_same_number_is_suggested_and_confirmed_only_if_the_policy_says_so() -> None:
    assert pairs(pms("101"), host("101")) == [("h101", "suggested")]
    assert pairs(pms("101"), host("101"), sure=True) == [("h101", "confirmed")]
    by_policy = only(pms("101"), host("101"), policy=MapPolicy(confirm_exact=True))
    assert by_policy.state == "confirmed"
    assert evidence(by_policy) == ("h101", "number", 1.0, "The room number is the same.")
    assert (by_policy.decided_by, by_policy.decided_at, by_policy.candidates) == ("", None, ())


@pytest.mark.parametrize("name", ["Room 7", "007", " 7 ", "rm. 07", "No. 7"])
def test_spelling_alone_is_suggested_but_never_confirmed(name: str) -> None:
    assert pairs(pms(name), host("7"), sure=True) == [("h7", "suggested")]
    [match] = suggest(pms(name), host("7"))
    assert evidence(match) == ("h7", "normalized", 0.95, "The room number is the same apart from its spelling.")


def test_the_same_id_is_surer_than_any_number_if_the_numbers_agree() -> None:
    hosts = [HostRoom(id="9-0", number="Room 101"), HostRoom(id="x", number="102")]
    assert evidence(only(pms("101"), hosts)) == ("9-0", "id", 1.0, "The host's room has the same id.")
    nameless = [HostRoom(id="9-0", number="")]
    assert pairs(pms("101"), nameless, sure=True) == [("9-0", "confirmed")]


def test_an_equal_id_with_another_number_needs_a_person() -> None:
    hosts = [HostRoom(id="9-0", number="205")]
    assert pairs(pms("101"), hosts, sure=True) == [("9-0", "suggested")]
    reason = "The host's room has the same id, although its number is 205."
    assert evidence(only(pms("101"), hosts)) == ("9-0", "id", 0.9, reason)


def test_an_id_and_a_number_that_name_two_rooms_are_a_conflict() -> None:
    hosts = [HostRoom(id="9-0", number="205"), HostRoom(id="x", number="101")]
    match = only(pms("101"), hosts)
    assert (match.host_room_id, match.state, match.candidates) == (None, "conflict", ("9-0", "x"))
    assert match.reason == "The id fits the host's 205 (9-0), the number fits 101 (x)."
    assert pairs(pms("101", "101"), hosts, sure=True) == [(None, "conflict"), (None, "suggested")]


def test_swapped_ids_are_no_pairs_and_a_room_with_both_id_and_number_is_not_doubted() -> None:
    swapped = [HostRoom(id="9-0", number="102"), HostRoom(id="9-1", number="101")]
    assert pairs(pms("101", "102"), swapped, sure=True) == [(None, "conflict")] * 2
    hosts = [HostRoom(id="9-0", number="205"), HostRoom(id="9-1", number="101")]
    assert pairs(pms("101", "101"), hosts, sure=True) == [("9-0", "suggested"), ("9-1", "confirmed")]


def test_names_that_merely_resemble_each_other_do_not_match() -> None:
    assert pairs(pms("101", "DQ(1)", "103"), host("1010", "DQ 2", "102")) == [(None, "suggested")] * 3
    [match] = suggest(pms("103"), host("101", "102"))
    assert evidence(match) == (None, "none", 0.0, "No room of the host has this number.")
    assert match.candidates == ()


def test_one_host_room_is_never_offered_twice() -> None:
    matches = suggest(pms("Room 7", "07"), host("7"), confirm_exact=True)
    assert [(match.host_room_id, match.state) for match in matches] == [(None, "conflict")] * 2
    assert {match.reason for match in matches} == {"Several rooms fit the host's 7 (h7): 07 (9-1), Room 7 (9-0)."}
    assert {match.candidates for match in matches} == {("h7",)}
    assert {match.basis for match in matches} == {"none"}


def test_the_exact_number_goes_before_its_other_spellings() -> None:
    assert pairs(pms("07", "7"), host("7"), sure=True) == [(None, "suggested"), ("h7", "confirmed")]
    assert pairs(pms("7"), host("07", "7"), sure=True) == [("h7", "confirmed")]
    assert pairs(pms("07", "7"), host("7", "07"), sure=True) == [("h07", "confirmed"), ("h7", "confirmed")]


def test_an_ambiguous_host_number_decides_nothing() -> None:
    twins = [*host("7"), HostRoom(id="other", number="7")]
    assert pairs(pms("7"), twins, sure=True) == [(None, "suggested")]
    match = only(pms("7"), twins)
    assert match.reason == "Several rooms of the host fit: 7 (h7), 7 (other)."
    assert match.candidates == ("h7", "other")
    assert pairs(pms("7", "07"), twins, sure=True) == [(None, "suggested")] * 2  # nor does 07 get what 7 may need


def test_a_type_distinguishes_two_rooms_of_one_number_and_the_reason_says_so() -> None:
    rooms = [room("a", "7", type_name="Suite"), room("b", "7", type_name="Double")]
    hosts = [HostRoom(id="d", number="7", type="double "), HostRoom(id="s", number="7", type="Suite")]
    suite, double = suggest(rooms, hosts, confirm_exact=True)
    reason = "The room number is the same. Of the rooms that fit, only this one is of the type Suite."
    assert evidence(suite) == ("s", "number", 0.9, reason)
    assert (suite.state, suite.candidates) == ("suggested", ("d", "s"))
    assert (double.host_room_id, double.score, double.state) == ("d", 0.9, "suggested")
    [loose] = suggest([room("a", "Room 7", type_id="Suite")], hosts)
    assert (loose.host_room_id, loose.basis, loose.score) == ("s", "normalized", 0.85)


def test_a_type_that_distinguishes_no_rooms_decides_nothing() -> None:
    suites = [room("a", "7", type_name="Suite"), room("b", "7", type_name="Suite")]
    twins = [HostRoom(id="s", number="7", type="Suite"), HostRoom(id="t", number="7", type="Suite")]
    assert pairs(suites, twins[:1]) == [(None, "conflict")] * 2
    assert pairs(suites[:1], twins) == [(None, "suggested")]
    assert pairs(suites, twins) == [(None, "conflict")] * 2


def test_what_the_type_leaves_over_is_not_given_away_by_elimination() -> None:
    rooms = [room("a", "7", type_name="Suite"), room("b", "7"), room("c", "7")]
    hosts = [HostRoom(id="s", number="7", type="Suite"), HostRoom(id="t", number="7")]
    suite, second, third = suggest(rooms, hosts)
    assert suite.host_room_id == "s"
    assert second.reason == third.reason == "Several rooms fit the host's 7 (t): 7 (b), 7 (c)."
    _, alone = suggest(rooms[:2], hosts)
    assert (alone.host_room_id, alone.state, alone.candidates) == (None, "suggested", ("t",))
    assert alone.reason == "Several rooms of the host fit: 7 (t)."
    _, loser = suggest(rooms[:2], hosts[:1])
    assert loser.reason == "Another room of the same number fits the host's 7 (s) better by its type."
    assert (loser.host_room_id, loser.candidates, loser.state) == (None, ("s",), "suggested")


def test_a_number_behind_its_floor_is_similar() -> None:
    reason = "Similar to the host's room 101: the same number behind the floor 1."
    match = only(pms("1-101"), host("101"), policy=MapPolicy(confirm_exact=True))
    assert evidence(match) == ("h101", "similar", 0.8, reason)
    assert match.state == "suggested"
    assert evidence(only(pms("101"), host("1-101")))[:3] == ("h1-101", "similar", 0.8)


def test_a_resemblance_below_the_threshold_is_not_suggested() -> None:
    rooms, hosts = [room("a", "7", type_name="Suite")], [HostRoom(id="s", number="Suite 7", type="suite")]
    reason = (
        "Similar to the host's room Suite 7: the same number, but one is called suite, and both are of the type suite."
    )
    assert evidence(only(rooms, hosts)) == ("s", "similar", 0.7, reason)
    assert only(rooms, hosts, policy=MapPolicy(similar_from=0.71)).host_room_id is None
    assert only(pms("7"), hosts).host_room_id is None
    assert only(pms("7"), hosts, policy=MapPolicy(similar_from=0.6)).score == 0.6
    assert only(pms("1-101"), host("101"), policy=MapPolicy(similar_from=1)).host_room_id is None


def test_two_equal_resemblances_are_named_and_not_chosen_from() -> None:
    match = only(pms("101"), host("1-101", "1-01"))
    assert evidence(match)[:3] == (None, "none", 0.0)
    assert match.reason == "Several rooms of the host resemble it equally: 1-01 (h1-01), 1-101 (h1-101)."
    assert (match.candidates, match.state) == (("h1-01", "h1-101"), "suggested")
    first, second = suggest(pms("1-101", "1-01"), host("101"))
    assert (
        first.reason
        == second.reason
        == "Several rooms equally resemble the host's 101 (h101): 1-01 (9-1), 1-101 (9-0)."
    )
    assert (first.host_room_id, first.state, first.candidates) == (None, "conflict", ("h101",))


def test_the_better_resemblance_is_suggested_and_the_lesser_one_mentioned() -> None:
    rooms = [room("a", "1-101", type_name="Suite"), room("b", "1-01")]
    hosts = [HostRoom(id="h", number="101", type="Suite")]
    better, lesser = suggest(rooms, hosts)
    assert (better.host_room_id, better.score) == ("h", 0.9)
    assert evidence(lesser) == (None, "none", 0.0, "The host's 101 (h) resembles 1-101 (a) more.")
    assert (lesser.candidates, lesser.state) == (("h",), "suggested")
    near = [HostRoom(id="n", number="1-101"), HostRoom(id="s", number="1-01", type="Suite")]
    assert evidence(only([room("a", "101", type_name="Suite")], near))[:3] == ("s", "similar", 0.9)


def test_what_is_exact_is_not_open_to_resemblance() -> None:
    exact, other = suggest(pms("101", "1-101"), host("101"))
    assert (exact.host_room_id, other.host_room_id) == ("h101", None)


def test_virtual_rooms_are_no_units() -> None:
    virtual = Room(id="v", name="1", room_type_id="9", virtual=True)
    assert suggest([virtual], host("1")) == ()
    assert pairs([virtual, *pms("1")], host("1")) == [("h1", "suggested")]


def test_a_number_without_a_letter_or_digit_fits_nothing() -> None:
    assert pairs(pms("Room", "", "#"), host("No.", "")) == [(None, "suggested")] * 2 + [(None, "suggested")]


def test_rows_keep_the_order_of_the_rooms_and_what_they_were_suggested_for() -> None:
    rooms = pms("3", "1", "2")
    matches = suggest(rooms, host("1", "2", "3", "4"))
    assert [match.room_id for match in matches] == ["9-0", "9-1", "9-2"]
    assert [match.fingerprint for match in matches] == [fingerprint(room) for room in rooms]
    assert suggest(pms("5"), host("1"))[0].fingerprint == fingerprint(pms("5")[0])


def test_a_hotel_that_calls_every_room_the_same_gets_a_short_reason() -> None:
    match, *_ = suggest(pms(*["Double"] * 7), host("double"))
    shown = ", ".join(f"Double (9-{i})" for i in range(5))
    assert match.reason == f"Several rooms fit the host's double (hdouble): {shown} and 2 more."
    assert only(pms("7"), [HostRoom(id=str(i), number="7") for i in range(5)]).reason.endswith("7 (3), 7 (4).")

"""What holds for every hotel, however its rooms are called and whatever happens to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cloudbeds_connector.errors import ConfigurationError
from cloudbeds_connector.pms.model import Room
from cloudbeds_connector.pms.ports import HostRoom
from cloudbeds_connector.roommap import (
    MAPPED_STATES,
    Drift,
    MapPolicy,
    MapState,
    RoomMatch,
    accept,
    check_map,
    confirm,
    drift,
    reopen,
    set_aside,
    suggest,
)

from .hotel import MONDAY, TUESDAY, with_row

NAMES = ["7", "07", "Room 7", "Suite 7", "1-7", "2-7", "8", "", "Room", "Garden 7", "Gardan 7", "x1"]
TYPES = ["", "Suite", "Double"]

patient = settings(deadline=None)  # a slow machine is no defect

rooms_of = st.lists(
    st.builds(
        Room,
        id=st.sampled_from(["x1", "x2", "x3", "x4", "x5", "x6"]),
        name=st.sampled_from(NAMES),
        room_type_id=st.sampled_from(["1", "2"]),
        room_type_name=st.sampled_from(TYPES),
        virtual=st.sampled_from([False, False, False, True]),
    ),
    max_size=6,
    unique_by=lambda room: room.id,
)
hosts_of = st.lists(
    st.builds(
        HostRoom,
        id=st.sampled_from(["h1", "h2", "h3", "x1", "x2"]),
        number=st.sampled_from(NAMES),
        type=st.sampled_from(TYPES),
    ),
    max_size=5,
    unique_by=lambda host: host.id,
)
policies = st.builds(MapPolicy, confirm_exact=st.booleans(), similar_from=st.sampled_from([0.5, 0.7, 0.8, 1.0]))
decisions = st.lists(
    st.tuples(st.sampled_from(["confirm", "aside", "reopen", "accept"]), st.integers(0, 5), st.integers(0, 4)),
    max_size=5,
)


@dataclass
class Life:
    """A hotel's looks, with decisions of a person between them."""

    hosts: list[HostRoom]
    policy: MapPolicy
    rows: tuple[RoomMatch, ...] = ()
    last: Sequence[Room] = ()

    def look(self, now: Sequence[Room]) -> Drift:
        seen = drift(self.rows, before=self.last, now=now, host_rooms=self.hosts, policy=self.policy)
        self.rows = seen.matches
        self.last = now or self.last
        return seen

    def decide(self, what: str, room: Room, host: HostRoom) -> None:
        by: dict[str, Any] = {"by": "maria", "at": MONDAY}
        try:
            if what == "confirm":
                row = confirm(self.rows, room=room, host_room=host, **by)
            elif what == "accept":
                row = accept(self.rows, room=room, **by)
            else:
                row = (set_aside if what == "aside" else reopen)(self.rows, room_id=room.id, **by)
        except ConfigurationError:
            return
        self.rows = with_row(self.rows, row)


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """A hotel that has a past."""
    life = Life(draw(hosts_of), draw(policies))
    for now in draw(st.lists(rooms_of, max_size=3)):
        life.look(now)
        for what, at, which in draw(decisions):
            if life.last and life.hosts:
                life.decide(what, life.last[at % len(life.last)], life.hosts[which % len(life.hosts)])
    return life


def one_to_one(rows: Iterable[RoomMatch]) -> bool:
    given_out = Counter(row.host_room_id for row in rows if row.host_room_id and row.state is not MapState.ORPHANED)
    return not given_out or max(given_out.values()) == 1


@patient
@given(rooms_of, hosts_of, policies, st.randoms())
def test_suggestions_are_one_to_one_scored_and_the_same_in_every_order(
    rooms: list[Room], hosts: list[HostRoom], policy: MapPolicy, random: Random
) -> None:
    matches = suggest(rooms, hosts, policy=policy)
    assert [match.room_id for match in matches] == [room.id for room in rooms if not room.virtual]
    assert one_to_one(matches)
    for match in matches:
        assert (match.host_room_id is None) == (match.basis == "none") == (match.score == 0)
        assert match.basis != "similar" or policy.similar_from <= match.score < 1
        assert match.state != "confirmed" or (policy.confirm_exact and match.score == 1)
        assert match.reason
    random.shuffle(rooms)
    random.shuffle(hosts)
    assert set(suggest(rooms, hosts, policy=policy)) == set(matches)


@patient
@given(lives(), rooms_of)
def test_a_repeated_look_adds_no_facts(life: Life, now: list[Room]) -> None:
    before, known = life.last, life.rows
    seen = life.look(now)
    again = Drift((), seen.matches)
    assert drift(seen.matches, before=before, now=now, host_rooms=life.hosts, policy=life.policy) == again
    assert drift(seen.matches, before=now, now=now, host_rooms=life.hosts, policy=life.policy) == again
    assert now or seen == Drift((), known)  # silence


@patient
@given(lives(), rooms_of, st.randoms())
def test_the_order_of_rooms_and_rows_means_nothing(life: Life, now: list[Room], random: Random) -> None:
    expected = drift(life.rows, before=life.last, now=now, host_rooms=life.hosts, policy=life.policy)
    rows, before, after, hosts = list(life.rows), list(life.last), list(now), list(life.hosts)
    for items in (rows, before, after, hosts):
        random.shuffle(items)
    seen = drift(rows, before=before, now=after, host_rooms=hosts, policy=life.policy)
    assert (seen.facts, set(seen.matches)) == (expected.facts, set(expected.matches))


@patient
@given(lives(), rooms_of)
def test_the_map_is_one_to_one_and_no_row_is_ever_lost(life: Life, now: list[Room]) -> None:
    known = {row.room_id for row in life.rows}
    seen = life.look(now)
    assert one_to_one(row for row in seen.matches if row.state in MAPPED_STATES)
    assert one_to_one(seen.matches) or not now  # a suggestion follows a decision with the next look that shows rooms
    assert known <= {row.room_id for row in seen.matches}
    flaws = {found.flaw.value for found in check_map(seen.matches, rooms=now, host_rooms=life.hosts)}
    assert not flaws & {"host_room_twice", "room_twice", "room_missing", "host_room_missing"}


@patient
@given(lives(), rooms_of)
def test_nothing_is_confirmed_by_itself_without_the_policy(life: Life, now: list[Room]) -> None:
    life.policy = MapPolicy(similar_from=life.policy.similar_from)
    decided = (MapState.CONFIRMED, MapState.ORPHANED)
    stood = {(row.room_id, row.host_room_id): row.fingerprint for row in life.rows if row.state in decided}
    for row in life.look(now).matches:
        if row.state is MapState.CONFIRMED:
            assert stood[row.room_id, row.host_room_id] == row.fingerprint


@patient
@given(lives(), rooms_of)
def test_what_a_person_decided_is_kept_reviewed_or_carried_along(life: Life, now: list[Room]) -> None:
    decided = [row for row in life.rows if row.decided_by and row.state in MAPPED_STATES | {MapState.SET_ASIDE}]
    seen = life.look(now)
    after = {row.room_id: row for row in seen.matches}
    moved = {fact.old_room_id: fact.room_id for fact in seen.facts if fact.old_room_id}
    for row in decided:
        heir = after[moved.get(row.room_id, row.room_id)]
        assert (heir.host_room_id, heir.decided_by) == (row.host_room_id, row.decided_by)
        if row.room_id in moved:
            assert heir.state is MapState.NEEDS_REVIEW
        elif row.state is MapState.SET_ASIDE:
            assert heir == row
        else:
            assert heir.state in MAPPED_STATES | {MapState.ORPHANED}


@patient
@given(lives())
def test_automation_never_takes_up_what_a_person_re_opened(life: Life) -> None:
    life.policy = MapPolicy(confirm_exact=True)
    for row in life.rows:
        if row.state in MAPPED_STATES:
            life.rows = with_row(life.rows, reopen(life.rows, room_id=row.room_id, by="ana", at=TUESDAY))
    reopened = {row.room_id for row in life.rows if row.decided_by == "ana"}
    assert not {row.room_id for row in life.look(life.last).matches if row.state == "confirmed"} & reopened

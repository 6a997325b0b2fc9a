"""A small hotel that has one of everything: a suite, a dorm, linked rooms, a parking lot, a room nobody has mapped."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from cloudbeds_connector.pms.model import Property
from cloudbeds_connector.turnover import HotelView, TurnoverPolicy, Unit

from .chance import Chance

#: 20 November 2026 is a Friday; 15:40 in London, 10:40 in New York.
NOW = datetime(2026, 11, 20, 15, 40, tzinfo=UTC)
TODAY = date(2026, 11, 20)
ZONES = ("America/New_York", "Asia/Kathmandu", "Pacific/Auckland", "America/St_Johns")

UNITS = (
    Unit(id="101", number="101", room_type_id="A", host_room_id="h101"),
    Unit(id="102", number="102", room_type_id="A", host_room_id="h102"),
    Unit(id="103", number="103", room_type_id="B", host_room_id="h103", mapped=False),
    # a suite that is only sold, and the rooms that it is made of
    Unit(id="suite", number="200", room_type_id="V", virtual=True, linked=("201", "202")),
    Unit(id="201", number="201", room_type_id="A", host_room_id="h201"),
    Unit(id="202", number="202", room_type_id="B", host_room_id="h202"),
    # two rooms with a door between them, sold as one or apart; the link is listed for one of them
    Unit(id="104", number="104", room_type_id="B", host_room_id="h104", linked=("102",)),
    Unit(id="dorm", number="Dorm", host_room_id="hd"),
    Unit(id="bed1", number="Dorm 1", room_type_id="D", host_room_id="hd1", bed=True, parent_id="dorm"),
    Unit(id="bed2", number="Dorm 2", room_type_id="D", host_room_id="hd2", bed=True, parent_id="dorm"),
    Unit(id="ghost", number="999", room_type_id="V", virtual=True),
    Unit(id="lot", number="P1", room_type_id="P", turnover=False),
)
#: What guests are given; some rooms so often that more than one thing happens to them.
SOLD = (
    *(("101",) * 5),
    *(("201",) * 3),
    *("102", "102", "103", "104", "suite", "suite", "202", "bed1", "bed1", "bed2", "ghost", "lot"),
)
#: What housekeeping sees.
PHYSICAL = tuple(unit.id for unit in UNITS if not unit.virtual and unit.id != "dorm")
TYPES = ("A", "A", "B", "D")
_PER_TYPE = (
    {},
    {"A": {"require_inspection": True, "same_day_target": time(14)}},
    {"B": {"turnovers": False}, "A": {"clean_minutes": {"departure": 45}}},
    {"A": {"check_in_time": time(12), "buffer_minutes": 60}, "D": {"skip_if_vacant_days": 1}},
)


def some_hotel(chance: Chance) -> Property:
    return Property(
        id="h",
        name="H",
        timezone=chance.one(ZONES),
        check_in_time=chance.one((time(15), time(15), time(9))),
        check_out_time=time(11),
        night_audit_time=chance.one((None, time(2), time(0))),
    )


def some_policy(chance: Chance) -> TurnoverPolicy:
    """A policy in which every switch may stand either way."""
    return TurnoverPolicy(
        check_in_time=chance.one((None, None, time(14))),
        same_day_target=chance.one((time(17), time(13))),
        buffer_minutes=chance.one((15, 0, 90)),
        arrival_policy=chance.one(("earliest", "check_in_time", "eta")),
        late_until=chance.one((time(6), time(9))),
        debounce_dirty_minutes=chance.one((10, 0)),
        require_inspection=chance.one((False, True)),
        count_tentative=chance.one((True, False)),
        unmapped=chance.one(("create_labelled", "hold")),
        skip_if_vacant_days=chance.one((None, None, 2)),
        create_on_physical_vacancy=chance.one((False, True)),
        dorm_room_clean=chance.one((False, True)),
        long_stay_nights=chance.one((None, 3)),
        refresh_days=chance.one((7, 1)),
        season_block_days=chance.one((14, 2)),
        season_percent=chance.one((50, 10)),
        first_look=chance.one(("ask", "create", "ignore")),
        room_types=chance.one(_PER_TYPE),
    )


def empty_view(hotel: Property) -> HotelView:
    return HotelView(connection_id="c", property=hotel, units=UNITS)

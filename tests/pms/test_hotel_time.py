"""Wall times and business dates, over clock changes and far from UTC."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudbeds_connector.errors import ConfigurationError
from cloudbeds_connector.pms.hotel_time import business_date, load_zone, require_aware, resolve

NEW_YORK = ZoneInfo("America/New_York")
ZONES = st.sampled_from(sorted(available_timezones() - {"Factory", "localtime"}))


def test_a_wall_time_that_does_not_exist_moves_forward() -> None:
    assert resolve(date(2026, 3, 8), time(2, 30), NEW_YORK) == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)


def test_an_ambiguous_wall_time_is_the_first() -> None:
    assert resolve(date(2026, 11, 1), time(1, 30), NEW_YORK) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        ("America/New_York", "2026-11-20T08:59:00+00:00", date(2026, 11, 19)),
        ("America/New_York", "2026-11-20T09:00:00+00:00", date(2026, 11, 20)),
        ("Pacific/Auckland", "2026-11-20T11:30:00+00:00", date(2026, 11, 20)),
        ("Pacific/Kiritimati", "2026-11-20T13:59:00+00:00", date(2026, 11, 20)),
    ],
)
def test_the_hotel_day_begins_at_four(zone: str, instant: str, day: date) -> None:
    assert business_date(datetime.fromisoformat(instant), time(4), ZoneInfo(zone)) == day


@given(
    ZONES,
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001 - made aware below
    st.timedeltas(timedelta(0), timedelta(days=2)),
    st.times(),
)
def test_the_business_date_never_goes_back(zone: str, naive: datetime, later: timedelta, rollover: time) -> None:
    tz, now = ZoneInfo(zone), naive.replace(tzinfo=UTC)
    today = business_date(now, rollover, tz)
    assert resolve(today, rollover, tz) <= now
    assert business_date(now + later, rollover, tz) >= today


def test_an_unknown_time_zone_is_an_error() -> None:
    for name in ("", "Nowhere/Land", "../../etc/passwd", "EST5EDT4"):
        with pytest.raises(ConfigurationError, match="IANA"):
            load_zone(name)
    with pytest.raises(ValueError, match="timezone-aware"):
        require_aware(datetime(2026, 1, 1), "now")  # noqa: DTZ001


def test_legacy_zone_names_are_known_on_a_machine_without_a_zone_database() -> None:
    script = (
        "from cloudbeds_connector.pms.hotel_time import load_zone\n"
        "print([load_zone(name).key for name in ('US/Eastern', 'America/New_York', 'Asia/Calcutta')])"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONTZPATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "['US/Eastern', 'America/New_York', 'Asia/Calcutta']"

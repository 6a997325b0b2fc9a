"""When a hotel's day begins, which check-in time counts, and at which instants an arrival is expected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from ...pms import hotel_time
from ...pms.model import Property
from ..model import NextArrival
from ..policy import TurnoverPolicy

ONE_DAY = timedelta(days=1)
# Hotel systems write "for ever" as 9999-12-31 and "unknown" as 0001-01-01; a week is enough for any arithmetic.
_FIRST_DAY, _LAST_DAY = date.min + 7 * ONE_DAY, date.max - 7 * ONE_DAY
_business_date = lru_cache(maxsize=4096)(hotel_time.business_date)


# a plan needs the same few instants thousands of times, and zone arithmetic takes most of its time
@lru_cache(maxsize=4096)
def resolve(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The UTC instant of `wall` on `day` in `zone`; a day at an end of the calendar counts as one a week off it."""
    return hotel_time.resolve(min(max(day, _FIRST_DAY), _LAST_DAY), wall, zone)


def day_after(day: date) -> date:
    """The next day; the calendar's last day is its own next day."""
    return day if day == date.max else day + ONE_DAY


def rollover_time(hotel: Property, *, policy: TurnoverPolicy) -> time:
    """When the hotel's day begins: its night audit where the time is known, otherwise the policy's rollover."""
    return policy.day_rollover if hotel.night_audit_time is None else hotel.night_audit_time


def hotel_day(instant: datetime, *, hotel: Property, policy: TurnoverPolicy) -> date:
    """The business date at `instant`."""
    return _business_date(instant, rollover_time(hotel, policy=policy), hotel.zone)


def check_in_is_plausible(hotel: Property, *, policy: TurnoverPolicy) -> bool:
    """False if the check-in time is before the day begins or before check-out: a mistake in the hotel's settings."""
    earliest = max(rollover_time(hotel, policy=policy), check_out_time(hotel, policy=policy))
    return (policy.check_in_time or hotel.check_in_time) >= earliest


def check_in_time(hotel: Property, *, policy: TurnoverPolicy) -> time:
    """The check-in time that counts: the policy's own, else the hotel's; the same-day target if it is implausible."""
    if check_in_is_plausible(hotel, policy=policy):
        return policy.check_in_time or hotel.check_in_time
    return policy.same_day_target


def check_out_time(hotel: Property, *, policy: TurnoverPolicy) -> time:
    """The check-out time that counts: the policy's own, else the hotel's."""
    return policy.check_out_time or hotel.check_out_time


def late_deadline(day: date, *, hotel: Property, policy: TurnoverPolicy) -> datetime:
    """Until when an arrival of `day` counts as late and not as overdue (UTC)."""
    return resolve(day_after(day), policy.late_until, hotel.zone)


def counted_date(day: date, *, now: datetime, hotel: Property, policy: TurnoverPolicy) -> date | None:
    """The hotel day on which a guest booked for `day` and still expected counts; None if stale.

    Yesterday's guest is late until the morning, and then counts as arriving today. Older ones are stale.
    """
    today = hotel_day(now, hotel=hotel, policy=policy)
    if day < today - ONE_DAY:
        return None
    if day < today and now >= late_deadline(day, hotel=hotel, policy=policy):
        return today
    return day


@dataclass(frozen=True, slots=True)
class ArrivalTimes:
    """When a guest may come (UTC): by the hotel's rule, by the guest's estimate, by a granted early check-in."""

    date: date
    check_in_at: datetime
    eta_at: datetime | None
    early_at: datetime | None

    @property
    def expected_at(self) -> datetime:
        """When the guest is expected."""
        return self.capped(self.eta_at or self.check_in_at)

    @property
    def arrival_at(self) -> datetime:
        """When the guest is expected, but not before check-in time, whatever the estimate. It orders the board."""
        return max(self.check_in_at, self.expected_at)

    def capped(self, instant: datetime) -> datetime:
        """`instant`, but no later than a granted early check-in."""
        return instant if self.early_at is None else min(instant, self.early_at)


def arrival_times(
    arrival: NextArrival, *, now: datetime, hotel: Property, policy: TurnoverPolicy
) -> ArrivalTimes | None:
    """The instants of an arrival, or None if it is stale."""
    day = counted_date(arrival.date, now=now, hotel=hotel, policy=policy)
    if day is None:
        return None
    zone = hotel.zone
    wrap = max(rollover_time(hotel, policy=policy), policy.eta_wrap)
    eta_at = None
    if arrival.eta is not None:
        # hotel systems give an estimate without a date: small hours belong to the night after the arrival date
        eta_at = resolve(day_after(day) if arrival.eta < wrap else day, arrival.eta, zone)
    check_in_at = resolve(day, check_in_time(hotel, policy=policy), zone)
    if arrival.day_use:
        check_in_at = arrival.scheduled_start or eta_at or max(now, check_in_at)
    early_at = None if arrival.early_check_in is None else resolve(day, arrival.early_check_in, zone)
    return ArrivalTimes(day, check_in_at, eta_at, early_at)

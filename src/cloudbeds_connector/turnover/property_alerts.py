"""Decides what is said about the hotel's own settings, once per hotel."""

from __future__ import annotations

from collections.abc import Iterator

from ..pms.tasks import Alert
from .house import House
from .times import check_in_is_plausible

IMPLAUSIBLE = "check_in_time_implausible"
#: Alerts that are raised once, not once a day: a view's `open_alerts` must hold them however old they are.
RAISED_ONCE = frozenset({IMPLAUSIBLE})


def property_alerts(house: House) -> Iterator[Alert]:
    """A check-in time that cannot be meant; the same-day target stands in for it."""
    if check_in_is_plausible(house.hotel, policy=house.policy):
        return
    if any(key.startswith(f"{IMPLAUSIBLE}:") for key in house.view.open_alerts):
        return  # once, not once a day
    yield Alert(
        name=IMPLAUSIBLE,
        message=f"The check-in time {house.hotel.check_in_time:%H:%M} lies before check-out or before the hotel's day "
        f"begins; {house.policy.same_day_target:%H:%M} is used. Set the check-in time in the hotel system.",
        business_date=house.today,
    )

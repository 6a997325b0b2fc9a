"""The zone in which Cloudbeds reads ``modifiedFrom``, found by reservations whose time of modification is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from ...pms.probing import Finding
from ..groups.client_groups import Operations
from ..models.reservations import ReservationWithRates
from .subject import Subject, still_open, sure

#: Before and after the instant at which a reservation was modified, which is stored to the second.
_AROUND = timedelta(seconds=90)
_RESERVATIONS = 3


def modified_zone(subject: Subject) -> Sequence[Finding]:
    """Filter by the minutes in which a known reservation was modified, written in either zone: one of them finds it.

    Every row has the time of its modification in the property's time and in UTC (OpenAPI description, *UTC fields).
    """
    key, zone = "modified_zone", subject.client.zone
    if zone is None:
        return [still_open(key, "The property's zone is not known.")]
    until = _last_off_utc(zone, subject.clock.now())
    if until is None:
        return [sure(key, "both", "The property's own zone is UTC.", modified_zone="property")]
    newest = subject.client.reservations.with_rate_details(modified_to=until, include_deleted=True, newest_first=True)
    rows = next(iter(newest.pages())).items
    answers = [_zone_of(subject, *known, zone) for known in islice(_known_times(rows, zone), _RESERVATIONS)]
    found = {answer for answer in answers if answer is not None}
    if not answers:
        why = f"{len(rows)} reservations were read; none was modified while {zone.key} was not on UTC."
        return [still_open(key, why)]
    asked = f"{len(answers)} reservations were filtered by the minute in which they were modified"
    if len(found) != 1:
        return [still_open(key, f"{asked}, and found by both ways of writing it, or by neither.")]
    if found == {"property"}:
        evidence = f"{asked}: {answers.count('property')} are found by the property's time, none by UTC."
        return [sure(key, "the property's", evidence, modified_zone="property")]
    evidence = f"{asked}: {answers.count('utc')} are found by UTC, none by the property's time."
    return [sure(key, "UTC", evidence, modified_zone="utc")]


def _last_off_utc(zone: ZoneInfo, now: datetime) -> datetime | None:
    """When the zone was last not on UTC: some day of last summer in London in winter. None for Reykjavik.

    One day later than that, so that no reservation is left out, in whichever zone it is read.
    """
    for days in range(366):
        if (now - timedelta(days=days)).astimezone(zone).utcoffset():
            return now - timedelta(days=days - 1)
    return None


def _known_times(rows: Iterable[ReservationWithRates], zone: ZoneInfo) -> Iterator[tuple[str, datetime]]:
    """Reservations, and when they were modified: an instant at which the property's time is not UTC."""
    for row in rows:
        instant, local = row.date_modified_utc, row.date_modified
        if instant is None or local is None:
            continue
        wall = instant.astimezone(zone)
        if wall.utcoffset() and wall.replace(tzinfo=None) == local.replace(tzinfo=None):
            yield row.reservation_id, instant


def _zone_of(subject: Subject, reservation_id: str, instant: datetime, zone: ZoneInfo) -> str | None:
    """Which zone the minutes around the instant must be written in to find the reservation; None for both or none."""
    found = {}
    for name, written_in in (("property", zone), ("utc", ZoneInfo("UTC"))):
        listings = Operations(zone=written_in).reservations.with_rate_details(
            modified_from=instant - _AROUND, modified_to=instant + _AROUND, include_deleted=True
        )
        found[name] = any(row.reservation_id == reservation_id for row in subject.client.rows(*listings))
    return None if found["property"] is found["utc"] else "property" if found["property"] else "utc"

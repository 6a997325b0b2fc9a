"""Decides how Cloudbeds reads what is asked with: unknown parameters, ISO 8601, and the zone of ``modifiedFrom``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from ...errors import BadRequestError
from ...pms.probing import Finding
from ..models.reservations import ReservationWithRates
from ..operations.reservation_filters import RateDetailsFilter
from ..operations.reservations import PAGE_SIZE, list_with_rate_details
from .subject import Subject, still_open, sure

#: Both sides of the instant at which a reservation was modified: it is stored to the second.
_AROUND = timedelta(seconds=90)
_WITNESSES = 3


def unknown_parameters(subject: Subject) -> Sequence[Finding]:
    """Ask for the properties with a parameter that does not exist."""
    asked = "getHotels was asked with a parameter that does not exist"
    try:
        subject.client.call("getHotels", {"connectorProbe": "1"}, scope="")
    except BadRequestError:
        return [sure("unknown_parameters", "refused", f"{asked}, and refused.")]
    return [sure("unknown_parameters", "ignored", f"{asked}, and answered.")]


def iso_instants(subject: Subject) -> Sequence[Finding]:
    """Ask for what will have been modified in a distant future: nothing, if the instant is understood."""
    client, method = subject.client, "getReservationsWithRateDetails"
    one = {"pageNumber": "1", "pageSize": "1"}
    asked = "modifiedFrom was 2090-01-01T00:00:00Z"
    try:
        body = client.call(method, {**one, "modifiedFrom": "2090-01-01T00:00:00Z"})
    except BadRequestError:
        return [sure("iso_instants", "refused", f"{asked}, and the call was refused.")]
    if body.get("data"):
        return [sure("iso_instants", "ignored", f"{asked}, and reservations of today came back.")]
    if not client.call(method, one).get("data"):
        return [still_open("iso_instants", "The property has no reservations to tell by.")]
    return [sure("iso_instants", "accepted", f"{asked}, and nothing came back, as it should.")]


def modified_zone(subject: Subject) -> Sequence[Finding]:
    """Ask for the minutes in which a known reservation was modified, written in either zone: one of them shows it.

    Every row says when it was modified, in the property's time and in UTC (OpenAPI description, *UTC fields).
    """
    key, zone = "modified_zone", subject.client.zone
    if zone is None:
        return [still_open(key, "The property's zone is not known.")]
    until = _last_off_utc(zone, subject.clock.now())
    if until is None:
        return [sure(key, "both", "The property's own zone is UTC.", modified_zone="property")]
    criteria = RateDetailsFilter(modified_to=until, include_deleted=True, newest_first=True)
    listing = list_with_rate_details(criteria, zone=zone)
    rows = subject.client.execute(replace(listing, page_size=PAGE_SIZE).page(1))
    told = [_told_by(subject, *witness, zone) for witness in islice(_witnesses(rows, zone), _WITNESSES)]
    said = {answer for answer in told if answer is not None}
    if not told:
        why = f"{len(rows)} reservations were read; none was modified while {zone.key} was not on UTC."
        return [still_open(key, why)]
    asked = f"{len(told)} reservations were looked for by the minute in which they were modified"
    if len(said) != 1:
        return [still_open(key, f"{asked}, and found by both ways of writing it, or by neither.")]
    if said == {"property"}:
        evidence = f"{asked}: {told.count('property')} are found by the property's time, none by UTC."
        return [sure(key, "the property's", evidence, modified_zone="property")]
    evidence = f"{asked}: {told.count('utc')} are found by UTC, none by the property's time."
    return [sure(key, "UTC", evidence, modified_zone="utc")]


def _last_off_utc(zone: ZoneInfo, now: datetime) -> datetime | None:
    """When it was not on UTC for the last time: some day of last summer in London in winter. None for Reykjavik.

    A day later than that, so that nothing is left out, in whichever zone it is read.
    """
    for days in range(366):
        if (now - timedelta(days=days)).astimezone(zone).utcoffset():
            return now - timedelta(days=days - 1)
    return None


def _witnesses(rows: Iterable[ReservationWithRates], zone: ZoneInfo) -> Iterator[tuple[str, datetime]]:
    """Reservations, and when they were modified: an instant at which the property's time is not UTC."""
    for row in rows:
        instant, local = row.date_modified_utc, row.date_modified
        if instant is None or local is None:
            continue
        wall = instant.astimezone(zone)
        if wall.utcoffset() and wall.replace(tzinfo=None) == local.replace(tzinfo=None):
            yield row.reservation_id, instant


def _told_by(subject: Subject, reservation_id: str, instant: datetime, zone: ZoneInfo) -> str | None:
    criteria = RateDetailsFilter(modified_from=instant - _AROUND, modified_to=instant + _AROUND, include_deleted=True)
    found = {
        name: any(
            row.reservation_id == reservation_id
            for row in subject.client.rows(list_with_rate_details(criteria, zone=written_in))
        )
        for name, written_in in (("property", zone), ("utc", ZoneInfo("UTC")))
    }
    return None if found["property"] is found["utc"] else "property" if found["property"] else "utc"

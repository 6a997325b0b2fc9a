"""Calls about properties: ``client.hotels``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, TypedDict, Unpack

from ...http.paging import Check
from ..envelope import Envelope, data_in, listed
from ..models.hotels import CustomField, Dashboard, Hotel, HotelDetails
from ..models.rows import Rows
from ..operation import Endpoint, Operation, Scope, hotel_day, wire_params
from . import checks
from .filters import Param
from .group import C, Group, Listings, call, rows

GET_HOTELS = Endpoint(name="getHotels", permission="read:hotel", scope=Scope.NONE, used_as="hotels.list")
GET_HOTEL_DETAILS = Endpoint(name="getHotelDetails", permission="read:hotel", used_as="hotels.get")
GET_DASHBOARD = Endpoint(name="getDashboard", permission="read:dashboard", used_as="hotels.dashboard")
GET_CUSTOM_FIELDS = Endpoint(name="getCustomFields", permission="read:customFields", used_as="hotels.custom_fields")

_HOTELS = listed(data_in(lambda: Envelope[Rows[Hotel]]), lambda: Hotel, kind="property")
_DETAILS = data_in(lambda: Envelope[HotelDetails])
_DASHBOARD = data_in(lambda: Envelope[Dashboard])
_CUSTOM_FIELDS = listed(
    data_in(lambda: Envelope[Rows[CustomField]]), lambda: CustomField, kind="custom_field", method="getCustomFields"
)


class HotelFilters(TypedDict, total=False):
    """Filters of `Hotels.list`."""

    property_ids: Annotated[Sequence[str] | None, Param("propertyIDs", kind="one_of")]
    """These properties. An empty list has no rows and makes no call; None is no filter."""
    name: Annotated[str | None, Param("propertyName")]
    """The property's name, or a part of it."""
    city: Annotated[str | None, Param("propertyCity")]
    """The property's city, or a part of its name."""


class Hotels(Group[C]):
    """Properties. Scope ``read:hotel``."""

    @rows
    def list(self, **filters: Unpack[HotelFilters]) -> Listings[Hotel]:
        """Every property that the credential covers, with its time zone, or those that fit every filter."""
        return self._list(GET_HOTELS, _HOTELS, HotelFilters, filters, key=_key, checks=_checks)

    @call
    def get(self, property_id: str | None = None) -> Operation[HotelDetails]:
        """One property (the client's by default) with its check-in and check-out times."""
        params = {} if property_id is None else {"propertyID": property_id}
        return Operation(endpoint=GET_HOTEL_DETAILS, parse=_DETAILS, params=params)

    @call
    def dashboard(self, day: date | None = None) -> Operation[Dashboard]:
        """The property in numbers, today by default: rooms occupied, arrivals, departures. Scope ``read:dashboard``."""
        return Operation(endpoint=GET_DASHBOARD, parse=_DASHBOARD, params=wire_params({"date": hotel_day("day", day)}))

    @call
    def custom_fields(
        self, *, custom_field_id: str | None = None, shortcode: str | None = None
    ) -> Operation[tuple[CustomField, ...]]:
        """The fields that the property added to reservations and guests. Scope ``read:customFields``. No pages."""
        params = {"customFieldID": custom_field_id, "shortcode": shortcode}
        return Operation(endpoint=GET_CUSTOM_FIELDS, parse=_CUSTOM_FIELDS, params=wire_params(params))


def _key(hotel: Hotel) -> str:
    return hotel.property_id


def _checks(filters: HotelFilters) -> Iterable[Check[Hotel]]:
    return checks.ids("propertyIDs", filters.get("property_ids"), _key)

"""The calls about properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import models
from ..envelope import Envelope, data_in
from ..models.rows import Rows
from ..operation import Endpoint, Listing, Operation, Scope, wire_params
from . import checks
from .chosen import joined

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ..models.hotels import CustomField, Dashboard, Hotel, HotelDetails

GET_HOTELS = Endpoint(name="getHotels", permission="read:hotel", scope=Scope.NONE, used_as="hotels.list")
GET_HOTEL_DETAILS = Endpoint(name="getHotelDetails", permission="read:hotel", used_as="hotels.get")
GET_DASHBOARD = Endpoint(name="getDashboard", permission="read:dashboard", used_as="hotels.dashboard")
GET_CUSTOM_FIELDS = Endpoint(name="getCustomFields", permission="read:customFields", used_as="hotels.custom_fields")

_HOTELS = data_in(lambda: Envelope[Rows[models.Hotel]])
_DETAILS = data_in(lambda: Envelope[models.HotelDetails])
_DASHBOARD = data_in(lambda: Envelope[models.Dashboard])
_CUSTOM_FIELDS = data_in(lambda: Envelope[Rows[models.CustomField]])


def list_hotels(
    *, property_ids: Sequence[str] | None = None, name: str | None = None, city: str | None = None
) -> Listing[Hotel]:
    """Every property of the credential, whichever the client is for."""
    params = {"propertyIDs": joined("property_ids", property_ids), "propertyName": name, "propertyCity": city}
    return Listing(
        call=Operation(endpoint=GET_HOTELS, parse=_HOTELS, params=wire_params(params)),
        key=lambda hotel: hotel.property_id,
        checks=checks.every(checks.ids("propertyIDs", property_ids, lambda hotel: hotel.property_id)),
    )


def get_hotel_details(property_id: str | None = None) -> Operation[HotelDetails]:
    """One property; the client's if none is named."""
    params = {} if property_id is None else {"propertyID": property_id}
    return Operation(endpoint=GET_HOTEL_DETAILS, parse=_DETAILS, params=params)


def get_dashboard(day: date | None = None) -> Operation[Dashboard]:
    """The house in numbers, today or on a day."""
    return Operation(endpoint=GET_DASHBOARD, parse=_DASHBOARD, params=wire_params({"date": day}))


def get_custom_fields(
    *, custom_field_id: str | None = None, shortcode: str | None = None
) -> Operation[tuple[CustomField, ...]]:
    """The fields that the property has added. The method has no pages."""
    params = {"customFieldID": custom_field_id, "shortcode": shortcode}
    return Operation(endpoint=GET_CUSTOM_FIELDS, parse=_CUSTOM_FIELDS, params=wire_params(params))

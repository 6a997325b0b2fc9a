"""The calls about properties."""

from __future__ import annotations

from ..envelope import Envelope, data_in
from ..models.hotels import Hotel, HotelDetails
from ..models.wire import RowsOrOne
from ..operation import Listing, Operation, Scope

_HOTELS = data_in(Envelope[RowsOrOne[Hotel]], lambda hotels: hotels)
_DETAILS = data_in(Envelope[HotelDetails], lambda details: details)


def list_hotels() -> Listing[Hotel]:
    """Every property of the credential, whichever the client is for."""
    return Listing(
        operation=Operation(method="getHotels", parse=_HOTELS, scope=Scope.NONE), key=lambda hotel: hotel.property_id
    )


def get_hotel_details(property_id: str | None = None) -> Operation[HotelDetails]:
    """One property; the client's if none is named."""
    return Operation(
        method="getHotelDetails", parse=_DETAILS, params={} if property_id is None else {"propertyID": property_id}
    )

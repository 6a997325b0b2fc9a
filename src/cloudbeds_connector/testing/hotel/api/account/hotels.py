"""getHotels and getHotelDetails. Only getHotels has the time zone, only getHotelDetails the check-in times."""

from __future__ import annotations

from ...quirks import Quirk
from ...state import SisterHotel
from ..call import Answer, Call, Row


def get_hotels(call: Call) -> Answer:
    """The hotels of this credential: its own, after those of the same account."""
    hotel, name = call.hotel, call.text("propertyName")
    known = [*hotel.sisters(), SisterHotel(hotel.property_id, hotel.name, hotel.timezone)]
    found = [each for each in known if name is None or name.lower() in each.name.lower()]
    page = [_row(call, each) for each in call.page(found)]
    return Answer({"data": page, "count": len(page), "total": len(found)})


def _row(call: Call, hotel: SisterHotel) -> Row:
    currency = {"currencyCode": "USD", "currencySymbol": "$", "currencyPosition": "before"}
    return {
        "propertyID": hotel.property_id,
        "organizationID": "5011",
        "propertyName": hotel.name,
        "propertyImage": call.encoder.text(),
        "propertyDescription": call.encoder.text(),
        "propertyTimezone": hotel.timezone,
        "propertyCurrency": currency if Quirk.CURRENCY_AS_OBJECT in call.hotel.quirks else [currency],
    }


def get_hotel_details(call: Call) -> Answer:
    """The hotel's address and policy. It has no time zone, as in the description of v1.3."""
    hotel, encoder = call.hotel, call.encoder
    data = {
        "propertyID": hotel.property_id,
        "organizationID": "5011",
        "propertyName": hotel.name,
        "propertyType": "hotel",
        "propertyImage": [],
        "propertyDescription": encoder.text(),
        "propertyCurrency": {
            "currencyCode": "USD",
            "currencySymbol": "$",
            "currencyPosition": "before",
            "currencyDecimalSeparator": ".",
            "currencyThousandsSeparator": ",",
        },
        "propertyPrimaryLanguage": "en",
        "propertyAdditionalPhotos": [],
        "propertyPhone": "+1 555 0100",
        "propertyEmail": "desk@example.com",
        "propertyAddress": encoder.mapping({"propertyAddress1": "1 Example Quay", "propertyCountry": "US"}),
        "propertyPolicy": {
            "propertyCheckInTime": encoder.clock_time(hotel.check_in_time),
            "propertyCheckOutTime": encoder.clock_time(hotel.check_out_time),
            "propertyLateCheckOutAllowed": True,
            "propertyLateCheckOutType": "value",
            "propertyLateCheckOutValue": "25",
            "propertyTermsAndConditions": encoder.text(),
            "propertyFullPaymentBeforeCheckin": False,
        },
        "propertyAmenities": ["Elevator", "Wifi"],
        "taxID": encoder.text(),
        "taxID2": encoder.text(),
        "companyLegalName": encoder.text(),
    }
    return Answer({"data": data})

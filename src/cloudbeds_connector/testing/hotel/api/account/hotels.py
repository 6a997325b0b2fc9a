"""Decides what getHotels and getHotelDetails answer. Only getHotels tells the time zone, only details the times."""

from __future__ import annotations

from ...quirks import Quirk
from ..call import Answer, Call


def get_hotels(call: Call) -> Answer:
    """The hotels this key covers: one."""
    hotel, wire = call.hotel, call.wire
    currency = {"currencyCode": "USD", "currencySymbol": "$", "currencyPosition": "before"}
    row = {
        "propertyID": hotel.property_id,
        "organizationID": "5011",
        "propertyName": hotel.name,
        "propertyImage": wire.text(),
        "propertyDescription": wire.text(),
        "propertyTimezone": hotel.timezone,
        "propertyCurrency": currency if Quirk.CURRENCY_AS_OBJECT in hotel.quirks else [currency],
    }
    wanted = call.text("propertyName")
    rows = [row] if wanted is None or wanted.lower() in hotel.name.lower() else []
    page = call.page(rows)
    return Answer({"data": page, "count": len(page), "total": len(rows)})


def get_hotel_details(call: Call) -> Answer:
    """The hotel's address and policy. No time zone: v1.3 describes none here."""
    hotel, wire = call.hotel, call.wire
    data = {
        "propertyID": hotel.property_id,
        "organizationID": "5011",
        "propertyName": hotel.name,
        "propertyType": "hotel",
        "propertyImage": [],
        "propertyDescription": wire.text(),
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
        "propertyAddress": wire.mapping({"propertyAddress1": "1 Example Quay", "propertyCountry": "US"}),
        "propertyPolicy": {
            "propertyCheckInTime": wire.clock_time(hotel.check_in_time),
            "propertyCheckOutTime": wire.clock_time(hotel.check_out_time),
            "propertyLateCheckOutAllowed": True,
            "propertyLateCheckOutType": "value",
            "propertyLateCheckOutValue": "25",
            "propertyTermsAndConditions": wire.text(),
            "propertyFullPaymentBeforeCheckin": False,
        },
        "propertyAmenities": ["Elevator", "Wifi"],
        "taxID": wire.text(),
        "taxID2": wire.text(),
        "companyLegalName": wire.text(),
    }
    return Answer({"data": data})

"""Answers about a property. Only ``getHotels`` has its time zone, only ``getHotelDetails`` its times."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from .rows import OneOrRows, Rows
from .wire import Count, Flag, Id, Moment, Money, Text, WallTime, WireModel


class Currency(WireModel):
    """The currency of a property. The official description has a list here; live answers have an object."""

    currency_code: Text = None
    currency_symbol: Text = None
    currency_position: Text = None


class Hotel(WireModel):
    """A row of ``getHotels``. `property_timezone` is an IANA name."""

    repr_field: ClassVar[str] = "property_id"

    property_id: Id
    property_name: Text = None
    property_timezone: Text = None
    organization_id: Text = None
    property_currency: OneOrRows[Currency] = ()


class Policy(WireModel):
    """The policy of a property. Times are its wall times.

    `property_late_check_out_type` says what `property_late_check_out_value` is: ``percent`` of the daily rate, or an
    amount (``value``, ``fixed``).
    """

    property_check_in_time: WallTime = None
    property_check_out_time: WallTime = None
    property_late_check_out_allowed: Flag = None
    property_late_check_out_type: Text = None
    property_late_check_out_value: Money = None


class Address(WireModel):
    """The address of a property."""

    property_address1: Text = None
    property_address2: Text = None
    property_city: Text = None
    property_state: Text = None
    property_zip: Text = None
    property_country: Text = None
    property_latitude: Text = None
    property_longitude: Text = None


class HotelDetails(WireModel):
    """The answer of ``getHotelDetails``. It has no time zone."""

    repr_field: ClassVar[str] = "property_id"

    property_id: Text = None
    organization_id: Text = None
    property_name: Text = None
    property_type: Text = None
    property_phone: Text = None
    property_email: Text = None
    property_primary_language: Text = None
    property_currency: OneOrRows[Currency] = ()
    property_address: OneOrRows[Address] = ()
    property_policy: OneOrRows[Policy] = ()

    @property
    def policy(self) -> Policy:
        """The policy; an empty one if Cloudbeds sent none."""
        return self.property_policy[0] if self.property_policy else Policy()


class Dashboard(WireModel):
    """The answer of ``getDashboard``: the property in numbers, for one hotel day.

    `percentage_occupied` is a number from 0 to 100. `property_now` (the property's wall time) and `timezone` are not in
    the official description; live answers have them.
    """

    rooms_occupied: Count = None
    percentage_occupied: Money = None
    arrivals: Count = None
    departures: Count = None
    in_house: Count = None
    timezone: Text = None
    property_now: Moment = Field(default=None, alias="property_now")


class CustomField(WireModel):
    """A row of ``getCustomFields``: a field that the property added to reservations or guests.

    `apply_to` is ``reservation`` or ``guest``; `displayed` are the places where it is shown.
    """

    repr_field: ClassVar[str] = "shortcode"

    property_id: Text = None
    custom_field_id: Text = None
    name: Text = None
    shortcode: Text = None
    apply_to: Text = None
    required: Flag = None
    is_personal: Flag = None
    max_characters: Count = None
    type: Text = None
    displayed: Rows[Text] = ()

"""What Cloudbeds tells about a property. Only ``getHotels`` has its time zone, only ``getHotelDetails`` its times."""

from __future__ import annotations

from typing import ClassVar

from .wire import Id, RowsOrOne, Text, WallTime, WireModel


class Currency(WireModel):
    """The currency of a property. The official description has a list here; live answers have an object."""

    currency_code: Text = None
    currency_symbol: Text = None


class Hotel(WireModel):
    """A row of ``getHotels``. `property_timezone` is an IANA name."""

    shown: ClassVar[str] = "property_id"

    property_id: Id
    property_name: Text = None
    property_timezone: Text = None
    organization_id: Text = None
    property_currency: RowsOrOne[Currency] = ()


class Policy(WireModel):
    """The rules of the house; wall times of the property."""

    property_check_in_time: WallTime = None
    property_check_out_time: WallTime = None


class HotelDetails(WireModel):
    """The answer of ``getHotelDetails``. It has no time zone."""

    shown: ClassVar[str] = "property_id"

    property_id: Text = None
    property_name: Text = None
    property_type: Text = None
    property_policy: RowsOrOne[Policy] = ()

    @property
    def policy(self) -> Policy:
        """The policy; an empty one if Cloudbeds sent none."""
        return self.property_policy[0] if self.property_policy else Policy()

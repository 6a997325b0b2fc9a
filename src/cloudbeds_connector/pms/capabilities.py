"""Decides what one hotel system can and cannot do, so that the engine asks instead of assuming."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class Capabilities:
    """What a connector's hotel system offers. Every field has a safe default for a system nobody has probed.

    `read_lag` is how long its reads may lag behind its messages: a hint is settled only by a look sent later than
    that. `event_payload` says what its messages carry; the engine trusts ids only, whatever it says.
    """

    webhooks: Literal["api", "manual", "none"] = "none"
    event_id: bool = False
    event_order: bool = False
    event_payload: Literal["id", "partial", "full", "old_new"] = "id"
    change_feed: Literal["modified", "modified_lossy", "offset", "none"] = "none"
    deleted_visible: bool = False
    occupancy: Literal["native", "derived"] = "derived"
    inspected: bool = False
    pickup: bool = False
    service_flags: bool = False
    segments: Literal["sub_reservation", "reservation_is_segment", "time_slices"] = "reservation_is_segment"
    eta: Literal["time", "instant", "none"] = "none"
    room_key: Literal["id", "number"] = "id"
    vip: bool = False
    blocks: bool = False
    linked_rooms: bool = False
    dorm_beds: bool = False
    write_condition: bool = False
    webhook_auth: Literal["url_token", "header", "basic", "none"] = "url_token"
    requests_per_second: float = 5.0
    max_page: int = 100
    max_window_days: int | None = None
    timestamps: Literal["utc", "local", "mixed"] = "utc"
    read_lag: timedelta = timedelta(seconds=30)

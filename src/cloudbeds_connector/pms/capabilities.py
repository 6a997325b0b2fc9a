"""Decides what one hotel system can and cannot do, so that the engine asks instead of assuming."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

#: How long before a credential ends for want of use people are told.
IDLE_NOTICE = timedelta(days=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Capabilities:
    """What a connector's hotel system offers. Every field has a safe default for a system nobody has probed.

    The engine acts on `requests_per_second`, `read_lag` and `credential_idle_days`. The others tell people what to
    expect, and set what the contract suite (`cloudbeds_connector.testing.contracts.PmsConnectorContract`) requires of a
    connector and what must be empty.
    """

    webhooks: Literal["api", "manual", "none"] = "none"
    """How its messages are subscribed to: by the connector, by a person who is given instructions, or not at all."""
    event_id: bool = False
    """Each message has an id of its own; `Hint.key_text` carries it."""
    event_order: bool = False
    """Messages about one thing arrive in the order in which it changed."""
    event_payload: Literal["id", "partial", "full", "old_new"] = "id"
    """What a message carries: ids, some new values, all of them, or old and new ones. Only ids are ever used."""
    change_feed: Literal["modified", "modified_lossy", "offset", "none"] = "none"
    """What `Stays.changed` reads: a filter by modification time (``_lossy``: it misses some changes), a log with
    offsets, or nothing, so that it shows nothing."""
    deleted_visible: bool = False
    """Deleted reservations are still shown, with `Reservation.deleted`."""
    occupancy: Literal["native", "derived"] = "derived"
    """``native``: the system says whether a room is occupied. ``derived``: `RoomState.occupied` is None."""
    inspected: bool = False
    """It tells an inspected room from a clean one."""
    pickup: bool = False
    """`RoomState.pickup` is told: vacant, but something is left to pick up."""
    service_flags: bool = False
    """`RoomState.do_not_disturb` and `RoomState.refused_service` are told."""
    segments: Literal["sub_reservation", "reservation_is_segment", "time_slices"] = "reservation_is_segment"
    """What a `Segment` is there: one room of a reservation, the whole reservation, or slices of time that the
    connector joins. Its id outlives a move in any case."""
    eta: Literal["time", "instant", "none"] = "none"
    """How the expected arrival is known: a wall time without a day, an instant (`Segment.scheduled_start`), or not."""
    room_key: Literal["id", "number"] = "id"
    """What `Room.id` is: an id that outlives another number, or the number itself."""
    vip: bool = False
    """`Segment.vip` is told."""
    blocks: bool = False
    """`Blocks.window` shows rooms that cannot be sold; without it, it shows nothing."""
    linked_rooms: bool = False
    """`Room.linked_room_ids` is told: suites and their parts."""
    dorm_beds: bool = False
    """Units may be beds, grouped by `Room.dorm_name`."""
    write_condition: bool = False
    """`RoomStates.set_condition` works; without it, it raises `ConfigurationError`."""
    webhook_auth: Literal["url_token", "header", "basic", "none"] = "url_token"
    """Where a delivery can carry the secret that authenticates it."""
    requests_per_second: float = 5.0
    """The rate that one credential may use; an `Integration` without a limiter keeps this."""
    credential_idle_days: int | None = None
    """After how many days without use a key stops working. None: no such rule is known."""
    max_page: int = 100
    """How many rows one request brings at most."""
    max_window_days: int | None = None
    """How many days one request for a window may span; the connector splits longer ones. None: any."""
    timestamps: Literal["utc", "local", "mixed"] = "utc"
    """How its own instants are written. The connector converts all of them to UTC."""
    read_lag: timedelta = timedelta(seconds=30)
    """How long its reads may lag behind its messages. A hint is settled only by a look sent later than that."""

"""Capabilities: what a hotel system can and cannot do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

#: How long before an unused credential expires the hotel is warned.
IDLE_NOTICE = timedelta(days=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Capabilities:
    """What a connector's hotel system offers. Every field has a default that is safe for an unknown system.

    The engine uses `requests_per_second`, `read_lag` and `credential_idle_days`. The others are documentation, and
    determine what the contract suite (`cloudbeds_connector.testing.contracts.PmsConnectorContract`) requires of a
    connector, and what must be empty.
    """

    webhooks: Literal["api", "manual", "none"] = "none"
    """How webhooks are subscribed: by the connector, by a person who follows instructions, or not at all."""
    event_id: bool = False
    """Each message has its own id, which is `Hint.key_text`."""
    event_order: bool = False
    """Messages about one object arrive in the order of its changes."""
    event_payload: Literal["id", "partial", "full", "old_new"] = "id"
    """What a message contains: ids, some new values, all of them, or old and new ones. Only ids are ever used."""
    change_feed: Literal["modified", "modified_lossy", "offset", "none"] = "none"
    """What `Stays.changed` reads: a filter by modification time (``_lossy``: it misses some changes), or a log with
    offsets. With ``none``, it is empty."""
    deleted_visible: bool = False
    """Deleted reservations are still shown, with `Reservation.deleted`."""
    occupancy: Literal["native", "derived"] = "derived"
    """``native``: the system says whether a room is occupied. ``derived``: `RoomState.occupied` is None."""
    inspected: bool = False
    """It distinguishes inspected and clean rooms."""
    pickup: bool = False
    """`RoomState.pickup` is shown: vacant, but something is left to pick up."""
    service_flags: bool = False
    """`RoomState.do_not_disturb` and `RoomState.refused_service` are shown."""
    segments: Literal["sub_reservation", "reservation_is_segment", "time_slices"] = "reservation_is_segment"
    """What a `Segment` is in this system: one room of a reservation, the whole reservation, or slices of time that the
    connector joins. Its id always stays the same in a move."""
    eta: Literal["time", "instant", "none"] = "none"
    """The expected arrival: a wall time without a day, an instant (`Segment.scheduled_start`), or unknown."""
    room_key: Literal["id", "number"] = "id"
    """What `Room.id` is: an id that stays the same if the number changes, or the number itself."""
    vip: bool = False
    """`Segment.vip` is shown."""
    blocks: bool = False
    """`Blocks.window` shows rooms that cannot be sold. Without this, it is empty."""
    blocked_flag: bool = False
    """`RoomState.blocked` is shown: a block closes the room today. It is a second witness that a block was lifted."""
    linked_rooms: bool = False
    """`Room.linked_room_ids` is shown: suites and their parts."""
    dorm_beds: bool = False
    """Units may be beds, grouped by `Room.dorm_name`."""
    write_condition: bool = False
    """`RoomStates.set_condition` works. Without this, it raises `ConfigurationError`."""
    webhook_auth: Literal["url_token", "header", "basic", "none"] = "url_token"
    """Where a delivery can contain the secret that authenticates it."""
    requests_per_second: float = 5.0
    """The rate of one credential. An `Integration` without a limiter keeps this rate."""
    credential_idle_days: int | None = None
    """After how many days without use a credential expires. None: no such rule is known."""
    max_page: int = 100
    """The largest number of rows of one request."""
    max_window_days: int | None = None
    """The largest window of one request, in days; the connector splits longer ones. None: no limit."""
    timestamps: Literal["utc", "local", "mixed"] = "utc"
    """The zone of the system's own instants. The connector converts all of them to UTC."""
    read_lag: timedelta = timedelta(minutes=20)
    """How long reads may lag behind messages at most; zero where they never do. The engine looks again for so long,
    until a row shows what a message announced, and learns how long an account's reads really lag."""

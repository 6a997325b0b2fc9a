"""Decides which scopes a key has: one harmless call for each, so that a key is known to do before work relies on it.

A missing scope is refused by its own sentence, "Scope required for this call was not granted by property." (seen live
by integrators). No call tells which scopes a key has, so those that only writes or webhooks need stay open.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from ...errors import AuthenticationError, BadRequestError, MissingScopeError, NotFoundError, PmsError
from ...pms.probing import Finding
from ..client import CloudbedsClient
from ..operation import Listing
from ..operations.hotels import list_hotels
from ..operations.housekeeping import list_statuses, set_status
from ..operations.reservation_filters import ReservationFilter
from ..operations.reservations import list_reservations
from ..operations.room_blocks import list_room_blocks
from ..operations.rooms import list_rooms
from .subject import Subject, sure

Call = Callable[[CloudbedsClient], Any]

#: An id that no room, block or reservation has.
NOBODY = "0"


def _first_row(listing: Listing[Any]) -> Call:
    return lambda client: client.execute(replace(listing, page_size=1).page(1))


#: What the connector cannot do without, and a call that reads one row at most of it.
NEEDED: dict[str, Call] = {
    "read:hotel": _first_row(list_hotels()),
    "read:room": _first_row(list_rooms()),
    "read:reservation": _first_row(list_reservations(ReservationFilter(include_all_rooms=False), zone=None)),
    "read:roomblock": lambda client: client.execute(next(list_room_blocks(date(2099, 1, 1), date(2099, 1, 1))).page(1)),
    "read:housekeeping": _first_row(list_statuses()),
}
#: Each is for one feature.
OPTIONAL: dict[str, Call] = {
    "read:dashboard": lambda client: client.call("getDashboard"),
    "read:user": lambda client: client.call("getUsers", scope=""),
    "read:customFields": lambda client: client.call("getCustomFields"),
}
_UNTOLD = "write:roomblock, delete:roomblock and read:nightAudit are not told by a harmless call."


def scopes(subject: Subject) -> Sequence[Finding]:
    """Name what is missing. The first call raises what is wrong with the key itself."""
    needed = dict(NEEDED)
    if subject.allow_writes:
        needed["write:housekeeping"] = _set_a_room_that_is_none
    granted = {scope: _granted(subject.client, call) for scope, call in (needed | OPTIONAL).items()}
    missing = [scope for scope in needed if granted[scope] is False]
    untold = [scope for scope, told in granted.items() if told is None]
    lacking = [scope for scope in OPTIONAL if granted[scope] is False]
    if not subject.allow_writes:
        untold.append("write:housekeeping")
    evidence = f"One call for each of {', '.join(needed)}."
    evidence += f" Not told: {', '.join(untold)}." if untold else ""
    evidence += f" Optional, and not granted: {', '.join(lacking)}." if lacking else ""
    answer = f"missing: {', '.join(missing)}" if missing else "all that is needed" if not untold else "none is missing"
    return [sure("scopes", answer, f"{evidence} {_UNTOLD}")]


def _granted(client: CloudbedsClient, call: Call) -> bool | None:
    """None if the call says neither."""
    try:
        call(client)
    except MissingScopeError:
        return False
    except AuthenticationError:
        raise
    except (BadRequestError, NotFoundError):
        return True  # what is refused for another reason was allowed to ask
    except PmsError:
        return None
    return True


def _set_a_room_that_is_none(client: CloudbedsClient) -> None:
    client.execute(set_status(NOBODY, condition="clean"))

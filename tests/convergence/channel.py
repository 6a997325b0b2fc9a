"""What goes wrong between hotels and the host: webhooks, requests, reads that lag, scopes, the host's own code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cloudbeds_connector.testing.hotel import Fault, Spoilage
from cloudbeds_connector.testing.hotel.faults import Refusal

from .steps import Picks

if TYPE_CHECKING:
    from cloudbeds_connector.testing import SimulatedHotel

#: By name: a fault of one hotel's channel, set or ended. It returns what it did, in words.
FAULTS: dict[str, Callable[[SimulatedHotel, Picks], str]] = {}
_KINDS = (Fault.SERVER_ERROR, Fault.BAD_GATEWAY, Fault.RATE_LIMITED, Fault.DROPPED, Fault.HTML, Fault.TRUNCATED)
_ONCE = (*_KINDS, Fault.LOST_ANSWER, Fault.EMPTY)
SCOPES = ("read:housekeeping", "read:roomblock", "read:room", "read:reservation", "read:hotel")
METHODS = ("getReservationsWithRateDetails", "getHousekeepingStatus", "getRoomBlocks", "getRooms", "getHotelDetails")


def fault(function: Callable[[SimulatedHotel, Picks], str]) -> Callable[[SimulatedHotel, Picks], str]:
    """A fault that a step can name."""
    FAULTS[function.__name__] = function
    return function


@fault
def webhooks_lost(hotel: SimulatedHotel, picks: Picks) -> str:
    hotel.webhook_faults.lost = picks.one((1.0, 0.5, 0.2, 0.0))
    return f"{hotel.webhook_faults.lost:.0%} of the webhooks are lost"


@fault
def webhooks_doubled(hotel: SimulatedHotel, picks: Picks) -> str:
    hotel.webhook_faults.doubled = picks.one((0.5, 1.0, 0.0))
    return f"{hotel.webhook_faults.doubled:.0%} of the webhooks come twice"


@fault
def webhooks_late(hotel: SimulatedHotel, picks: Picks) -> str:
    faults = hotel.webhook_faults
    faults.late, faults.late_seconds = picks.one((0.5, 1.0, 0.0)), picks.one((60.0, 900.0, 7200.0))
    faults.shuffled = picks.number(0, 1) == 1
    order = ", in any order" if faults.shuffled else ""
    return f"{faults.late:.0%} of the webhooks are up to {faults.late_seconds:.0f} s late{order}"


@fault
def webhooks_slow(hotel: SimulatedHotel, picks: Picks) -> str:
    hotel.webhook_faults.slow = picks.one((0.3, 1.0, 0.0))
    return f"{hotel.webhook_faults.slow:.0%} of the webhooks are taken as answered too late"


@fault
def outage(hotel: SimulatedHotel, picks: Picks) -> str:
    kind = picks.one(_KINDS)
    hotel.faults.every, hotel.faults.kinds = 1, (kind,)
    return f"the API is down ({kind})"


@fault
def flaky(hotel: SimulatedHotel, picks: Picks) -> str:
    hotel.faults.every, kinds = picks.number(2, 9), (picks.one(_KINDS), picks.one(_KINDS))
    hotel.faults.kinds = kinds
    return f"every {hotel.faults.every}th request fails ({', '.join(kinds)})"


@fault
def garbled(hotel: SimulatedHotel, picks: Picks) -> str:
    hotel.faults.truncated, hotel.faults.html = picks.one((0.0, 0.2, 0.6)), picks.one((0.3, 0.0, 0.6))
    return f"{hotel.faults.truncated:.0%} of the answers are cut short, {hotel.faults.html:.0%} are HTML"


@fault
def fails_next(hotel: SimulatedHotel, picks: Picks) -> str:
    kinds = [picks.one(_ONCE) for _ in range(picks.number(1, 4))]
    hotel.faults.fail_next(*kinds)
    return f"the next requests fail ({', '.join(kinds)})"


@fault
def method_down(hotel: SimulatedHotel, picks: Picks) -> str:
    method = picks.one(METHODS)
    hotel.faults.every, hotel.faults.kinds, hotel.faults.only = 1, (Fault.SERVER_ERROR,), frozenset({method})
    return f"{method} is down"


@fault
def answers_empty(hotel: SimulatedHotel, picks: Picks) -> str:
    method = picks.one(METHODS)
    hotel.faults.only = frozenset({method})
    hotel.faults.fail_next(Fault.EMPTY)
    return f"the next answer of {method} is empty"


@fault
def slow_api(hotel: SimulatedHotel, picks: Picks) -> str:
    hotel.faults.latency_seconds = picks.one((2.0, 15.0, 40.0, 0.0))
    return f"answers take {hotel.faults.latency_seconds:.0f} s"


@fault
def rate_enforced(hotel: SimulatedHotel, picks: Picks) -> str:
    hotel.faults.enforce_rate = True
    return "the rate is enforced"


@fault
def api_works(hotel: SimulatedHotel, picks: Picks) -> str:
    hotel.faults.clear()
    return "the API works, with every scope"


@fault
def scope_away(hotel: SimulatedHotel, picks: Picks) -> str:
    scope = picks.one(SCOPES)
    hotel.faults.missing_scopes = hotel.faults.missing_scopes | {scope}
    return f"the scope {scope} is taken away"


@fault
def scopes_back(hotel: SimulatedHotel, picks: Picks) -> str:
    hotel.faults.missing_scopes, hotel.faults.refused_methods = set(), set()
    return "every scope is given back"


@fault
def json_as_html(hotel: SimulatedHotel, picks: Picks) -> str:
    hotel.faults.json_as_html = picks.one((1.0, 0.3))
    return f"{hotel.faults.json_as_html:.0%} of the answers are called HTML"


@fault
def user_inactive(hotel: SimulatedHotel, picks: Picks) -> str:
    hotel.faults.refusal = Refusal.USER_INACTIVE
    return "every call is refused: the user is inactive"


@fault
def key_revoked(hotel: SimulatedHotel, picks: Picks) -> str:
    hotel.faults.revoked_keys = set(hotel.api_keys)
    return "the key is revoked"


@fault
def reads_lag(hotel: SimulatedHotel, picks: Picks) -> str:
    hotel.faults.read_lag_seconds = picks.one((20.0, 90.0, 200.0, 700.0, 0.0))
    hotel.faults.lag_spread = picks.one((0.9, 0.0, 0.3))
    return f"reads lag {hotel.faults.read_lag_seconds:.0f} s behind writes"


@fault
def room_lags(hotel: SimulatedHotel, picks: Picks) -> str:
    room = picks.one(hotel.rooms(), lambda each: each.name)
    hotel.faults.lag_of[room.id] = picks.one((200.0, 20.0, 700.0))
    return f"what reads show of {room.name} is {hotel.faults.lag_of[room.id]:.0f} s old"


@fault
def rows_spoilt(hotel: SimulatedHotel, picks: Picks) -> str:
    hotel.faults.spoilt_rows = picks.one((0.1, 0.4, 0.02))
    return f"{hotel.faults.spoilt_rows:.0%} of the rows cannot be read"


@fault
def row_spoilt(hotel: SimulatedHotel, picks: Picks) -> str:
    booking, kind = picks.one(hotel.reservations()), picks.one(tuple(Spoilage))
    hotel.faults.spoil(booking.id, kind)
    return f"the row of {booking.id} is spoilt ({kind})"


@fault
def id_fails(hotel: SimulatedHotel, picks: Picks) -> str:
    booking = picks.one(hotel.reservations())
    hotel.faults.fail_ids(booking.id)
    return f"every call that names {booking.id} fails"


@fault
def method_refused(hotel: SimulatedHotel, picks: Picks) -> str:
    method = picks.one(METHODS)
    hotel.faults.refused_methods = hotel.faults.refused_methods | {method}
    return f"{method} is refused"


def end_faults(hotel: SimulatedHotel) -> None:
    """The channel works again."""
    hotel.faults.clear()
    hotel.webhook_faults.clear()

"""Which room of the host is which room of the hotel system. Pure: values in, values out, the clock passed in."""

from .checks import Flaw, MapFinding, check_map
from .decisions import accept, confirm, reopen, set_aside
from .drifting import Drift, drift
from .facts import DriftFact, DriftKind
from .model import MAPPED_STATES, OPEN_STATES, Basis, MapState, RoomMatch, fingerprint
from .names import normalized
from .policy import MapPolicy
from .suggestion import suggest

__all__ = [
    "MAPPED_STATES",
    "OPEN_STATES",
    "Basis",
    "Drift",
    "DriftFact",
    "DriftKind",
    "Flaw",
    "MapFinding",
    "MapPolicy",
    "MapState",
    "RoomMatch",
    "accept",
    "check_map",
    "confirm",
    "drift",
    "fingerprint",
    "normalized",
    "reopen",
    "set_aside",
    "suggest",
]

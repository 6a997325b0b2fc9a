"""Occupancy for forecasting: how full a hotel is, night by night. Pure: values in, values out, the clock passed in."""

from .changes import OccupancyChanges
from .counts import HouseCounts, NightOccupancy, OccupancyCounts, UnitKind
from .dashboard import DashboardNumbers, FeedDrift, HouseToday, feed_drift, house_today
from .groups import GroupBlock, GroupNight
from .identity import OccupancyIdentityError, check_identity
from .incremental import update_occupancy
from .nightly import nightly_occupancy
from .pickup import Pickup, pickup
from .policy import OccupancyPolicy
from .result import NightlyOccupancy, StaleOccupancyError, require_fresh, source_age
from .snapshots import (
    OccupancySnapshot,
    SnapshotConflictError,
    add_snapshot,
    keep_from,
    latest_statement,
    take_snapshot,
)
from .stays import effective_end

__all__ = [
    "DashboardNumbers",
    "FeedDrift",
    "GroupBlock",
    "GroupNight",
    "HouseCounts",
    "HouseToday",
    "NightOccupancy",
    "NightlyOccupancy",
    "OccupancyChanges",
    "OccupancyCounts",
    "OccupancyIdentityError",
    "OccupancyPolicy",
    "OccupancySnapshot",
    "Pickup",
    "SnapshotConflictError",
    "StaleOccupancyError",
    "UnitKind",
    "add_snapshot",
    "check_identity",
    "effective_end",
    "feed_drift",
    "house_today",
    "keep_from",
    "latest_statement",
    "nightly_occupancy",
    "pickup",
    "require_fresh",
    "source_age",
    "take_snapshot",
    "update_occupancy",
]

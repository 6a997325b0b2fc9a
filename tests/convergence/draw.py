"""Random histories: which hotels, and which steps in which climate."""

from __future__ import annotations

from random import Random

from .channel import FAULTS
from .desk import ACTIONS
from .steps import History, HotelPlan, Pick, Step

STEPS = 60
_PLANS = (
    ("small", "America/New_York"),
    ("hostel", "Pacific/Auckland"),
    ("suites", "Asia/Kathmandu"),
    ("small", "Europe/Berlin"),
    ("hostel", "America/Sao_Paulo"),
)
_OPTIONAL = ("reads_lag_writes", "rows_change_page", "silent_modifications", "dirty_at_check_in", "webhook_disorder")
#: How often an action of the desk is drawn, where not once.
_OFTEN = {
    "check_out": 10,
    "check_in": 8,
    "walk_in": 4,
    "move": 5,
    "revert_check_out": 4,
    "condition": 4,
    "check_out_due": 3,
    "book": 3,
    "housekeeping_works": 3,
    "swap": 2,
    "block": 2,
    "remove_block": 2,
    "delete": 2,
    "change_dates": 3,
    "revert_check_in": 2,
    "retype_room": 2,
}
_RARE = {"add_room": 0.3, "rename_room": 0.3, "remove_room": 0.3, "anonymize": 0.3, "skip_night_audit": 0.3}
#: Parts of desk, time, work and trouble in a history, by climate.
CLIMATES = {
    "calm": (10, 4, 6, 0),
    "rough": (8, 4, 6, 3),
    "crowded": (8, 2, 12, 1),
    "storm": (6, 5, 6, 7),
    "silent": (10, 4, 4, 0),
}
_WAITS = (0.5, 2, 5, 20, 31, 60, 60, 300, 600, 610, 1800, 3700, 4 * 3600, 11 * 3600)
_PROCESS = {"round": 4, "turn": 6, "crash": 2, "sync": 2, "request": 0.5, "staff": 1.5}
_TROUBLE = ("receiver", "receiver_dies", "host_refuses")


def draw_history(seed: int, *, steps: int = STEPS) -> History:
    """The history of a seed."""
    rng = Random(f"convergence:{seed}")
    climate = rng.choice(sorted(CLIMATES))
    plans = rng.sample(_PLANS, 2)
    hotels = tuple(
        HotelPlan(
            kind=kind,
            zone=zone,
            without=tuple(quirk for quirk in _OPTIONAL if rng.random() < 0.4),
            baseline=rng.random() < 0.8,
        )
        for kind, zone in plans
    )
    first = [_fault(rng, "webhooks_lost", hotel, 0) for hotel in (0, 1)] if climate == "silent" else []
    drawn = [*first, *(_step(rng, climate) for _ in range(steps - len(first)))]
    return History(seed=seed, hotels=hotels, steps=tuple(drawn))


def _step(rng: Random, climate: str) -> Step:
    (part,) = rng.choices(("desk", "time", "work", "trouble"), CLIMATES[climate])
    if part == "desk":
        names = sorted(ACTIONS)
        weights = [_OFTEN.get(name, _RARE.get(name, 1)) for name in names]
        return Step(rng.choices(names, weights)[0], _picks(rng))
    if part == "time":
        return Step("wait", (rng.choice(_WAITS),))
    if part == "work":
        names = sorted(_PROCESS)
        return Step(rng.choices(names, [_PROCESS[name] for name in names])[0], _picks(rng))
    name = rng.choice((*sorted(FAULTS), "api_works", "api_works", *_TROUBLE))
    return Step(name, _picks(rng))


def _fault(rng: Random, name: str, hotel: int, choice: int) -> Step:
    return Step(name, (hotel, choice))


def _picks(rng: Random) -> tuple[Pick, ...]:
    return tuple(rng.randrange(1000) for _ in range(6))

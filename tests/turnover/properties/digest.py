"""Plans some lives of a hotel and prints a digest of everything that was planned: a program, run in several zones."""

from __future__ import annotations

import hashlib
import sys

from .chance import Seeded
from .life import EVENTS, opened


def digest(seeds: range) -> str:
    """All plans of these lives, in one number."""
    sha256 = hashlib.sha256()
    for seed in seeds:
        chance = Seeded(seed)
        life = opened(chance)
        for _ in range(8):
            plan = life.plan()
            sha256.update(repr((plan.commands, plan.decisions, plan.alerts, plan.notifications)).encode())
            sha256.update(repr(plan.look_again_at).encode())
            life.carry_out(plan)
            life.time_passes()
            for _ in range(chance.number(0, 3)):
                getattr(life, chance.one(EVENTS))()
            life.look()
    return sha256.hexdigest()


if __name__ == "__main__":
    first, last = map(int, sys.argv[1:])
    sys.stdout.write(digest(range(first, last)) + "\n")

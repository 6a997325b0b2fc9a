"""Where the program runs does not matter: the same hotel is planned alike with the server's clock in any zone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .effort import EFFORTS, THOROUGH

ROOT = Path(__file__).parents[3]
#: Half a day to either side of UTC, a half hour off, with and without summer time, and one that is no zone at all.
ZONES = ("UTC", "America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu", "Nowhere/At_All")


@pytest.mark.parametrize("thorough", EFFORTS)
def test_the_same_hotels_are_planned_alike_in_any_zone_of_the_server(thorough: bool) -> None:
    lives = 25 * (THOROUGH if thorough else 1)
    module = f"{__package__}.digest"
    running = [
        subprocess.Popen(
            [sys.executable, "-m", module, "0", str(lives)],
            cwd=ROOT,
            # hash seeds differ too: no set's order may show
            env={**os.environ, "TZ": zone, "PYTHONHASHSEED": str(number)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for number, zone in enumerate(ZONES)
    ]
    outputs = {child.communicate()[0] for child in running}
    assert all(child.returncode == 0 for child in running)
    assert len(outputs) == 1
    assert len(outputs.pop().strip()) == 64

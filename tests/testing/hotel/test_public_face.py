"""The public names of `cloudbeds_connector.testing`, which are loaded on first use."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import pytest

from cloudbeds_connector import testing
from cloudbeds_connector.testing import SimulatedHotel


def test_every_public_name_can_be_imported() -> None:
    assert all(getattr(testing, name) is not None for name in testing.__all__)


def test_the_package_alone_loads_neither_the_hotel_nor_a_server() -> None:
    ask = (
        "import sys, cloudbeds_connector.testing; print([m for m in sys.modules if 'hotel' in m or m == 'http.server'])"
    )
    completed = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert completed.stdout.strip() == "[]"


def test_the_hotel_imports_nothing_of_the_connector() -> None:
    ask = (
        "import json, sys, cloudbeds_connector.testing.hotel; "
        "ours = [m for m in sys.modules if m.startswith('cloudbeds_connector.') and '.testing' not in m]; "
        "print(json.dumps(ours))"
    )
    completed = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    leaves = {"cloudbeds_connector.errors", "cloudbeds_connector.escapes"}
    allowed = {*leaves, "cloudbeds_connector.pms", "cloudbeds_connector.pms.hotel_time"}
    assert set(json.loads(completed.stdout)) <= allowed


@pytest.mark.parametrize("open_hotel", [SimulatedHotel, SimulatedHotel.small, SimulatedHotel.city])
def test_a_misspelled_option_is_refused(open_hotel: Callable[..., SimulatedHotel]) -> None:
    with pytest.raises(TypeError, match="no option time_zone"):
        open_hotel(time_zone="Asia/Tokyo")

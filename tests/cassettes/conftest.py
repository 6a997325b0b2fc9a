"""``--live``: play the suite at the account that ``CLOUDBEDS_SANDBOX_*`` names."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--live", action="store_true", help="play the reading suite at a real Cloudbeds account")

"""The official description, where there is a copy of it."""

from __future__ import annotations

import pytest

from .description import VARIABLE, Description, load


@pytest.fixture(scope="session")
def description() -> Description:
    found = load()
    if found is None:
        pytest.skip(f"{VARIABLE} does not name a copy of the official description (pms-v1.3-openapi.yaml)")
    return found

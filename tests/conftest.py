"""How tests are run: which together, the slow ones first, and the examples that properties are tried with.

Properties are tried with the same examples in every run of `make test`, with new ones in `make proof`. Without a
deadline: no test depends on how fast a machine is. `tests/turnover/properties/effort.py` says how the rules' properties
are tried.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, settings

_SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)

settings.register_profile(
    "same", deadline=None, derandomize=True, database=None, max_examples=40, suppress_health_check=_SLOW
)
settings.register_profile("new", deadline=None, database=None, max_examples=1000, suppress_health_check=_SLOW)
settings.load_profile("same")

#: Files whose tests share an expensive server or day, or would disturb each other: one process runs all of a file.
#: (The marker of pytest-xdist for this has no effect with pytest 9.2.)
TOGETHER = (
    "tests/cloudbeds/test_shared_rate.py",
    "tests/openapi/test_prism.py",
    "tests/sdk/test_official_sdk.py",
    "tests/turnover/test_replay.py",
)
#: Files with tests of many seconds: begun first, so that no process waits for one of them at the end.
SLOW = ("tests/cli/demo/", "tests/project/test_tutorial.py", "tests/convergence/", "tests/engine/inbox/")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share out single tests, but whole files of `TOGETHER`, with ``--dist loadgroup``."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return file if file in TOGETHER else nodeid

    return Scheduling(config, log) if config.getoption("dist") == "loadgroup" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow tests."""
    items.sort(key=lambda item: not item.nodeid.startswith(SLOW))

"""How often a property is tried: a little and always the same in `make test`, twenty times as much and anew in `make
proof`. So the daily run fails by what was changed and never by chance, and the long one finds what nobody thought of.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

THOROUGH = 20
_SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)


def effort(examples: int, *, thorough: bool, **more: Any) -> settings:
    """The settings of one run. Without a deadline: no test depends on how fast a machine is."""
    if not thorough:
        # nothing is kept between runs, so that a run never depends on an earlier one
        phases = (Phase.explicit, Phase.generate, Phase.shrink)
        more |= {"derandomize": True, "database": None, "phases": phases}
    times = THOROUGH if thorough else 1
    return settings(max_examples=examples * times, deadline=None, suppress_health_check=_SLOW, **more)


def for_all(*strategies: SearchStrategy[Any], examples: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a test of a claim about everything that the strategies draw."""

    def decorate(claim: Callable[..., None]) -> Callable[..., None]:
        @pytest.mark.parametrize("thorough", EFFORTS)
        def test(thorough: bool) -> None:
            effort(examples, thorough=thorough)(given(*strategies)(claim))()

        test.__name__, test.__doc__ = claim.__name__, claim.__doc__
        return test

    return decorate


EFFORTS = [pytest.param(False, id="a little"), pytest.param(True, id="thoroughly", marks=pytest.mark.proof)]

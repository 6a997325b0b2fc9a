"""What every implementation of a port must do, as pytest classes to subclass. They need pytest and nothing else.

Subclass one in a test module and define the fixture that its docstring names. Loaded on first use.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .clock import ClockContract
    from .idempotency import IdempotencyContract
    from .limiter.contract import LimiterContract
    from .pms.contract import PmsConnectorContract
    from .pms.hotel import Guest, StagedHotel
    from .sinks import EventSinkContract, TaskSinkContract
    from .store.contract import StoreContract
    from .tokens import TokenStoreContract
    from .turnover.contract import TurnoverContract

_HOMES = {
    "ClockContract": ".clock",
    "EventSinkContract": ".sinks",
    "Guest": ".pms.hotel",
    "IdempotencyContract": ".idempotency",
    "LimiterContract": ".limiter.contract",
    "PmsConnectorContract": ".pms.contract",
    "StagedHotel": ".pms.hotel",
    "StoreContract": ".store.contract",
    "TaskSinkContract": ".sinks",
    "TokenStoreContract": ".tokens",
    "TurnoverContract": ".turnover.contract",
}

__all__ = [
    "ClockContract",
    "EventSinkContract",
    "Guest",
    "IdempotencyContract",
    "LimiterContract",
    "PmsConnectorContract",
    "StagedHotel",
    "StoreContract",
    "TaskSinkContract",
    "TokenStoreContract",
    "TurnoverContract",
]

# without this, a failing `assert` in the suites would not show its values
pytest.register_assert_rewrite(*(f"{__name__}.{module.name}" for module in iter_modules(__path__)))


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name], __name__), name)

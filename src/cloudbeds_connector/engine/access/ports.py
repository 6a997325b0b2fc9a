"""The arguments of `Integration`, checked when it is built: one that does not fit fails there, not in a worker."""

from __future__ import annotations

from ...errors import ConfigurationError
from ...secrets import KeyRing
from ...turnover.policy import TurnoverPolicy
from ..settings import EngineSettings

#: What is called of each port.
_METHODS = {
    "connector": ("open", "parse"),
    "store": ("transaction",),
    "tasks": ("send",),
    "events": ("send",),
    "rooms": ("list",),
    "limiter": ("take", "slow_down"),
    "clock": ("now", "monotonic", "sleep"),
}
_FUNCTIONS = ("credentials", "dispatch")
_KINDS = {"keys": KeyRing, "policy": TurnoverPolicy, "settings": EngineSettings}
_REQUIRED = ("connector", "store")


def check_ports(**given: object) -> None:
    """`ConfigurationError` that names the first argument that does not fit. None is what was not given."""
    for name, value in given.items():
        if value is None and name not in _REQUIRED:
            continue
        if name in _FUNCTIONS and not callable(value):
            raise _unfit(name, value, "is no function", "Give a function.")
        if name in _KINDS and not isinstance(value, _KINDS[name]):
            kind = _KINDS[name].__name__
            raise _unfit(name, value, f"is no {kind}", f"Give a {kind}.")
        if isinstance(value, type) and name in _METHODS:
            raise _unfit(name, value, "is a class", "Give an instance of it.")
        missing = [method for method in _METHODS.get(name, ()) if not callable(getattr(value, method, None))]
        if missing:
            raise _unfit(name, value, f"has no method {missing[0]}", "Give an object that has it.")


def _unfit(name: str, value: object, what: str, next_action: str) -> ConfigurationError:
    kind = value.__name__ if isinstance(value, type) else type(value).__name__  # the value may be a secret
    return ConfigurationError(f"The argument {name}= of Integration, {kind}, {what}.", next_action=next_action)

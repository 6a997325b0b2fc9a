"""Exit codes, for scripts."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from .. import (
    AuthenticationError,
    ConfigurationError,
    ConnectorError,
    NotConnectedError,
    PmsError,
    StoreError,
)


class Exit(IntEnum):
    """How a command ended. 2 is also what the parser uses for wrong options, 130 what shells use for Ctrl-C."""

    OK = 0
    FAILED = 1
    USAGE = 2
    CREDENTIAL = 3
    PMS = 4
    STORE = 5
    INTERRUPTED = 130


#: The worst first: errors that need a person before errors that may pass by themselves.
_WORST_FIRST = (Exit.CREDENTIAL, Exit.USAGE, Exit.STORE, Exit.FAILED, Exit.PMS)


def exit_for(error: ConnectorError) -> Exit:
    """The exit code of an error."""
    match error:
        case AuthenticationError():
            return Exit.CREDENTIAL
        case PmsError():
            return Exit.PMS
        case StoreError():
            return Exit.STORE
        case ConfigurationError() | NotConnectedError():
            return Exit.USAGE
        case _:
            return Exit.FAILED


def worst(errors: Iterable[ConnectorError]) -> Exit:
    """The exit code of the worst of several errors; OK for none."""
    return min((exit_for(error) for error in errors), key=_WORST_FIRST.index, default=Exit.OK)

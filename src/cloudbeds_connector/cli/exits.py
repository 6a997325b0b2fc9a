"""Decides a command's exit code and how an error is told: one sentence, with the next action."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import typer
from rich.console import Console

from ..errors import (
    AuthenticationError,
    CloudbedsError,
    ConfigurationError,
    NotConnectedError,
    PmsError,
    StoreError,
)

stderr = Console(stderr=True)


class Exit(IntEnum):
    """What a script can rely on. 2 is also what the parser uses for wrong options."""

    OK = 0
    FAILED = 1
    USAGE = 2
    CREDENTIAL = 3
    PMS = 4
    STORE = 5
    INTERRUPTED = 130


def exit_for(error: CloudbedsError) -> Exit:
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


@contextmanager
def told() -> Iterator[None]:
    """Tell an error of the library in one sentence and exit; anything else is a bug and shows its traceback."""
    try:
        yield
    except CloudbedsError as error:
        stderr.print(f"[red]error:[/red] {error}", highlight=False, soft_wrap=True)
        raise typer.Exit(exit_for(error)) from None
    except KeyboardInterrupt:
        raise typer.Exit(Exit.INTERRUPTED) from None

"""Reporting errors: one sentence with the next action, or one JSON object; always on stderr."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer

from .. import ConnectorError
from .codes import Exit, exit_for
from .hints import for_terminal
from .output import json_line, print_note, stderr


@contextmanager
def reporting_errors(*, as_json: bool = False) -> Iterator[None]:
    """Report an error of the library and exit with its code; any other exception is a bug and shows its traceback."""
    try:
        yield
    except ConnectorError as error:
        if as_json:
            typer.echo(json_line(error_fields(error)), err=True)
        else:
            show_error(error)
        raise typer.Exit(exit_for(error)) from None
    except KeyboardInterrupt:
        if as_json:
            stopped = {"error": "Stopped.", "next_action": "", "exit_code": int(Exit.INTERRUPTED)}
            typer.echo(json_line(stopped), err=True)
        else:
            stderr.print("Stopped.")
        raise typer.Exit(Exit.INTERRUPTED) from None


def show_error(error: ConnectorError, *, about: str = "") -> None:
    """One error in one line, after `about`."""
    print_note("error:", f"{about}{for_terminal(error)}", style="red")


def error_fields(error: ConnectorError) -> dict[str, Any]:
    """An error for programs: what happened, what to do, and its exit code."""
    shown = for_terminal(error)
    text = str(shown).removesuffix(shown.next_action).rstrip()
    return {"error": text, "next_action": shown.next_action, "exit_code": int(exit_for(error))}

"""What the library logs while a command works, printed on stderr: failures once, and then at growing intervals."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from ... import printable
from ..exits import show_error
from ..hints import for_terminal
from ..output import json_line, print_note, stderr

_LIBRARY = "cloudbeds_connector"
_FAILURES = f"{_LIBRARY}.failures"


class StderrHandler(logging.Handler):
    """Prints records: failures as other errors of the command line, everything else as a warning.

    With `as_json` a failure is left out, since the round's report has it, and every other record is an object.
    """

    def __init__(self, *, as_json: bool) -> None:
        super().__init__(logging.INFO)
        self._as_json = as_json

    def emit(self, record: logging.LogRecord) -> None:
        """Print one record."""
        try:
            self._print(record)
        except Exception:
            self.handleError(record)

    def _print(self, record: logging.LogRecord) -> None:
        failure = getattr(record, "failure", None)
        text = record.getMessage()
        if self._as_json:
            if failure is None and record.levelno >= logging.WARNING:
                typer.echo(json_line({"warning": text}), err=True)
            return
        if failure is None:
            if record.levelno >= logging.WARNING or record.name == _FAILURES:
                _print_lines(text)
            return
        about = f"{printable(failure.property_id, longest=60)}: " if failure.property_id else ""
        if not failure.error.retryable and not record.repeated:  # type: ignore[attr-defined]
            show_error(failure.error, about=about)
        else:
            shown = text if record.repeated else f"{about}{for_terminal(failure.error)}"  # type: ignore[attr-defined]
            print_note("will try again:", shown, style="yellow")
        trace = failure.trace or failure.error.trace
        if trace and not record.repeated:  # type: ignore[attr-defined]
            _print_lines(trace)


def _print_lines(text: str) -> None:
    """A text of several lines, such as a traceback."""
    for line in text.split("\n"):
        stderr.print(printable(line), soft_wrap=True)


@contextmanager
def showing_log(*, as_json: bool) -> Iterator[None]:
    """Print what the library logs inside the `with`."""
    handler = StderrHandler(as_json=as_json)
    library, failures = logging.getLogger(_LIBRARY), logging.getLogger(_FAILURES)
    before = failures.level
    library.addHandler(handler)
    failures.setLevel(logging.INFO)
    try:
        yield
    finally:
        library.removeHandler(handler)
        failures.setLevel(before)

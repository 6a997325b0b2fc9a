"""The entry point. The libraries of the command line are an extra, and may be missing.

This module imports next to nothing, so that Ctrl-C is handled from the first moments on.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from .app import app

__all__ = ["app", "main"]

#: What the extra ``cli`` brings, by import name.
EXTRA = frozenset({"alembic", "fastapi", "rich", "sqlalchemy", "typer", "uvicorn"})
INSTALL = 'error: The command line is not installed. In a checkout of cloudbeds-connector, run: pip install ".[cli]"\n'
#: Of `codes.Exit`, which costs an import.
FAILED, USAGE, INTERRUPTED = 1, 2, 130
#: What writing to a full device, to a file beyond its limit, or to nowhere fails with.
_OF_OUTPUT = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF, errno.EPIPE})


def main() -> NoReturn:
    """The console script, and ``python -m cloudbeds_connector``."""
    failed: OSError | None = None
    code = FAILED
    try:
        code = _run()
    except OSError as error:  # what the library needs of files and networks fails as a ConnectorError
        if error.errno not in _OF_OUTPUT:
            raise
        failed = error
    failed = _drop_unwritten() or failed
    if failed is not None:
        code = code or FAILED
        if failed.errno != errno.EPIPE:  # `head` has all it wants, and nobody needs to be told
            said = f"error: The output cannot be written: {failed.strerror}. Send it somewhere else.\n"
            with suppress(OSError):
                os.write(2, said.encode())
    raise SystemExit(code)


def _run() -> int:
    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:  # a KeyboardInterrupt in the middle of an import shows as anything
        signal.signal(signal.SIGINT, _stop_at_once)
    try:
        try:
            from .app import app
        finally:
            signal.signal(signal.SIGINT, before)
        app(prog_name="cloudbeds-connector")
    except ModuleNotFoundError as error:  # some are imported by the commands that need them
        if (error.name or "").partition(".")[0] not in EXTRA:
            raise
        sys.stderr.write(INSTALL)
        return USAGE
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else FAILED if ended.code else 0
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _stop_at_once(number: int, frame: object) -> None:
    """Nothing is open yet that needs to be closed."""
    os.write(2, b"Stopped.\n")
    os._exit(INTERRUPTED)


def _drop_unwritten() -> OSError | None:
    """Flush the output; what cannot be written is dropped, since Python would try again at its end, and complain."""
    failed: OSError | None = None
    for stream, number in ((sys.stdout, 1), (sys.stderr, 2)):
        try:
            if stream is not None:  # it was closed before the start
                stream.flush()
        except OSError as error:
            failed = failed or error
            os.dup2(os.open(os.devnull, os.O_WRONLY), number)
    return failed


def __getattr__(name: str) -> Any:
    """`app` on first use, for tools that document Typer's applications."""
    if name == "app":
        from .app import app

        return app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

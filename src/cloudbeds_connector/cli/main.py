"""The entry point. The libraries of the command line are an extra, and may be missing.

This module and `codes` import nothing of that extra.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from .codes import Exit

if TYPE_CHECKING:
    from .app import app

__all__ = ["app", "main"]

#: What the extra ``cli`` brings, by import name.
EXTRA = frozenset({"alembic", "fastapi", "rich", "sqlalchemy", "typer", "uvicorn"})
INSTALL = 'error: The command line is not installed. In a checkout of cloudbeds-connector, run: pip install ".[cli]"\n'


def main() -> None:
    """The console script, and ``python -m cloudbeds_connector``."""
    try:
        from .app import app

        app(prog_name="cloudbeds-connector")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in EXTRA:
            raise
        sys.stderr.write(INSTALL)
        raise SystemExit(Exit.USAGE) from None


def __getattr__(name: str) -> Any:
    """`app` on first use, for tools that document Typer's applications."""
    if name == "app":
        from .app import app

        return app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

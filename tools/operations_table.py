"""Write the table of every typed call of the clients into the docs, from the endpoints that the groups define.

`python tools/operations_table.py` writes ``docs/reference/operations.md``; with ``--check`` it says whether it is
current.
"""

from __future__ import annotations

import inspect
import pkgutil
import sys
from importlib import import_module
from pathlib import Path

from cloudbeds_connector.cloudbeds import groups
from cloudbeds_connector.cloudbeds.groups.client_groups import Operations
from cloudbeds_connector.cloudbeds.operation import Endpoint, Repeat

PAGE = Path(__file__).resolve().parent.parent / "docs/reference/operations.md"
HEAD = """\
# Operations

Every typed call of `CloudbedsClient`; `AsyncCloudbedsClient` has the same ones, to be awaited. Written by
`tools/operations_table.py` from the endpoints of the calls, which tests hold against Cloudbeds' official
description. Any other method of version 1.3 is a [`client.call`](client.md) away.

*Scope* is what the credential must have been granted. *Repeated* says whether a call is tried again after a failure
that left open whether it was carried out: only calls that change nothing when they are made again are.

| call | what for | Cloudbeds' method | verb | scope | repeated |
|---|---|---|---|---|---|
"""


def main() -> int:
    """Write the page, or compare; an exit status."""
    text = page()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text)
        return 0
    if PAGE.exists() and PAGE.read_text() == text:
        return 0
    print(f"{PAGE.name} is not current. Run: python tools/operations_table.py")
    return 1


def page() -> str:
    """The page's text."""
    return HEAD + "".join(f"{_row(endpoint)}\n" for endpoint in sorted(endpoints(), key=lambda each: each.used_as))


def endpoints() -> list[Endpoint]:
    """Every endpoint that a module of `groups` defines."""
    found = []
    for each in pkgutil.iter_modules(groups.__path__):
        module = import_module(f"{groups.__name__}.{each.name}")
        found += [value for value in vars(module).values() if isinstance(value, Endpoint)]
    return found


def _row(endpoint: Endpoint) -> str:
    name = endpoint.name if endpoint.path is None else endpoint.path
    cells = [
        f"`client.{endpoint.used_as}`",
        _purpose(endpoint),
        f"[`{name}`]({endpoint.docs})",
        endpoint.verb.value,
        f"`{endpoint.permission}`" if endpoint.permission else "none",
        "yes" if endpoint.repeat is Repeat.SAFE else "no",
    ]
    return f"| {' | '.join(cells)} |"


def _purpose(endpoint: Endpoint) -> str:
    """The first sentence about the call."""
    group, _, method = endpoint.used_as.partition(".")
    found = getattr(type(getattr(Operations(), group)), method)
    first = " ".join((inspect.getdoc(found) or "").split("\n\n")[0].split())
    return first.split(". ")[0].rstrip(".").replace("``", "`").replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())

"""The client against the official SDK: import, memory, parsing, paging, and the rate it reaches.

Run it with ``python benchmarks/bench_client.py``. Each side runs in its own processes, in turns; times are the least of
several. The import is measured until the first call can be made: the client is open, and the group of reservations is
loaded with its models. A limit is a share of the SDK's time or memory that this package should not exceed, or a share
of the rate that it should reach. No limit fails the run, because figures vary on a shared machine.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

from client_pages import GUESTS, PAGE_SIZE, SYNC, make_pages
from client_rate import KINDS
from client_server import PAGES, serving
from client_side import OURS, SDK

HERE = Path(__file__).parent
RESERVATIONS = PAGES * PAGE_SIZE
TURNS_OF_IMPORT = 9
TURNS = 3
RATES = (5, 10)
#: How long the server takes for an answer when the rate is measured.
LATENCY_SECONDS = 0.3
NAMES = {SYNC: "without guests", GUESTS: "with guests"}

Measured = dict[str, list[dict[str, float]]]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A line of the table. `theirs` is None if there is nothing to compare with; `limit` is None without a limit."""

    name: str
    ours: float
    theirs: float | None = None
    limit: float | None = None
    at_least: bool = False

    @property
    def value(self) -> float | None:
        """The value that the limit is for: the ratio of both sides, or the share of the rate."""
        if self.at_least:
            return self.ours
        return None if not self.theirs else self.ours / self.theirs

    @property
    def verdict(self) -> str:
        """OK, ABOVE or BELOW, or empty without a limit."""
        if self.value is None or self.limit is None:
            return ""
        if self.at_least:
            return "OK" if self.value >= self.limit else "BELOW"
        return "OK" if self.value <= self.limit else "ABOVE"

    def line(self) -> str:
        """As a line of the table."""
        theirs = "" if self.theirs is None else f"{self.theirs:.2f}"
        value = "" if self.value is None else f"{self.value:.3f}"
        limit = "" if self.limit is None else f"{'>=' if self.at_least else '<='} {self.limit}"
        return f"{self.name:<58} {self.ours:>9.2f} {theirs:>9} {value:>7} {limit:>8} {self.verdict}".rstrip()


def run(script: str, *arguments: object) -> str:
    """The output of a script of this folder, in a new process."""
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def in_turns(sides: Sequence[str], turns: int, task: str, *arguments: object) -> Measured:
    """The measurements of each side, in turns."""
    found: Measured = {side: [] for side in sides}
    for _ in range(turns):
        for side in sides:
            found[side].append(json.loads(run("client_side.py", side, task, *arguments)))
    return found


def compared(
    measured: Measured,
    what: str,
    name: str,
    *,
    limit: float | None = None,
    of: Callable[[list[float]], float] = min,
) -> Figure:
    """One figure of both sides: the least of all turns, or another statistic (`of`)."""
    values = {side: of([turn[what] for turn in turns]) for side, turns in measured.items()}
    return Figure(name=name, ours=values[OURS], theirs=values.get(SDK), limit=limit)


def starting(sides: Sequence[str], folder: Path) -> list[Figure]:
    """Import time and memory, with what is installed here, and without `click`.

    The HTTP library imports its command line if `click` is installed, which is not the case in most hosts. The first
    turn only fills the caches of compiled files.
    """
    page, figures = folder / f"{GUESTS}.json", []
    in_turns(sides, 1, "imported", page)
    for where, absent in (("", ()), (", no click", ("click",))):
        found = in_turns(sides, TURNS_OF_IMPORT, "imported", page, *absent)
        figures += [
            compared(found, "cpu", f"import{where}, CPU ms, least", limit=0.25),
            compared(found, "cpu", f"import{where}, CPU ms, median", limit=0.25, of=median),
            compared(found, "wall", f"import{where}, wall ms, least"),
            compared(found, "wall", f"import{where}, wall ms, median", of=median),
            compared(found, "memory", f"memory over bare Python{where}, MiB", limit=0.6, of=median),
            compared(found, "memory with a page", f"memory with a page parsed{where}, MiB", of=median),
        ]
    return figures


def parsing(sides: Sequence[str], folder: Path, sizes: dict[str, int]) -> tuple[list[Figure], list[str]]:
    """From bytes to objects, for both pages, and how many of the values on them each side keeps."""
    figures, notes = [], []
    for page, limit in ((GUESTS, 0.9), (SYNC, 0.7)):
        found = in_turns(sides, TURNS, "parsed", folder / f"{page}.json")
        name = f"parse {PAGE_SIZE} reservations {NAMES[page]} ({sizes[page] / 1024:.0f} KiB), CPU ms"
        figures.append(compared(found, "cpu", name, limit=limit))
        kept = ", ".join(f"{side} {found[side][0]['kept']:,.0f}" for side in sides)
        notes.append(f"Of the {found[OURS][0]['values']:,.0f} values on the page {NAMES[page]}, kept: {kept}.")
    return figures, notes


def paging(sides: Sequence[str], folder: Path) -> list[Figure]:
    """All reservations from a server of prepared pages, one page after the other, without a rate limit."""
    figures = []
    with serving(folder) as base_url:
        for page in (SYNC, GUESTS):
            found = in_turns(sides, TURNS, "paged", base_url, page)
            short = [side for side in sides for turn in found[side] if turn["rows"] != RESERVATIONS]
            if short:
                raise SystemExit(f"Not every reservation was read by {short}; the figures mean nothing.")
            name = f"read {RESERVATIONS:,} reservations {NAMES[page]}"
            figures.append(compared(found, "wall", f"{name}, wall ms", limit=0.9))
            figures.append(compared(found, "cpu", f"{name}, CPU ms", limit=0.9))
    return figures


def rates(folder: Path) -> list[Figure]:
    """The share of the rate that many threads or tasks reach, all at the same time, each in its own process."""
    cases = [(kind, rate) for rate in RATES for kind in KINDS]
    with serving(folder, seconds=LATENCY_SECONDS) as base_url, ThreadPoolExecutor(len(cases)) as pool:
        shares = list(pool.map(lambda case: float(run("client_rate.py", *case, base_url)), cases))
    return [
        Figure(
            name=f"share of {rate} requests/s, {KINDS[kind]} {kind}, {LATENCY_SECONDS * 1000:.0f} ms an answer",
            ours=share,
            limit=0.93,
            at_least=True,
        )
        for (kind, rate), share in zip(cases, shares, strict=True)
    ]


def sdk_version() -> str | None:
    """The version of the official SDK, None if it is not installed."""
    try:
        return version("cloudbeds-pms-v1-3")
    except PackageNotFoundError:
        return None


def main() -> None:
    sdk = sdk_version()
    beside = "cloudbeds-pms-v1-3 is not installed, so there is nothing to compare with"
    beside = beside if sdk is None else f"cloudbeds-pms-v1-3 {sdk}"
    print(f"Python {platform.python_version()}, {os.cpu_count()} CPUs, {beside}\n", flush=True)
    sides = (OURS,) if sdk is None else (OURS, SDK)
    print(f"{'':<58} {'ours':>9} {'SDK':>9} {'ratio':>7} {'limit':>8}", flush=True)
    figures: list[Figure] = []

    def show(more: list[Figure]) -> None:
        figures.extend(more)
        print("\n".join(figure.line() for figure in more), flush=True)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sizes = make_pages(folder)
        show(starting(sides, folder))
        parsed, notes = parsing(sides, folder, sizes)
        show(parsed)
        show(paging(sides, folder))
        show(rates(folder))
    print()
    print("\n".join(notes))
    off = [f"  {figure.verdict}: {figure.name}" for figure in figures if figure.verdict in ("ABOVE", "BELOW")]
    held = "Every figure" if sdk is not None else "Only the rate could be held against a limit, and it"
    print("\n".join(["Off their limits:", *off]) if off else f"{held} is within its limit.")


if __name__ == "__main__":
    main()

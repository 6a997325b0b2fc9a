"""Two checkouts of this package, measured in turns: import, memory, parsing, paging, planning, store.

Run it with ``python benchmarks/compare.py OLD [NEW]``. Both are folders; NEW is this checkout by default. To compare
with a commit: ``git worktree add /tmp/old COMMIT``. Exits with 1 if a figure of NEW is more than 1.10 of OLD's.

Every measurement runs in its own process, with the benchmarks of its own checkout, which use the names of that commit.
Old and new are measured in turns, seven times. A ratio is the median of the ratios of the seven turns, so that other
load on the machine affects both sides alike. All figures except memory are CPU time.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from client_pages import GUESTS, SYNC, make_pages
from client_server import serving

TURNS = 7
LIMIT = 1.10

STARTING = "import client_side as side, json; print(json.dumps(side.imported('ours', {page!r})))"
PARSING = "import client_side as side, json; print(json.dumps(side.parsed('ours', {page!r})))"
PAGING = "import client_side as side, json; print(json.dumps(side.paged('ours', {url!r}, {page!r})))"
PLANNING = "import bench_plan, json; print(json.dumps(bench_plan.costs(500)))"
STORE = """
import json, tempfile, statistics, bench_store as bench
folder = tempfile.TemporaryDirectory()
sqlite = bench.SqlAlchemyStore(f"sqlite:///{folder.name}/bench.sqlite3")
sqlite.migrate()
stores = {"SQLite": sqlite, "memory": bench.MemoryStore()}
costs = {name: bench.costs(store).values() for name, store in stores.items()}
# a verb that costs less than the loop around it may measure as nothing
print(json.dumps({name: statistics.geometric_mean(max(us, 0.01) for us in each) for name, each in costs.items()}))
"""


def measure(checkout: Path, code: str) -> dict[str, float]:
    """The output of code that runs with the sources and the benchmarks of a checkout."""
    paths = [str(checkout / folder) for folder in ("src", "adapters", "benchmarks")]
    check = f"import cloudbeds_connector as package; assert package.__file__.startswith({paths[0]!r}), package"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{check}"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def turn(checkout: Path, folder: Path, url: str) -> dict[str, float]:
    """Every figure of one checkout, by its name."""
    start = measure(checkout, STARTING.format(page=str(folder / f"{GUESTS}.json")))
    figures = {"import, ms": start["cpu"], "memory, MiB": start["memory"]}
    for page, name in ((SYNC, "without guests"), (GUESTS, "with guests")):
        parsed = measure(checkout, PARSING.format(page=str(folder / f"{page}.json")))
        figures[f"parsing a page {name}, ms"] = parsed["cpu"]
        figures[f"paging {name}, ms"] = measure(checkout, PAGING.format(url=url, page=page))["cpu"]
    figures |= {f"planning {name}, ms": ms for name, ms in measure(checkout, PLANNING).items()}
    figures |= {f"store in {name}, us a verb": us for name, us in measure(checkout, STORE).items()}
    return figures


def compare(old: Path, new: Path) -> list[str]:
    """Print a line for each figure; the names of those that are worse than the limit."""
    found: dict[Path, dict[str, list[float]]] = {old: defaultdict(list), new: defaultdict(list)}
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        make_pages(Path(name))
        url = stack.enter_context(serving(Path(name)))
        for number in range(TURNS + 1):
            for side in (old, new) if number % 2 else (new, old):
                for figure, value in turn(side, Path(name), url).items():
                    if number:  # the first turn only fills the caches of compiled files
                        found[side][figure].append(value)
            print(f"turn {number} of {TURNS}", file=sys.stderr, flush=True)
    print(f"{'':<36} {'old':>9} {'new':>9} {'ratio':>7}")
    worse = []
    for figure, before in found[old].items():
        after = found[new][figure]
        ratio = median(late / early for early, late in zip(before, after, strict=True))
        print(f"{figure:<36} {median(before):>9.2f} {median(after):>9.2f} {ratio:>7.3f}")
        worse += [figure] if ratio > LIMIT else []
    return worse


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="Measure two checkouts of this package in turns.")
    arguments.add_argument("old", type=Path)
    arguments.add_argument("new", type=Path, nargs="?", default=Path(__file__).parents[1])
    asked = arguments.parse_args()
    above = compare(asked.old.resolve(), asked.new.resolve())
    print(f"Worse than {LIMIT:.2f}: {'; '.join(above)}." if above else f"No figure is worse than {LIMIT:.2f}.")
    raise SystemExit(bool(above))

"""The soak: histories without end, for so many minutes. ``python -m tests.convergence --minutes 30 --store sqlite``."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from .draw import draw_history
from .run import NewStore, memory_store, play, shrink, sqlite_stores


def main() -> int:
    """Run histories, show each that ends wrong as a story, and return 1 if there was one."""
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--store", choices=("memory", "sqlite"), default="memory")
    parser.add_argument("--first", type=int, default=100_000, help="the first seed")
    parser.add_argument("--steps", type=int, default=60, help="steps of each history")
    parser.add_argument("--shrink", type=float, default=60.0, help="seconds to make each failure smaller")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)  # faults are logged by the thousand
    with tempfile.TemporaryDirectory() as folder:
        new_store = sqlite_stores(Path(folder)) if options.store == "sqlite" else memory_store
        return _soak(options, new_store)


def _soak(options: argparse.Namespace, new_store: NewStore) -> int:
    until, seed, wrong = time.monotonic() + 60 * options.minutes, options.first, Counter[str]()
    failed: list[int] = []
    while time.monotonic() < until:
        try:
            outcome = play(draw_history(seed, steps=options.steps), new_store)
        except Exception:
            traceback.print_exc()
            failed.append(seed)
            wrong["an exception"] += 1
        else:
            if outcome.problems:
                failed.append(seed)
                wrong.update(outcome.kinds)
                sys.stdout.write(f"\n{shrink(outcome, new_store, seconds=options.shrink)}\n")
                sys.stdout.flush()
        seed += 1
    count = seed - options.first
    sys.stdout.write(
        f"{count} histories of {options.steps} steps on {options.store}, seeds {options.first} to {seed - 1}"
    )
    sys.stdout.write(f": {len(failed)} ended wrong {failed or ''} {dict(wrong) or ''}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

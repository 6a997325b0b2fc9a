"""Progress bars of a sync: one for each kind of row that is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import Progress, TaskID


@contextmanager
def row_bars(bar: Progress) -> Iterator[Callable[[str, int], None]]:
    """A function that takes the kind of row and how many were read so far. At the end every bar is full."""
    bars: dict[str, TaskID] = {}

    def progress(label: str, rows: int) -> None:
        if label not in bars:
            bars[label] = bar.add_task(label, total=None)
        bar.update(bars[label], completed=rows)

    yield progress
    for task in bar.tasks:
        bar.update(task.id, total=task.completed or 1, completed=task.completed or 1)

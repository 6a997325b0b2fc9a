"""Output: tables and progress bars for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table

from .. import encode

stdout = Console()


def print_json(value: Any) -> None:
    """One JSON value on stdout. Instants are ISO 8601 with their offset."""
    typer.echo(json.dumps(encode(value), ensure_ascii=False))


def print_line(text: str) -> None:
    """One line on stdout, without markup."""
    stdout.print(text, highlight=False, markup=False, soft_wrap=True)


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many}"


def print_table(title: str, columns: Mapping[str, Sequence[str]], *, empty: str, lines: bool = False) -> None:
    """A table of columns of equal length, the last one the widest; one sentence if there are no rows."""
    rows = list(zip(*columns.values(), strict=True))
    if not rows:
        stdout.print(empty)
        return
    table = Table(title=title, title_justify="left", header_style="bold", show_lines=lines)
    *others, _ = columns
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in others)
    for row in rows:
        table.add_row(*row)
    stdout.print(table)


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

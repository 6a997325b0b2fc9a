"""Output: tables and progress bars for people, JSON for programs.

Names, ids and reasons come from hotel systems. They are printed as they are: nothing in them is markup, an emoji code
or a control sequence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table
from rich.text import Text

from .. import encode, printable

stdout = Console(markup=False, emoji=False, highlight=False)
stderr = Console(stderr=True, markup=False, emoji=False, highlight=False)

#: What JSON may hold as it is, and a terminal may obey. Halves of surrogate pairs cannot even be written.
_NOT_PRINTED = re.compile("[\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")


def json_line(value: Any) -> str:
    """One JSON value in one line. Instants are ISO 8601 with their offset."""
    text = json.dumps(encode(value), ensure_ascii=False)
    return _NOT_PRINTED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def print_json(value: Any) -> None:
    """One JSON value on stdout."""
    typer.echo(json_line(value))


def print_line(text: str) -> None:
    """One line on stdout."""
    stdout.print(printable(text), soft_wrap=True)


def print_note(label: str, text: str, *, style: str) -> None:
    """One line on stderr, after a label in a style."""
    stderr.print(Text.assemble((label, style), " ", printable(text)), soft_wrap=True)


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many}"


def print_table(title: str, columns: Mapping[str, Sequence[str | Text]], *, empty: str, lines: bool = False) -> None:
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
        table.add_row(*(cell if isinstance(cell, Text) else Text(printable(cell)) for cell in row))
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

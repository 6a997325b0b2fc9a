"""Decides how rows are shown: a table for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from enum import IntEnum
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

stdout = Console()


def plain(value: Any) -> Any:
    """A value as JSON can hold it: instants with their offset, days, and words."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, IntEnum):
        return int(value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value


def print_json(value: Any) -> None:
    """One JSON value on stdout."""
    typer.echo(json.dumps(plain(value), ensure_ascii=False))


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

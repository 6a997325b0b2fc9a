"""The demo's terminal output, while it runs and at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from ... import Connection, Integration, printable
from ...testing import HotelProcess
from ..grid import show_grid
from ..output import row_bars
from ..tables import show_tasks
from .summary import DemoResult, findings


class Screen:
    """The demo's terminal. `quiet` shows nothing at all."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._console = Console(quiet=quiet, markup=False, emoji=False, highlight=False)

    def hotel_opened(self, hotel: HotelProcess, seed: int) -> None:
        """The hotel is up."""
        self._console.print(
            Text.assemble(
                f"A simulated hotel (seed {seed}) listens on ", (hotel.base_url, "bold"), ", in a process of its own."
            )
        )

    @contextmanager
    def syncing(self) -> Iterator[Callable[[str, int], None]]:
        """A bar for each kind of row of the first sync."""
        columns = (SpinnerColumn(), TextColumn("reading {task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=self._console, disable=self._quiet) as bar, row_bars(bar) as progress:
            yield progress

    @contextmanager
    def day(self, hotel: HotelProcess) -> Iterator[Callable[[datetime, list[str]], None]]:
        """A bar for the day, the hotel's clock, and what happens at its front desk."""
        zone = ZoneInfo(hotel.control.clock()["timezone"])
        start, end = hotel.clock.now(), datetime.fromisoformat(hotel.control.day()["ends_at"])
        columns = (TextColumn("{task.fields[clock]}"), BarColumn(), TextColumn("{task.fields[news]}", markup=False))
        with Progress(*columns, TimeElapsedColumn(), console=self._console, disable=self._quiet) as bar:
            task = bar.add_task("day", total=(end - start).total_seconds(), clock="", news="")

            def show(now: datetime, news: list[str]) -> None:
                clock = now.astimezone(zone).strftime("%a %H:%M")
                bar.update(task, completed=(now - start).total_seconds(), clock=clock)
                if news:
                    bar.update(task, news=news[-1][:60])

            yield show
            bar.update(task, news="")

    def board(self, integration: Integration, connection: Connection) -> None:
        """The rooms, and the open tasks with the reason of each."""
        show_grid(integration.rooms(connection.property_id))
        tasks = integration.tasks(connection.property_id)
        show_tasks(tasks, ZoneInfo(connection.timezone), now=integration.clock.now())

    def summary(self, result: DemoResult, where: str) -> None:
        """The counts, the oracle's verdict, and where to look further."""
        table = Table(title="Summary", title_justify="left", show_header=False)
        for name, value in result.lines():
            table.add_row(name, Text(value))
        self._console.print(table)
        for sentence in findings(result.verdicts):
            self._console.print(printable(sentence), style="red", soft_wrap=True)
        if result.good:
            self._console.print("The oracle found no task missing and none doubled.", style="green")
        self._console.print(f"Everything is in {where}: look at its tables with any SQLite tool.", soft_wrap=True)

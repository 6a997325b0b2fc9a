"""Decides how the worker runs as a process: rounds until a signal, a line for each round that did something."""

from __future__ import annotations

import signal
from dataclasses import asdict
from types import FrameType

from ..engine import Worker, WorkReport
from ..pms.ports import Clock
from ..pms.tasks import TaskCommand
from .output import print_json, stdout
from .wiring import opened


class PrintedTasks:
    """The command line has no host: commands are told on the terminal, and kept in the store as every task is."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet

    def send(self, command: TaskCommand) -> None:
        """Tell one command."""
        if not self._quiet:
            stdout.print(f"{command.action.value:9} room {command.task.room_number}: {command.reason} ({command.row})")


def work(database: str, *, once: bool, idle_seconds: float, simulated_clock: str | None, as_json: bool) -> None:
    """Run rounds; SIGINT and SIGTERM end after the present one."""
    stopping: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    with opened(database, clock=_clock(simulated_clock), tasks=PrintedTasks(quiet=as_json)) as integration:
        runner = Worker(integration)
        if once:
            _tell(runner.run_once(), as_json=as_json)
            return
        while not stopping:
            report = runner.run_once()
            if not report.idle:
                _tell(report, as_json=as_json)
            elif not stopping:
                integration.clock.sleep(idle_seconds)


def _clock(simulated: str | None) -> Clock | None:
    if simulated is None:
        return None
    from ..testing.control import HotelClock, HotelControl

    return HotelClock(HotelControl(simulated))


def _tell(report: WorkReport, *, as_json: bool) -> None:
    if as_json:
        print_json(asdict(report))
        return
    stdout.print(f"{report.hints} hints, {report.syncs} syncs, {report.replans} replans, {report.sent} deliveries")
    for error in report.errors:
        stdout.print(f"[yellow]will try again:[/yellow] {error}", highlight=False, soft_wrap=True)

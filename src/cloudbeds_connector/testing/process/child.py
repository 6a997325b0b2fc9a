"""A simulated hotel in a child process: started and ended by a test.

Such a hotel outlives the connector process that a test kills. The child runs
``python -m cloudbeds_connector.testing.process``.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer
from typing import Any

from ...errors import ConfigurationError
from .control import HotelClock, HotelControl
from .shared_clock import ClockFace

_START_SECONDS = 30.0


class HotelProcess:
    """A simulated hotel in a child process; use it in a `with`. It ends with its parent, however that ends.

    Within the `with` there are `base_url`, `property_id` and `api_key` for a client, `control` to drive the hotel, and
    `clock`, which is the hotel's. Its clock stands at 20:00 of the evening before the day (or `start`) and moves only
    when `control` or `clock` move it, or with the wall clock if `real_time`. `profile` is ``observed`` or
    ``documented``; `faults` and `webhook_faults` are fields of `Faults` and `WebhookFaults`.
    """

    base_url: str
    property_id: str
    api_key: str
    control: HotelControl
    clock: HotelClock

    def __init__(
        self,
        *,
        seed: int = 1,
        rooms: int = 64,
        profile: str = "observed",
        start: datetime | None = None,
        play_day: bool = True,
        housekeepers: bool = True,
        real_time: bool = False,
        faults: Mapping[str, Any] | None = None,
        webhook_faults: Mapping[str, Any] | None = None,
    ) -> None:
        options = {"seed": seed, "rooms": rooms, "profile": profile, "start": start.isoformat() if start else None}
        flags = {"play-day": play_day, "no-housekeepers": not housekeepers, "real-time": real_time}
        wrong = {"faults": json.dumps(dict(faults or {})), "webhook-faults": json.dumps(dict(webhook_faults or {}))}
        self._command = [sys.executable, "-m", "cloudbeds_connector.testing.process", "--until-stdin-closes"]
        self._command += [f"--{name}={value}" for name, value in {**options, **wrong}.items() if value is not None]
        self._command += [f"--{name}" for name, wanted in flags.items() if wanted]
        self._child: subprocess.Popen[bytes] | None = None
        self._folder: TemporaryDirectory[str] | None = None
        self._face: ClockFace | None = None

    def start(self) -> HotelProcess:
        """Start the child and wait until it serves; `ConfigurationError` if it does not."""
        self._folder = TemporaryDirectory(prefix="simulated-hotel-")
        path = Path(self._folder.name, "clock")
        self._face = ClockFace.make(path)
        command = [*self._command, f"--clock-face={path}"]
        # the child's stderr is this process's: what goes wrong there is seen here
        # a group of its own: Ctrl-C in the terminal is for this process, which then ends the child
        child = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0
        )
        self._child = child
        assert child.stdout is not None  # noqa: S101 - it is a pipe
        give_up = Timer(_START_SECONDS, child.kill)
        give_up.start()
        try:
            line = child.stdout.readline()
        except BaseException:  # Ctrl-C, before there is a `with` that ends the child
            self.close()
            raise
        finally:
            give_up.cancel()
        if not line:
            self.close()
            raise ConfigurationError(
                "The simulated hotel did not start.", next_action="Read what its process wrote to stderr."
            )
        said = json.loads(line)
        self.base_url, self.property_id, self.api_key = said["base_url"], said["property_id"], said["api_key"]
        self.control = HotelControl(self.base_url)
        self.clock = HotelClock(self.control, face=self._face)
        return self

    def close(self) -> None:
        """End the child; doing it twice does nothing."""
        child, self._child = self._child, None
        if child is None:
            return
        if self._face is not None and self._folder is not None:
            self._face.close()
            self._folder.cleanup()
        if hasattr(self, "control"):
            self.control.close()
        for pipe in (child.stdin, child.stdout):  # it ends when its stdin does
            if pipe is not None:
                pipe.close()
        try:
            child.wait(timeout=5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def __enter__(self) -> HotelProcess:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

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
from .shared_clock import SharedClock

_START_SECONDS = 30.0


class HotelProcess:
    """A simulated hotel in a child process; use it in a `with`. It ends with its parent, even if that is killed.

    Within the `with` there are `base_url`, `property_id` and `api_key` for a client, `control` to operate the hotel,
    and `clock`, the hotel's clock. It starts at 20:00 of the evening before the day (or at `start`) and moves only when
    `control` or `clock` move it, or with the wall clock if `real_time`. `profile` is ``observed`` or ``documented``;
    `faults` and `webhook_faults` are fields of `Faults` and `WebhookFaults`.
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
        injected = {"faults": json.dumps(dict(faults or {})), "webhook-faults": json.dumps(dict(webhook_faults or {}))}
        self._command = [sys.executable, "-m", "cloudbeds_connector.testing.process", "--until-stdin-closes"]
        self._command += [f"--{name}={value}" for name, value in {**options, **injected}.items() if value is not None]
        self._command += [f"--{name}" for name, is_set in flags.items() if is_set]
        self._child: subprocess.Popen[bytes] | None = None
        self._folder: TemporaryDirectory[str] | None = None
        self._shared: SharedClock | None = None

    def start(self) -> HotelProcess:
        """Start the child and wait until it serves; `ConfigurationError` if it does not."""
        self._folder = TemporaryDirectory(prefix="simulated-hotel-")
        path = Path(self._folder.name, "clock")
        self._shared = SharedClock.make(path)
        command = [*self._command, f"--shared-clock={path}"]
        # the child shares this process's stderr, so that its errors are seen
        # its own process group: Ctrl-C in the terminal reaches only this process, which then ends the child
        child = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0
        )
        self._child = child
        assert child.stdout is not None  # noqa: S101 - it is a pipe
        give_up = Timer(_START_SECONDS, child.kill)
        give_up.start()
        try:
            line = child.stdout.readline()
        except BaseException:  # Ctrl-C before the `with` is entered, whose end would end the child
            self.close()
            raise
        finally:
            give_up.cancel()
        if not line:
            self.close()
            raise ConfigurationError(
                "The simulated hotel did not start.", next_action="Read what its process wrote to stderr."
            )
        greeting = json.loads(line)
        self.base_url, self.property_id = greeting["base_url"], greeting["property_id"]
        self.api_key = greeting["api_key"]
        self.control = HotelControl(self.base_url)
        self.clock = HotelClock(self.control, shared=self._shared)
        return self

    def close(self) -> None:
        """End the child. A second call does nothing."""
        child, self._child = self._child, None
        if child is None:
            return
        if self._shared is not None and self._folder is not None:
            self._shared.close()
            self._folder.cleanup()
        if hasattr(self, "control"):
            self.control.close()
        for pipe in (child.stdin, child.stdout):  # the child ends when its stdin is closed
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

"""Prism, a mock server that refuses what an OpenAPI description does not allow: installed and started, once a run."""

from __future__ import annotations

import fcntl
import json
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import yaml

PACKAGE = "@stoplight/prism-cli@5"
ROOT = Path(__file__).resolve().parents[2]


class MissingPrismError(Exception):
    """There is no Prism here, and none to be had."""


def installed(scratch: Path) -> Path:
    """The program, installed under ``.venv`` (or in `scratch`) if it is not yet."""
    npm = shutil.which("npm")
    if npm is None:
        raise MissingPrismError("there is no npm")
    home = (ROOT / ".venv" if (ROOT / ".venv").is_dir() else scratch) / ".prism"
    program = home / "node_modules/.bin/prism"
    home.mkdir(parents=True, exist_ok=True)
    done = home / "installed"
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two workers would install into one folder at once
        if not done.exists():
            install = [npm, "install", "--prefix", str(home), "--no-fund", "--no-audit", PACKAGE]
            try:
                subprocess.run(install, capture_output=True, timeout=300, check=True)
            except subprocess.SubprocessError:
                raise MissingPrismError(f"npm cannot install {PACKAGE}") from None
            done.touch()
    return program


@contextmanager
def serving(program: Path, descriptions: list[Path], scratch: Path) -> Iterator[list[str]]:
    """The base URLs of servers, one for each description."""
    with ExitStack() as stack:
        yield [stack.enter_context(_one(program, each, scratch)) for each in descriptions]


@contextmanager
def _one(program: Path, description: Path, scratch: Path) -> Iterator[str]:
    copy = scratch / f"{description.stem}.json"
    mended = _mended(yaml.load(description.read_bytes(), yaml.CSafeLoader), sent=False)
    copy.write_text(json.dumps(mended, default=str))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(program), "mock", "--errors", "--host", "127.0.0.1", "--port", str(port), str(copy)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            assert process.stdout is not None
            if not any("Prism is listening" in line for line in process.stdout):
                raise MissingPrismError("Prism does not start")
            threading.Thread(target=process.stdout.read, daemon=True).start()  # a full pipe would stop the server
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.kill()


#: What Cloudbeds means by date-time where something is sent: the standard's T and Z are refused.
_WALL_TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$"}
#: Where in a description is what is sent.
_SENT = ("parameters", "requestBody")
#: Fields whose type says less than the words beside it.
_MEANT = {
    "roomCheckIn": {"type": "string", "format": "date"},
    "roomCheckOut": {"type": "string", "format": "date"},
}


def _mended(value: Any, *, sent: bool, under: str = "") -> Any:
    """The description with its slips mended, see `SLIPS` and below. `sent`: it describes what is sent."""
    if isinstance(value, list):
        return [_mended(each, sent=sent, under=under) for each in value]
    if not isinstance(value, dict):
        return value
    if under in _MEANT and "type" in value:
        return _MEANT[under]
    if under == "success" and value.get("type") == "string":
        return {"type": "string", "enum": ["true"]}  # of oauth/metadata
    if sent and value.get("format") == "date-time":
        return _WALL_TIME
    # v1.3 writes statuses as numbers, which JSON has no keys for; a date is one of "a date" and "any text", and both
    mended: dict[str, Any] = {}
    for name, each in value.items():
        is_sent = sent or name in _SENT or str(name).endswith("Request")
        mended["anyOf" if name == "oneOf" else str(name)] = _mended(each, sent=is_sent, under=str(name))
    if isinstance(mended.get("properties"), dict) and "required" in mended:  # v2 requires what it puts into a header
        mended["required"] = [name for name in mended["required"] if name in mended["properties"]]
    if any("default" in each for each in mended.get("security", ())):
        mended["security"] += [{"api_key": []}]  # v2 describes keys, and does not say where they are taken
    return mended

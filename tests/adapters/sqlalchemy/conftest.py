import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

from ...empty_stores import sqlite_store


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'hotel.sqlite3'}"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlAlchemyStore]:
    store = sqlite_store(tmp_path / "hotel.sqlite3")
    yield store
    store.close()


@pytest.fixture
def processes() -> Callable[..., list[Any]]:
    """Run a script in several processes at once; what each prints, read as JSON."""

    def run(script: str, *arguments: str, count: int) -> list[Any]:
        command = [sys.executable, "-c", script, *arguments]
        started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(count)]
        printed = [process.communicate(timeout=60)[0] for process in started]
        assert [process.returncode for process in started] == [0] * count
        return [json.loads(each) for each in printed]

    return run

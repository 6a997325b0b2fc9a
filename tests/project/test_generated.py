"""What tools write is what they would write now."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"


@pytest.mark.parametrize("tool", ["operations_table.py"])
def test_what_a_tool_writes_is_current(tool: str) -> None:
    done = subprocess.run([sys.executable, str(TOOLS / tool), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

"""One listing crosses few files and few Python calls of the package, through either client."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TOOL = Path(__file__).resolve().parents[2] / "tools/call_path.py"


def test_a_listing_crosses_few_files_and_calls() -> None:
    done = subprocess.run([sys.executable, str(TOOL)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\nsynchronous: " in done.stdout
    assert "\nasynchronous: " in done.stdout

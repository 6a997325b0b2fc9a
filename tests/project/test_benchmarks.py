"""The benchmarks find the names that they measure."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"

SMALL = {
    "plan": "import bench_plan; bench_plan.ROUNDS = 1; bench_plan.costs(8); bench_plan.one_change(8)",
    "occupancy": "import bench_occupancy; bench_occupancy.ROUNDS = 1; bench_occupancy.costs(20)",
    "store": """
import bench_store as bench
bench.SECONDS_EACH = 0.0
bench.main()
""",
    "client": """
import bench_client, client_pages, client_rate, client_server, client_side, compare, pathlib
client_pages.make_pages(pathlib.Path())
assert client_side.parsed("ours", "sync.json", rounds=1)["kept"] > 1000
assert client_side.imported("ours", "guests.json")["rows"] == 100
with client_server.serving(pathlib.Path()) as url:
    assert next(iter(client_side.opened("ours", url).rows(guests=False))).rooms
""",
}


@pytest.mark.parametrize("name", SMALL)
def test_a_benchmark_runs(name: str, tmp_path: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(BENCHMARKS)!r}); {SMALL[name].strip()}"
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)

"""Record the cassettes of tests/cassettes: from the simulated hotel, or from the account that the environment names.

`python tools/record_cassettes.py` records the simulated hotel, which gives the same bytes until something has changed;
with ``CLOUDBEDS_SANDBOX_*`` set, it records that account into cassettes/sandbox instead. See cassettes/README.md.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.cassettes.scenarios import SCENARIOS
from tests.cassettes.sources import SOURCES, folder_of, has_sandbox
from tests.cassettes.tapes import record


def main() -> int:
    """Record every scenario, or those that are named; an exit status."""
    half_set = sorted(name for name in os.environ if name.startswith("CLOUDBEDS_SANDBOX_"))
    if half_set and not has_sandbox():
        print(f"{', '.join(half_set)} is set, but not all that is needed; see cassettes/README.md.")
        return 2
    source = "sandbox" if has_sandbox() else "simulated"
    unknown = set(sys.argv[1:]) - set(SCENARIOS)
    if unknown:
        print(f"There is no {', '.join(sorted(unknown))}. There are: {', '.join(SCENARIOS)}.")
        return 2
    for name in sys.argv[1:] or SCENARIOS:
        path = folder_of(source) / f"{name}.yaml"
        print(f"{source}/{path.name}: {record(name, SOURCES[source], path)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

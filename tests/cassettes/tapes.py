"""How a cassette is recorded and replayed: vcrpy with the package's scrubber, and no network while replaying."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import vcr

from cloudbeds_connector.testing.scrubbing import Scrubber

from .scenarios import SCENARIOS, WRITES
from .sources import Opened
from .stage import CLIENTS, Facts, Hotel, NotHereError, replayed, staged

#: vcrpy writes whole addresses to its log, and with them what is searched for.
logging.getLogger("vcr").setLevel(logging.WARNING)


@contextmanager
def recording(path: Path, facts: Facts) -> Iterator[Any]:
    """Whatever is asked meanwhile goes into a new cassette, scrubbed. After an error there is none."""
    path.unlink(missing_ok=True)
    tapes = vcr.VCR(record_mode="once", record_on_exception=False, **Scrubber().options)
    with tapes.use_cassette(str(path)) as cassette:
        yield cassette
        for name, value in facts.written().items():
            cassette.get_metadata(name, value)


@contextmanager
def replaying(path: Path) -> Iterator[Hotel]:
    """The hotel of a cassette. Everything in it must be asked for, and nothing else can be."""
    tapes = vcr.VCR(record_mode="none", **Scrubber(replaying=True).options)
    with tapes.use_cassette(str(path)) as cassette:
        facts = {name: cassette.get_metadata(name, None) for name in Facts.__dataclass_fields__}
        yield replayed(Facts.read(facts))
    assert cassette.all_played, f"{path.name} has calls that are not made any more: record it again"


def record(name: str, opened: Opened, path: Path) -> str:
    """Play one scenario and record it; what became of it, in a few words."""
    with opened() as hotel:
        if name in WRITES and not hotel.writes:
            return "left out: it writes, which is not allowed"
        try:
            with recording(path, hotel.facts), staged(hotel, CLIENTS[0]) as stage:
                SCENARIOS[name](stage)
        except NotHereError as reason:
            return f"left out: {reason}"
    return f"{path.stat().st_size} bytes"

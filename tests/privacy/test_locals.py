"""What shows to who prints local variables, as error trackers do.

The rule: what our objects print as shows no secret and no guest, and no local variable of ours holds a credential or
what a server has sent. But the frame of the method that a caller called holds what the caller has just given it.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from cloudbeds_connector.cloudbeds.webhooks import parse_events
from cloudbeds_connector.pms.memory_tokens import MemoryTokens
from cloudbeds_connector.testing.clock import ManualClock

from . import canaries as c
from .hostile import ANSWERS, QUOTED, hostile
from .house import BACK
from .play import play
from .test_oauth import grant_at, look, tokens_of
from .watch import Watch


def refused_by(kind: str) -> Callable[[Watch], object]:
    def seen(watch: Watch) -> None:
        with hostile(ANSWERS["401"]) as server:
            play(kind, watch, lambda client: client.hotels.get(), base_url=server.base_url)

    return seen


def renewed_in_a_thread(watch: Watch) -> None:
    clock = ManualClock()
    with hostile(ANSWERS["401"]) as server:
        grant = grant_at(server.base_url, clock, tokens_of(clock, old=False))
        play("async", watch, lambda client: client.hotels.get(), base_url=server.base_url, clock=clock, auth=grant)


def region_refused(watch: Watch) -> None:
    clock = ManualClock()
    with hostile(ANSWERS["400"]) as server:
        look(grant_at(server.base_url, clock, tokens_of(clock, old=False)).discover_base_url, watch)


def redirect_refused(watch: Watch) -> None:
    grant = grant_at("https://api.cloudbeds.com/api/v1.3/", ManualClock(), MemoryTokens())
    came = urlencode({"code": c.SECRETS["authorization code"], "state": "another"})
    look(lambda: grant.exchange(f"{BACK}?{came}", state="mine"), watch)


def delivery_refused(watch: Watch) -> None:
    look(lambda: parse_events(b"{" + QUOTED.encode()), watch)


@pytest.mark.parametrize(
    "seen",
    [refused_by("sync"), refused_by("async"), renewed_in_a_thread, region_refused, redirect_refused, delivery_refused],
    ids=["client.py", "async_client.py", "threads.py", "oauth/metadata.py", "oauth/redirect.py", "webhooks.py"],
)
def test_no_local_variable_shows_it(seen: Callable[[Watch], object]) -> None:
    with Watch() as watch:
        seen(watch)
    assert watch.leaks == {}

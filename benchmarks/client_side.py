"""One side of the comparison, in its own process: this package, or the official SDK.

Run as ``python client_side.py SIDE TASK ...``; it prints its measurements as JSON. Before measuring, it imports only
what every Python process has imported.
"""

from __future__ import annotations

import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

OURS, SDK = "ours", "sdk"


class OurSide:
    """This package, as a script uses it: the client, its first group of calls, and the models of that group."""

    def __init__(self, base_url: str) -> None:
        from cloudbeds_connector import ApiKey, CloudbedsClient
        from cloudbeds_connector.pms.limiter import NoLimit

        self._client = CloudbedsClient(
            ApiKey("cbat_benchmark"), property_id="297652", base_url=base_url, limiter=NoLimit()
        )
        self._reservations = self._client.reservations

    def parser(self) -> Callable[[bytes], Iterable[Any]]:
        """From the bytes of a page to its rows, as the client does it."""
        from cloudbeds_connector.cloudbeds.groups.client_groups import Operations

        return Operations().reservations.with_rate_details()[0].call.parse

    def rows(self, *, guests: bool) -> Iterator[Any]:
        """Every reservation."""
        yield from self._reservations.with_rate_details(include_guests=guests)


class SdkSide:
    """The official SDK, with the loop over pages that its user writes."""

    def __init__(self, base_url: str) -> None:
        import cloudbeds_pms_v1_3 as sdk

        configuration = sdk.Configuration(host=base_url.rstrip("/"), api_key={"api_key": "cbat_benchmark"})
        self._client = sdk.ApiClient(configuration)
        self._reservations = sdk.ReservationApi(self._client)

    def parser(self) -> Callable[[bytes], Iterable[Any]]:
        """From the bytes of a page to its rows, as `ApiClient.response_deserialize` does it."""
        from cloudbeds_pms_v1_3.rest import RESTResponse

        class Received:
            status, reason, headers = 200, "OK", {"content-type": "application/json"}

            def __init__(self, data: bytes) -> None:
                self.data = data

        def parse(body: bytes) -> Iterable[Any]:
            response = RESTResponse(Received(body))
            response.read()
            types = {"200": "GetReservationsWithRateDetailsResponse"}
            return self._client.response_deserialize(response_data=response, response_types_map=types).data.data

        return parse

    def rows(self, *, guests: bool) -> Iterator[Any]:
        """Every reservation."""
        number, size = 1, 100
        rows = [None] * size
        while len(rows) == size:
            answer = self._reservations.get_reservations_with_rate_details_get(
                property_id="297652", include_guests_details=guests, page_number=number, page_size=size
            )
            rows = answer.data
            yield from rows
            number += 1


def opened(side: str, base_url: str = "http://127.0.0.1:9/api/v1.3/") -> OurSide | SdkSide:
    """A side, ready to make its first call."""
    return OurSide(base_url) if side == OURS else SdkSide(base_url)


def resident() -> float:
    """The memory that this process has, in MiB."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except OSError:
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (2**20 if sys.platform == "darwin" else 2**10)


def imported(side: str, page: str, *absent: str) -> dict[str, float]:
    """The time until the first call can be made (ms), and the memory of that and of a page (MiB).

    `absent` are modules that are treated as not installed.
    """
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]  # None marks a module as absent
    bare, cpu, wall = resident(), time.process_time(), time.perf_counter()
    made = opened(side)
    cost = {"cpu": (time.process_time() - cpu) * 1000, "wall": (time.perf_counter() - wall) * 1000}
    ready = resident() - bare
    with open(page, "rb") as file:
        rows = made.parser()(file.read())
    return {**cost, "memory": ready, "memory with a page": resident() - bare, "rows": len(list(rows))}


def parsed(side: str, page: str, rounds: int = 25) -> dict[str, float]:
    """The least CPU time of parsing a page (ms), and how many of the values on the page the objects have."""
    import gc
    import json

    with open(page, "rb") as file:
        body = file.read()
    parse, best = opened(side).parser(), float("inf")
    for _ in range(rounds):
        gc.collect()
        began = time.process_time()
        rows = parse(body)
        best = min(best, (time.process_time() - began) * 1000)
    kept = [row.model_dump(by_alias=True) for row in rows]
    sent = json.loads(body)["data"]
    return {"cpu": best, "values": found(sent, sent), "kept": found(sent, kept)}


def paged(side: str, base_url: str, page: str, rounds: int = 2) -> dict[str, float]:
    """The least time of reading every reservation from a server (ms), and how many there were."""
    made, cpu, wall, ids = opened(side, base_url), float("inf"), float("inf"), set()
    for _ in range(rounds):
        cpu_began, wall_began = time.process_time(), time.perf_counter()
        ids = {row.reservation_id for row in made.rows(guests=page == "guests") if row.status and row.rooms}
        cpu = min(cpu, (time.process_time() - cpu_began) * 1000)
        wall = min(wall, (time.perf_counter() - wall_began) * 1000)
    return {"cpu": cpu, "wall": wall, "rows": len(ids)}


def found(sent: Any, kept: Any) -> int:
    """The number of values of a JSON document that another one has at the same place.

    A map of rows, or a single row, may be kept as a sequence; a text may be kept as a parsed value.
    """
    if isinstance(sent, dict) and isinstance(kept, tuple):
        alone = found(sent, kept[0]) if len(kept) == 1 else 0
        return max(alone, found(list(sent.values()), kept))
    if isinstance(sent, dict):
        return sum(found(value, kept.get(name)) for name, value in sent.items()) if isinstance(kept, dict) else 0
    if isinstance(sent, list):
        return sum(found(value, other) for value, other in zip(sent, kept or (), strict=False))
    return int(sent is not None and (kept == sent or str(kept).startswith(str(sent))))


if __name__ == "__main__":
    side, task, *arguments = sys.argv[1:]
    measured = {"imported": imported, "parsed": parsed, "paged": paged}[task](side, *arguments)
    import json

    print(json.dumps(measured))

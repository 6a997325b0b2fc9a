"""The share of the rate that a client reaches against a slow server.

Run as ``python client_rate.py KIND REQUESTS_PER_SECOND BASE_URL``; it prints the share.
"""

from __future__ import annotations

import asyncio
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from cloudbeds_connector import ApiKey, AsyncCloudbedsClient, CloudbedsClient

KINDS = {"threads": 4, "tasks": 40}
SECONDS = 8.0
#: The first requests do not count.
WARM_UP_SECONDS = 1.5


def in_threads(rate: float, base_url: str) -> list[float]:
    """The instants of the answers to four threads that make one call after the other."""
    answered: list[float] = []
    client = CloudbedsClient(ApiKey("cbat_benchmark"), property_id="1", base_url=base_url, requests_per_second=rate)
    until = time.monotonic() + SECONDS

    def work() -> None:
        while time.monotonic() < until:
            client.call("getSources")
            answered.append(time.monotonic())

    workers = KINDS["threads"]
    with client, ThreadPoolExecutor(workers) as pool:
        for each in [pool.submit(work) for _ in range(workers)]:
            each.result()
    return [moment - until + SECONDS for moment in answered]


async def in_tasks(rate: float, base_url: str) -> list[float]:
    """The instants of the answers to many tasks that make one call after the other."""
    answered: list[float] = []
    until = time.monotonic() + SECONDS
    async with AsyncCloudbedsClient(
        ApiKey("cbat_benchmark"), property_id="1", base_url=base_url, requests_per_second=rate
    ) as client:

        async def work() -> None:
            while time.monotonic() < until:
                await client.call("getSources")
                answered.append(time.monotonic())

        tasks = [asyncio.create_task(work()) for _ in range(KINDS["tasks"])]
        await asyncio.wait(tasks, timeout=SECONDS + 1.0)
        for task in tasks:
            if task.done():
                task.result()
            task.cancel()
        await asyncio.wait(tasks)
    return [moment - until + SECONDS for moment in answered]


def share(answered: list[float], rate: float) -> float:
    """Answers in a second of the window, from its first to its last one, as a share of the rate."""
    window = sorted(moment for moment in answered if WARM_UP_SECONDS <= moment <= SECONDS)
    if len(window) < 2:
        return 0.0
    return (len(window) - 1) / (window[-1] - window[0]) / rate


if __name__ == "__main__":
    kind, limit, url = sys.argv[1], float(sys.argv[2]), sys.argv[3]
    moments = in_threads(limit, url) if kind == "threads" else asyncio.run(in_tasks(limit, url))
    print(share(moments, limit))

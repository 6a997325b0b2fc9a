"""One client in many threads, tasks, event loops and forked processes, against the simulated hotel over real HTTP."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from cloudbeds_connector.cloudbeds import ApiKey, AsyncCloudbedsClient, CloudbedsClient
from cloudbeds_connector.pms.limiter import NoLimit
from cloudbeds_connector.testing import SimulatedHotel

hotel = SimulatedHotel.small()


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with hotel.serve() as server:
        yield server.base_url


def sync_client(base_url: str) -> CloudbedsClient:
    return CloudbedsClient(ApiKey("cbat_simulated"), base_url=base_url, limiter=NoLimit())


def async_client(base_url: str) -> AsyncCloudbedsClient:
    return AsyncCloudbedsClient(ApiKey("cbat_simulated"), base_url=base_url, limiter=NoLimit())


async def rooms(client: AsyncCloudbedsClient) -> int:
    return len([room async for room in client.rooms.list()])


def test_many_threads_share_a_client(base_url: str) -> None:
    with sync_client(base_url) as client, ThreadPoolExecutor(16) as threads:
        assert set(threads.map(lambda _: len(list(client.rooms.list())), range(64))) == {8}


def test_many_tasks_share_a_client(base_url: str) -> None:
    async def ask() -> set[int]:
        async with async_client(base_url) as client:
            return set(await asyncio.gather(*(rooms(client) for _ in range(64))))

    assert asyncio.run(ask()) == {8}


def test_one_async_client_serves_event_loops_one_after_the_other_and_at_once(base_url: str) -> None:
    client = async_client(base_url)

    async def ask() -> int:
        try:
            return await rooms(client)
        finally:
            await client._wire._pools[asyncio.get_running_loop()].aclose()

    assert [asyncio.run(ask()) for _ in range(3)] == [8, 8, 8]
    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(lambda _: asyncio.run(ask()), range(8))) == {8}


def test_a_cancelled_call_leaves_the_client_in_order(base_url: str) -> None:
    async def ask() -> int:
        async with async_client(base_url) as client:
            for _ in range(30):
                task = asyncio.ensure_future(rooms(client))
                await asyncio.sleep(0)  # it has begun
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            return await rooms(client)

    assert asyncio.run(ask()) == 8


FORKING = """
import os, sys
from cloudbeds_connector.cloudbeds import ApiKey, CloudbedsClient
from cloudbeds_connector.pms.limiter import NoLimit

client = CloudbedsClient(ApiKey(sys.argv[2]), base_url=sys.argv[1], limiter=NoLimit())
assert len(list(client.rooms.list())) == 8  # a connection is open now
children = []
for _ in range(4):
    child = os.fork()
    if child == 0:
        os._exit(0 if all(len(list(client.rooms.list())) == 8 for _ in range(20)) else 1)
    children.append(child)
fine = all(len(list(client.rooms.list())) == 8 for _ in range(20))
ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
sys.exit(0 if fine and ends == [0, 0, 0, 0] else 1)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_forked_processes_do_not_share_connections(base_url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FORKING, base_url, "cbat_simulated"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr

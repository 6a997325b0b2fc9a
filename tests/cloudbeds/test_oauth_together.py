"""Many threads, tasks and processes meet an expired token, and one of them renews it: against the served hotel."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from cloudbeds_connector import errors
from cloudbeds_connector.cloudbeds import AsyncCloudbedsClient, CloudbedsClient, OAuth
from cloudbeds_connector.pms.limiter import NoLimit
from cloudbeds_connector.pms.tokens import TokenStore
from cloudbeds_connector.secrets import KeyRing, generate_key
from cloudbeds_connector.stores.tokens import StoreTokens
from cloudbeds_connector.testing import SimulatedHotel
from cloudbeds_connector.testing.clock import ManualClock
from cloudbeds_connector.testing.contracts import TokenStoreContract
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

from .oauth_world import BACK, CLIENT_ID, CLIENT_SECRET, FailingTokens

KEYS = generate_key()
ROUNDS = 3


class TestFailingTokens(TokenStoreContract):
    @pytest.fixture
    def tokens(self) -> TokenStore:
        return FailingTokens()


@pytest.fixture
def hotel() -> SimulatedHotel:
    """A hotel whose refresh tokens are good once."""
    hotel = SimulatedHotel.small()
    hotel.oauth.rotate_refresh_tokens = True
    hotel.oauth.register(client_id=CLIENT_ID, client_secret=CLIENT_SECRET, redirect_uri=BACK)
    return hotel


@pytest.fixture
def base_url(hotel: SimulatedHotel) -> Iterator[str]:
    with hotel.serve() as server:
        yield server.base_url


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'hotel.sqlite3'}"


@pytest.fixture
def tokens(store_url: str) -> Iterator[StoreTokens]:
    store = SqlAlchemyStore(store_url)
    store.migrate()
    yield StoreTokens(store, KeyRing.from_text(KEYS))
    store.close()


class Held(httpx.HTTPTransport):
    """Holds the answers of the token endpoint up until it is released."""

    def __init__(self) -> None:
        super().__init__()
        self.has_answered, self.go_on = threading.Event(), threading.Event()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = super().handle_request(request)
        answer.read()
        self.has_answered.set()
        self.go_on.wait(10)
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def grant_in(tokens: TokenStore, base_url: str, **settings: Any) -> OAuth:
    app = {"tokens": tokens, "name": "c1", "redirect_uri": BACK, "base_url": base_url}
    return OAuth(CLIENT_ID, CLIENT_SECRET, **{**app, **settings})


@pytest.fixture
def auth(hotel: SimulatedHotel, tokens: StoreTokens, base_url: str) -> OAuth:
    """A property that has just been connected."""
    auth = grant_in(tokens, base_url)
    auth.exchange(hotel.oauth.approve(CLIENT_ID))
    return auth


def expire(hotel: SimulatedHotel) -> None:
    with hotel.lock:
        hotel.oauth.expire_access_tokens()


def renewals(hotel: SimulatedHotel) -> tuple[int, int]:
    with hotel.lock:
        return hotel.oauth.refreshes, hotel.oauth.refused_refreshes


def sync_client(auth: OAuth, base_url: str) -> CloudbedsClient:
    return CloudbedsClient(auth, base_url=base_url, limiter=NoLimit(), attempts=1)


def async_client(auth: OAuth, base_url: str) -> AsyncCloudbedsClient:
    return AsyncCloudbedsClient(auth, base_url=base_url, limiter=NoLimit(), attempts=1)


def meet_an_expired_token(hotel: SimulatedHotel, base_url: str, grants: list[OAuth]) -> None:
    """All at once, a thread each, several times."""
    go = threading.Barrier(len(grants))

    def call(client: CloudbedsClient) -> bool:
        go.wait(20)
        return bool(client.call("getHotels")["success"])

    with ExitStack() as stack:
        clients = [stack.enter_context(sync_client(auth, base_url)) for auth in grants]
        threads = stack.enter_context(ThreadPoolExecutor(len(grants)))
        for number in range(1, ROUNDS + 1):
            expire(hotel)
            assert all(threads.map(call, clients))
            assert renewals(hotel) == (number, 0)


def test_fifty_threads_that_share_a_grant_renew_it_once(
    hotel: SimulatedHotel, tokens: StoreTokens, base_url: str, auth: OAuth
) -> None:
    meet_an_expired_token(hotel, base_url, [auth] * 50)
    kept = tokens.load("c1")
    assert kept is not None
    assert kept.version == 1 + ROUNDS


def test_threads_with_a_grant_object_each_renew_it_once(
    hotel: SimulatedHotel, tokens: StoreTokens, base_url: str, auth: OAuth
) -> None:
    meet_an_expired_token(hotel, base_url, [grant_in(tokens, base_url) for _ in range(12)])


def test_fifty_tasks_renew_a_token_once(hotel: SimulatedHotel, base_url: str, auth: OAuth) -> None:
    async def play() -> None:
        async with async_client(auth, base_url) as client:
            for number in range(1, ROUNDS + 1):
                expire(hotel)
                answers = await asyncio.gather(*(client.call("getHotels") for _ in range(50)))
                assert all(answer["success"] for answer in answers)
                assert renewals(hotel) == (number, 0)

    asyncio.run(play())


def test_fifty_tasks_that_are_cancelled_in_the_middle_lose_no_grant(
    hotel: SimulatedHotel, tokens: StoreTokens, base_url: str, auth: OAuth
) -> None:
    held = Held()

    async def play() -> None:
        async with async_client(grant_in(tokens, base_url, transport=held), base_url) as client:
            tasks = [asyncio.create_task(client.call("getHotels")) for _ in range(50)]
            assert await asyncio.to_thread(held.has_answered.wait, 10)
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
            assert {type(end) for end in ends} == {asyncio.CancelledError}
            held.go_on.set()
            assert (await client.call("getHotels"))["success"]

    expire(hotel)
    asyncio.run(play())
    held.close()
    assert renewals(hotel) == (1, 0)
    kept = tokens.load("c1")
    assert kept is not None
    assert kept.version == 2


@contextmanager
def workers(*arguments: str, count: int) -> Iterator[list[subprocess.Popen[str]]]:
    command = [sys.executable, str(Path(__file__).with_name("oauth_worker.py")), *arguments]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(count)
    ]
    try:
        assert [answer(process) for process in started] == ["ready"] * count
        yield started
    finally:
        for process in started:
            process.kill()
            process.communicate()


def send_go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def answer(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_four_processes_renew_a_token_once(
    hotel: SimulatedHotel, tokens: StoreTokens, base_url: str, store_url: str, auth: OAuth
) -> None:
    """G08"""
    with workers(base_url, store_url, KEYS, count=4) as processes:
        for number in range(1, ROUNDS + 1):
            expire(hotel)
            for process in processes:
                send_go(process)
            assert [answer(process) for process in processes] == ["ok"] * 4
            assert renewals(hotel) == (number, 0)


@pytest.mark.parametrize(("moment", "rotates"), [("lease", True), ("save", False)])
def test_a_killed_process_blocks_the_others_no_longer_than_its_lease(
    moment: str,
    rotates: bool,
    hotel: SimulatedHotel,
    tokens: StoreTokens,
    base_url: str,
    store_url: str,
    auth: OAuth,
) -> None:
    """Killed with the answer in hand, it takes a refresh token along that is good once: nobody could help that."""
    hotel.oauth.rotate_refresh_tokens = rotates
    with workers(base_url, store_url, KEYS, moment, count=1) as [process]:
        expire(hotel)
        send_go(process)
        assert answer(process) == "stopped"
        process.kill()
        process.wait()
    clock = ManualClock(datetime.now(UTC))
    other = grant_in(tokens, base_url)
    expire(hotel)
    with CloudbedsClient(other, base_url=base_url, limiter=NoLimit(), clock=clock) as client:
        assert client.call("getHotels")["success"]
    assert clock.monotonic() <= 51
    assert renewals(hotel)[1] == 0


@pytest.mark.parametrize("status", [503, 0])
def test_after_a_lost_answer_the_request_is_sent_again(
    status: int, hotel: SimulatedHotel, tokens: StoreTokens, base_url: str, auth: OAuth
) -> None:
    hotel.oauth.rotate_refresh_tokens = False
    expire(hotel)
    hotel.oauth.fail_next(status, took_effect=True)
    clock = ManualClock(datetime.now(UTC))
    with CloudbedsClient(auth, base_url=base_url, limiter=NoLimit(), clock=clock) as client:
        assert client.call("getHotels")["success"]
    assert renewals(hotel) == (2, 0)
    kept = tokens.load("c1")
    assert kept is not None
    assert kept.version == 2


def test_a_refresh_token_that_was_spent_by_a_lost_answer_needs_a_new_connection(
    hotel: SimulatedHotel, base_url: str, auth: OAuth
) -> None:
    expire(hotel)
    hotel.oauth.fail_next(0, took_effect=True)
    clock = ManualClock(datetime.now(UTC))
    with CloudbedsClient(auth, base_url=base_url, limiter=NoLimit(), clock=clock) as client:
        with pytest.raises(errors.AuthenticationError, match="answer to an earlier request was lost"):
            client.call("getHotels")
        auth.exchange(hotel.oauth.approve(CLIENT_ID))
        assert client.call("getHotels")["success"]


def test_the_hotel_is_connected_in_a_browser(hotel: SimulatedHotel, tokens: StoreTokens, base_url: str) -> None:
    auth = grant_in(tokens, base_url)
    url, state = auth.authorization_url(["read:hotel"])
    back = httpx.get(url).headers["location"]
    assert auth.exchange(back, state=state).properties == (hotel.property_id,)
    assert auth.discover_base_url() == base_url
    with sync_client(auth, base_url) as client:
        assert client.call("getHotels")["success"]
        with pytest.raises(errors.MissingScopeError):
            client.call("getRooms")


FORKING = """
import os, sys, threading
from datetime import UTC, datetime, timedelta
import httpx
from cloudbeds_connector.testing.clock import ManualClock
from tests.cloudbeds.oauth_world import FailingTokens, granted, oauth, stored

clock, tokens = ManualClock(), FailingTokens()
tokens.tokens["c1"] = stored(clock, hours=0)
asked, go_on = threading.Event(), threading.Event()

def answer(request):
    if os.getpid() == parent:
        asked.set()
        go_on.wait(10)
    return granted(2)

parent = os.getpid()
auth = oauth(tokens, httpx.MockTransport(answer), clock)
thread = threading.Thread(target=auth.renewed, kwargs={"clock": clock})
thread.start()
asked.wait(10)
child = os.fork()
if child == 0:
    headers = auth.renewed(clock=clock)  # the thread that renews is not in this process, and its lease ends
    os._exit(0 if headers["authorization"] == "Bearer access-canary-2" and clock.monotonic() >= 40 else 1)
end = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
go_on.set()
thread.join()
sys.exit(end)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_process_that_is_forked_in_the_middle_renews_by_itself() -> None:
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", FORKING], cwd=root, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr

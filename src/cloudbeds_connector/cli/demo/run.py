"""The demo, step by step: a hotel, a connection, a day, a last reconcile, and the verdict."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

from ... import (
    CloudbedsConnector,
    ConfigurationError,
    Connection,
    Credentials,
    Integration,
    PmsError,
    Worker,
    new_token,
    records,
)
from ...testing import HotelProcess
from ..output import print_json
from ..signals import Stopping, stopping
from .host import DemoEvents, DemoTasks
from .play import finish_pending, play_day
from .receiver import receiving
from .screen import Screen
from .summary import DemoResult, summarize

T = TypeVar("T")

DEMO_FILE = Path("cloudbeds-demo.sqlite3")
PROPERTY_ID = "demo-hotel"
#: How often the demo repeats a call that the hotel fails.
RETRIES = 20


@dataclass(frozen=True, kw_only=True)
class DemoOptions:
    """What is played. `faults`: every tenth request gets 500, 429 or no answer. `lost`: share of lost webhooks."""

    seed: int = 1
    rooms: int = 64
    database: str | None = None
    faults: bool = False
    lost: float = 0.1
    as_json: bool = False


def run_demo(options: DemoOptions) -> bool:
    """Play one day; True if no task is missing or doubled. Ctrl-C ends it between two steps."""
    with stopping() as stop:
        return _run(options, stop)


def _run(options: DemoOptions, stop: Stopping) -> bool:
    started = time.monotonic()
    screen = Screen(quiet=options.as_json)
    result: DemoResult
    with _hotel(options) as hotel, _store(options) as store:
        integration = Integration(
            connector=CloudbedsConnector(base_url=hotel.base_url),
            store=store,
            credentials=lambda connection: Credentials(hotel.api_key),
            tasks=DemoTasks(store, hotel.clock),
            events=DemoEvents(),
            clock=hotel.clock,
        )
        with integration, receiving(integration) as url:
            screen.hotel_opened(hotel, options.seed)
            connection = _connect(integration, hotel, url, screen)
            stop.check()
            worker = Worker(integration)
            with screen.day(hotel) as show:
                play_day(hotel, worker, show=show, check=stop.check)
            finish_pending(hotel, worker, check=stop.check)
            _retrying(hotel, lambda: integration.sync(PROPERTY_ID))
            worker.run_once()
            result = summarize(integration, connection, hotel, time.monotonic() - started)
            if not options.as_json:
                screen.board(integration, connection)
    if options.as_json:
        print_json(result.summary)
    else:
        screen.summary(result, options.database or str(DEMO_FILE))
    return result.good


def _connect(integration: Integration, hotel: HotelProcess, url: str, screen: Screen) -> Connection:
    _retrying(hotel, lambda: integration.connect(PROPERTY_ID))
    token = new_token()
    _retrying(hotel, lambda: integration.subscribe(PROPERTY_ID, url, token=token))
    with screen.syncing() as progress:
        _retrying(hotel, lambda: integration.sync(PROPERTY_ID, kind="full", progress=progress))
    return integration.connection(PROPERTY_ID)


def _retrying(hotel: HotelProcess, work: Callable[[], T]) -> T:
    """Do `work`; if the hotel fails, repeat it a little later, as a person at the terminal would."""
    for _ in range(RETRIES):
        try:
            return work()
        except PmsError as error:
            if not error.retryable:
                raise
            hotel.clock.sleep(10)
    return work()


def _hotel(options: DemoOptions) -> HotelProcess:
    webhook_faults = {"lost": options.lost, "doubled": 0.1, "shuffled": True}
    faults = {"every": 10} if options.faults else {}
    return HotelProcess(seed=options.seed, rooms=options.rooms, faults=faults, webhook_faults=webhook_faults)


def _remove_demo_file() -> None:
    try:
        for name in (DEMO_FILE.name, f"{DEMO_FILE.name}-wal", f"{DEMO_FILE.name}-shm"):
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"{DEMO_FILE} of the last run cannot be removed: {error.strerror}.",
            next_action="Remove it, or give another place with --database sqlite:///FILE.",
        ) from None


@contextmanager
def _store(options: DemoOptions) -> Iterator[SqlAlchemyStore]:
    """The demo's own file is replaced each time; a database that was named must be empty."""
    if options.database is None:
        _remove_demo_file()
    store = SqlAlchemyStore(options.database or f"sqlite:///{DEMO_FILE}")
    try:
        store.migrate()
        with store.transaction() as tx:
            if tx.select(records.CONNECTIONS, limit=1):
                raise ConfigurationError(
                    "This database already has a connected property.",
                    next_action="Give the demo an empty one: it plays a day of the past.",
                )
        yield store
    finally:
        store.close()

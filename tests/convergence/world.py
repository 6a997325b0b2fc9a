"""A world that a history happens in: two simulated hotels, one store, and the processes of one host.

Two workers, and one process that a person's syncs run in, each with an `Integration` of its own; one that receives
webhooks. All of it is in this process, on one clock that only the history moves.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

from cloudbeds_connector import CloudbedsConnector, Credentials, Integration, Worker
from cloudbeds_connector.engine.worker import WorkReport
from cloudbeds_connector.errors import DefectError, PmsError, StoreError
from cloudbeds_connector.pms.tasks import LIVE_STATES, TaskState
from cloudbeds_connector.pms.webhooks import WebhookRequest
from cloudbeds_connector.stores import records as r
from cloudbeds_connector.stores.port import Store
from cloudbeds_connector.testing import Ledger, ManualClock, SimulatedHotel
from cloudbeds_connector.testing.hotel import Quirk
from cloudbeds_connector.testing.hotel.state import FrontDeskError
from cloudbeds_connector.turnover import TurnoverPolicy

from .channel import FAULTS
from .desk import ACTIONS, Desk
from .host import Host
from .steps import History, HotelPlan, Picks, Step
from .turns import Killed, Process, ProcessStore
from .watching import Watcher
from .wires import Wires

POLICY = TurnoverPolicy(dorm_room_clean=True, first_look="create")
#: Two workers, and a person who syncs by hand.
WORKERS, BY_HAND = (0, 1), 2
#: How long reads may lag behind writes by themselves.
SHORT_LAG = timedelta(seconds=20)


@dataclass
class Problem:
    """Something that is wrong: its kind, by which a smaller history is the same one, and what exactly."""

    kind: str
    text: str


@dataclass
class Town:
    """One hotel of the world and how the host knows it."""

    property_id: str
    hotel: SimulatedHotel
    watcher: Watcher
    desk: Desk
    #: The longest that reads of it lagged behind writes.
    lag: timedelta
    has_baseline: bool = False


@dataclass
class World:
    """See the module."""

    clock: ManualClock
    towns: list[Town]
    store: Store
    wires: Wires
    host: Host = field(default_factory=Host)
    story: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    receiving: bool = True
    actors: list[Process] = field(default_factory=list)
    integrations: list[Integration] = field(default_factory=list)

    # -- the host's processes

    def start(self) -> None:
        """Start the processes, connect the hotels, and subscribe."""
        self.door = Process("the receiver")
        self.receiver = self._integration(self.store, self.door)
        self.office = self._integration(self.store, Process("the office"))
        for n in (*WORKERS, BY_HAND):
            process = self._process(f"worker {n + 1}" if n != BY_HAND else "the person")
            self.actors.append(process)
            self.integrations.append(self._integration(self.store, process))
        for n, town in enumerate(self.towns):
            town.watcher.muted = True
            self.office.connect(town.property_id, pms_property_id=town.hotel.property_id)
            town.watcher.muted = False
            self.office.subscribe(town.property_id, f"https://host.example/{n}", token=f"token-{n}-{'x' * 32}")

    def _process(self, name: str) -> Process:
        process = Process(name)
        process.on_commit = lambda: [town.watcher.stored(process) for town in self.towns if self._has_baseline(town)]
        process.on_end = lambda: [town.watcher.forgotten(process) for town in self.towns]
        return process

    def _has_baseline(self, town: Town) -> bool:
        """Whether what a process is shown is stored: a look that fails before the baseline is not."""
        if not town.has_baseline:
            with self.store.transaction() as tx:
                (connection,) = tx.select(r.CONNECTIONS, where={"property_id": town.property_id})
            town.has_baseline = connection.baseline_at is not None
        return town.has_baseline

    def _integration(self, store: Store, process: Process) -> Integration:
        keys = {town.property_id: next(iter(town.hotel.api_keys)) for town in self.towns}
        return Integration(
            connector=CloudbedsConnector(transport=self.wires),
            store=ProcessStore(store, process),
            credentials=lambda connection: Credentials(keys[connection.property_id]),
            tasks=self.host,
            events=self.host,
            policy=POLICY,
            clock=self.clock,
        )

    def _revive(self, actor: int) -> None:
        process = self._process(self.actors[actor].name)
        self.actors[actor] = process
        self.integrations[actor].close()
        self.integrations[actor] = self._integration(self.store, process)

    def receive(self, address: str, headers: Mapping[str, str], body: bytes) -> int:
        """One webhook arrives; the status that its sender is answered."""
        if not self.receiving:
            raise ConnectionRefusedError
        token = urlsplit(address).path.rsplit("/", 1)[1]
        try:
            answer = self.receiver.receive(WebhookRequest(body=body, token=token))
        except Killed:
            self.door.revive()
            raise ConnectionResetError from None
        return answer.status

    def work(self, actor: int, *, stops: int = 0, dies_in: int = 0, until: str = "") -> str:
        """One round of a worker, or a part of it."""
        integration = self.integrations[actor]
        return self._turn(actor, lambda: self._round(integration), stops=stops, dies_in=dies_in, until=until)

    def _turn(self, actor: int, job: Callable[[], object], *, stops: int = 0, dies_in: int = 0, until: str = "") -> str:
        process = self.actors[actor]
        goes_on = process.busy
        process.turn(job, stops=stops, dies_in=dies_in, until=until)
        verb = "goes on" if goes_on else "begins"
        if process.dead:
            self._revive(actor)
            return f"{process.name} {verb}, and is killed"
        where = f" when it {until}" if until else ""
        return f"{process.name} {verb}, and {f'is interrupted{where}' if process.busy else 'comes to its end'}"

    def _round(self, integration: Integration) -> None:
        self.heed(Worker(integration).run_once())

    def heed(self, report: WorkReport) -> None:
        """What fails must fail for a cause outside."""
        for failure in report.failures:
            if isinstance(failure.error, DefectError | StoreError):
                self.problems.append(Problem(f"failure: {type(failure.error).__name__}", str(failure)))

    def sync(self, town: Town, kind: Any, *, stops: int = 0, until: str = "") -> str:
        """A person's sync, or a part of it."""
        integration = self.integrations[BY_HAND]

        def job() -> None:
            try:
                integration.sync(town.property_id, kind=kind)
            except (DefectError, StoreError) as error:
                self.problems.append(Problem(f"failure: {type(error).__name__}", str(error)))
            except PmsError:
                pass

        return f"{kind} sync: {self._turn(BY_HAND, job, stops=stops, until=until)}"

    # -- steps

    def do(self, step: Step) -> None:
        """Let one step happen. What is not possible does not happen."""
        picks = Picks(step.picks)
        began = self.clock.now()
        try:
            text = self._happens(step, picks)
        except FrontDeskError as error:
            text = f"(not {step.name}: {error})"
        self.story.append(f"{began:%d %b %H:%M:%S}  {text}")
        for town in self.towns:
            town.desk.note_blocks()
        self.clock.tick(0.05)

    def _happens(self, step: Step, picks: Picks) -> str:
        if step.name in ACTIONS:
            town = self._town(picks)
            return f"{town.property_id}: {ACTIONS[step.name](town.desk, picks)}"
        if step.name in FAULTS:
            town = self._town(picks)
            text = f"{town.property_id}: {FAULTS[step.name](town.hotel, picks)}"
            faults = town.hotel.faults
            town.lag = max(town.lag, timedelta(seconds=max([faults.read_lag_seconds or 0, *faults.lag_of.values()])))
            return text
        text: str = getattr(self, f"step_{step.name}")(picks)
        return text

    def _town(self, picks: Picks) -> Town:
        return picks.one(self.towns, lambda town: town.property_id)

    def step_wait(self, picks: Picks) -> str:
        seconds = float(picks.value())
        self.clock.advance(seconds)
        return f"{timedelta(seconds=seconds)} pass"

    def step_round(self, picks: Picks) -> str:
        return self.work(picks.one(WORKERS))

    def step_turn(self, picks: Picks) -> str:
        return self.work(picks.one(WORKERS), stops=picks.number(1, 40))

    def step_until(self, picks: Picks) -> str:
        return self.work(picks.one(WORKERS), until=str(picks.value()))

    def step_sync_until(self, picks: Picks) -> str:
        town, kind, until = self._town(picks), str(picks.value()), str(picks.value())
        return f"{town.property_id}: {self.sync(town, kind, until=until)}"

    def step_crash(self, picks: Picks) -> str:
        return self.work(picks.one(WORKERS), dies_in=picks.number(1, 150))

    def step_sync(self, picks: Picks) -> str:
        town, kind = self._town(picks), picks.one(("reconcile", "changes", "full"))
        return f"{town.property_id}: {self.sync(town, kind, stops=picks.number(0, 30))}"

    def step_request(self, picks: Picks) -> str:
        town, kind = self._town(picks), picks.one(("reconcile", "changes", "full"))
        self.office.request_sync(town.property_id, kind=kind)
        return f"{town.property_id}: a {kind} sync is requested"

    def step_receiver(self, picks: Picks) -> str:
        self.receiving = picks.number(0, 1) == 1
        return f"the receiver of webhooks is {'up' if self.receiving else 'down'}"

    def step_receiver_dies(self, picks: Picks) -> str:
        self.door.die_in(picks.number(1, 6))
        return "the receiver is going to die in the middle of a webhook"

    def step_host_refuses(self, picks: Picks) -> str:
        self.host.refuses = picks.number(1, 12)
        return f"the host's sink fails {self.host.refuses} times"

    def step_staff(self, picks: Picks) -> str:
        """A person starts or completes a task in the host, which writes the task back."""
        town, starts = self._town(picks), picks.number(0, 2) == 0
        connection = self.office.connection(town.property_id)
        with self.store.transaction(lock=connection.id) as tx:
            live = (TaskState.OPEN,) if starts else tuple(LIVE_STATES)
            tasks = tx.select(r.TURNOVER_TASKS, where={"connection_id": connection.id, "state": live}, order=("id",))
            task = picks.one(tasks, lambda each: each.unit_id)
            now, version = self.clock.now(), task.version + 1
            if starts:
                after = replace(
                    task, state=TaskState.IN_PROGRESS, started_at=now, updated_at=now, version=version, assignee="Ann"
                )
            else:
                done = {"state": TaskState.DONE, "completed_at": now, "completed_by": "staff", "held_from": None}
                after = replace(task, **done, updated_at=now, version=version)  # type: ignore[arg-type]
            tx.put(r.TURNOVER_TASKS, after)
        self.host.tasks[after.id] = after
        return f"{town.property_id}: staff {'start' if starts else 'complete'} {town.desk.number_of(after.unit_id)}"

    def close(self) -> None:
        """Kill what still runs."""
        for process in self.actors:
            with suppress(RuntimeError):
                process.kill()
        for integration in (*self.integrations, self.receiver, self.office):
            integration.close()


KINDS: dict[str, Callable[..., SimulatedHotel]] = {
    "small": SimulatedHotel.small,
    "hostel": lambda **options: SimulatedHotel.hostel(dorms=2, beds=3, **options),
    "suites": SimulatedHotel.suites,
}


def _town(n: int, plan: HotelPlan, *, seed: int, clock: ManualClock) -> Town:
    hotel = KINDS[plan.kind](
        seed=seed * 10 + n,
        clock=clock,
        timezone=plan.zone,
        property_id=str(297_650 + n),
        api_keys=(f"cbat_hotel_{n}",),
        quirks=frozenset(Quirk) - set(map(Quirk, plan.without)),
    )
    watcher = Watcher(Ledger())
    hotel.observe(watcher)
    lag = timedelta(0) if Quirk.READS_LAG_WRITES.value in plan.without else SHORT_LAG
    return Town(f"{plan.kind}-{n}", hotel, watcher, Desk(hotel, watcher), lag)


@contextmanager
def world_of(history: History, store: Store) -> Iterator[World]:
    """The world at the beginning of a history. Everything that is random has the history's seed."""
    clock = ManualClock()
    towns = [_town(n, plan, seed=history.seed, clock=clock) for n, plan in enumerate(history.hotels)]
    world = World(clock, towns, store, Wires({f"cbat_hotel_{n}": town.hotel for n, town in enumerate(towns)}))
    ids, state = random.Random(history.seed), random.getstate()
    random.seed(history.seed)

    def new_id() -> uuid.UUID:
        return uuid.UUID(int=ids.getrandbits(128), version=4)

    for town in towns:
        town.hotel.webhooks.post = world.receive
    with mock.patch("uuid.uuid4", new_id):
        try:
            world.start()
            for town, plan in zip(towns, history.hotels, strict=True):
                if plan.baseline:
                    world.office.sync(town.property_id, kind="full")
            yield world
        finally:
            world.close()
            random.setstate(state)

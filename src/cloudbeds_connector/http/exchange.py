"""One call, from its first attempt to its result, as a generator of steps that a driver carries out.

The order of everything stands here once: circuit, slot, deadline, credential, request, renewal after a 401, slowing
down, retries, hooks. The generator does no I/O and never sleeps; the synchronous and the asynchronous client do what
its steps say, and send back what came of it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .. import hooks
from ..errors import ConnectorError, PmsError, named
from ..pms.ports import Clock, Lane
from ..secrecy import NotPickled
from .api import Api, pause_after
from .auth import Auth, SentHeaders
from .call import Answer, Call, Response
from .circuit import Circuit
from .deadline import Deadline, DeadlineError
from .retry import RetryPolicy, backoff, is_worth_repeating

if TYPE_CHECKING:
    from datetime import datetime

T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WaitForSlot:
    """Wait for the next slot of the credential's rate; `DeadlineError` if that comes after `deadline`."""

    lane: Lane
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class Send(NotPickled):
    """Send the request, for at most `within` seconds (None: no limit). The result is the `Answer`."""

    call: Call[Any]
    credential: SentHeaders
    within: float | None


@dataclass(frozen=True, slots=True)
class Renew(NotPickled):
    """Get a credential, another than `refused`. The result is its `SentHeaders`, the refused ones if there is none."""

    refused: SentHeaders | None
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class SlowDown:
    """Pause every request with this credential for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait for so many seconds; there is time for it before `deadline`."""

    seconds: float
    deadline: Deadline


Step = WaitForSlot | Send | Renew | SlowDown | Sleep


@dataclass(eq=False, kw_only=True, repr=False)
class Exchange(NotPickled, Generic[T]):
    """One call. `lane` is that of its slots; everything else is the client's."""

    call: Call[T]
    api: Api
    auth: Auth
    lane: Lane
    policy: RetryPolicy
    circuit: Circuit
    clock: Clock
    hook: hooks.Hooks
    _attempts: int = 0
    _failures: int = 0
    _last: PmsError | None = None
    _renewed: bool = False
    _sent: float = 0.0
    _sent_at: datetime | None = None

    def __post_init__(self) -> None:
        self._hook = None if self.hook is hooks.ignore_event else self.hook
        self._deadline = Deadline(self.clock, self.policy.deadline, method=self.call.method)
        self._began = self.clock.monotonic()

    def steps(self) -> Generator[Step, Any, Response[T]]:
        """The steps, until an attempt succeeds or no further one is made. What a step raises is thrown in here."""
        failed: BaseException | None = None
        try:
            credential = self._current() or (yield Renew(None, self._deadline))
            while True:
                failed, was_sent = None, False
                try:
                    is_trial = self.circuit.enter(self.call.method)
                    self._attempts += 1
                    asked_at = self.clock.monotonic()
                    yield WaitForSlot(self.lane, self._deadline)
                    was_sent = True
                    answer = yield self._request(credential, waited_since=asked_at, is_trial=is_trial)
                    return self._response(answer, credential)
                except Exception as error:
                    failed = error
                credential = yield from self._recovered(failed, credential, was_sent=was_sent)
        except BaseException as error:
            failed = error
            raise
        finally:
            if self._hook is not None:
                elapsed = self.clock.monotonic() - self._began
                name = None if failed is None else named(failed)
                self._emit(hooks.CallFinished, attempts=self._attempts, elapsed=elapsed, error=name)
            failed = None  # a traceback refers to this frame

    def _current(self) -> SentHeaders | None:
        headers = self.auth.current(now=self.clock.now())
        return None if headers is None else SentHeaders(headers)

    def _request(self, credential: SentHeaders, *, waited_since: float, is_trial: bool) -> Send:
        """The request, now that there is a slot for it. `CircuitOpenError` or `DeadlineError` if it is too late."""
        if not is_trial:
            self.circuit.enter(self.call.method)  # it may have opened during the wait for the slot
        within = self._deadline.left()
        if within == 0:
            raise self._deadline.error()
        self._sent_at, self._sent = self.clock.now(), self.clock.monotonic()
        if self._hook is not None:
            waited, lane = self._sent - waited_since, self.lane.value
            self._emit(hooks.RequestSent, verb=self.call.verb, attempt=self._attempts, lane=lane, waited=waited)
        return Send(self.call, credential, within)

    def _response(self, answer: Answer, credential: SentHeaders) -> Response[T]:
        """What the answer means; the error that it stands for is raised."""
        request_id = self.api.request_id(answer)
        if self._hook is not None:
            self._emit(
                hooks.AnswerReceived,
                attempt=self._attempts,
                status=answer.status,
                request_id=request_id,
                elapsed=self.clock.monotonic() - self._sent,
                size=len(answer.body),
            )
        now = self.clock.now()
        value = self.api.read(self.call, answer, now=now, secrets=tuple(credential.values()))
        if self.circuit.answered():
            self._emit(hooks.CircuitClosed)
        sent_at = self._sent_at or now
        self.auth.used(now=sent_at)
        return Response(
            value=value,
            method=self.call.method,
            sent_at=sent_at,
            status=answer.status,
            headers=answer.headers,
            request_id=request_id,
            attempts=self._attempts,
            elapsed=self.clock.monotonic() - self._began,
        )

    def _recovered(
        self, error: Exception, credential: SentHeaders, *, was_sent: bool
    ) -> Generator[Step, Any, SentHeaders]:
        """After a failed attempt: the credential for the next one. The error is raised if there is no next one."""
        if isinstance(error, DeadlineError) and not was_sent:
            raise self._last or error  # its slot comes too late: what failed before is more useful to the caller
        if was_sent and isinstance(error, PmsError):
            pause = self._failed(error)
            try:
                if pause > 0:
                    yield SlowDown(pause)
            except ConnectorError as not_slowed:
                error = not_slowed
            if isinstance(error, PmsError) and error.status == 401 and not self._renewed:
                other: SentHeaders = yield Renew(credential, self._deadline)
                if other != credential:
                    # a refused call was not carried out, so it is sent again at once
                    self._renewed = True
                    self._emit(hooks.CredentialRenewed)
                    return other
        self._failures += 1
        if self._failures >= self.policy.attempts or not is_worth_repeating(self.call, error):
            raise error
        pause = backoff(self._failures, error)
        if not self._deadline.allows(pause):
            raise error
        self._emit(hooks.RetryScheduled, attempt=self._attempts, pause=pause)
        yield Sleep(pause, self._deadline)
        return self._current() or (yield Renew(None, self._deadline))

    def _failed(self, error: PmsError) -> float:
        """Note a failed request. For how many seconds nothing is to be sent with this credential; 0 for most."""
        error.attempts, self._last = self._attempts, error
        if not self.call.is_safe and error.retryable and error.status != 429:
            error.retryable = False  # it may have been carried out
            error.next_action = "Look whether it was carried out before you repeat it."
        self._emit(
            hooks.AttemptFailed,
            attempt=self._attempts,
            error=named(error),
            status=error.status,
            request_id=error.request_id,
        )
        was_open = self.circuit.is_open
        opened = self.circuit.failed(error)
        if was_open and not self.circuit.is_open:
            self._emit(hooks.CircuitClosed)
        if opened > 0:
            self._emit(hooks.CircuitOpened, seconds=opened)
        pause = pause_after(error)
        if pause > 0:
            self._emit(hooks.SlowedDown, seconds=pause)
        return pause

    def _emit(self, kind: Callable[..., hooks.Event], **fields: Any) -> None:
        """Call the hook with an event of this call. A hook that fails must not stop the call."""
        try:
            if self._hook is not None:
                self._hook(kind(method=self.call.method, **fields))
        except Exception as error:
            log.warning("a hook failed (%s)", type(error).__name__)

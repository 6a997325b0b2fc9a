"""The synchronous HTTP client, and what it has in common with the asynchronous one: everything but the waiting."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from typing_extensions import Unpack

from ..errors import ConfigurationError
from ..hooks import CredentialAtRisk, Hooks, ignore_event
from ..pms.clock import SystemClock
from ..pms.limiter import LocalLimiter, wait_for_slot
from ..pms.ports import Clock, Lane, Limiter
from ..secrecy import NotPickled
from .api import Api
from .auth import Auth, SentHeaders
from .call import Call, CallLike, Response
from .circuit import Circuit
from .exchange import Exchange, Renew, Send, Sleep, SlowDown, Step, WaitForSlot
from .paging import AllRows, Listing
from .retry import RetryPolicy
from .wire import HttpWire, Transport

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

T = TypeVar("T")
#: What a view in another lane has beside private attributes. A group of calls belongs to one lane, so none is copied.
_SETTINGS = ("property_id", "zone")

log = logging.getLogger(__name__)


class CommonOptions(TypedDict, total=False):
    """The options of both clients.

    `base_url` is where the API is, by default that of the `Api`. `requests_per_second` is kept within this process;
    give a shared `limiter` to keep it across processes. `timeout` is in seconds, for each wait for the server; an
    attempt takes no longer than twice that. Calls that are safe to repeat are tried up to `attempts` times, and not
    again where that could begin only after `deadline` seconds (None: no limit). `hooks` is called with every request,
    answer and pause (see `cloudbeds_connector.hooks`). All waiting is on `clock`.
    """

    base_url: str | None
    requests_per_second: float | None
    timeout: float
    attempts: int
    limiter: Limiter | None
    clock: Clock | None
    deadline: float | None
    hooks: Hooks


class Options(CommonOptions, total=False):
    """The options of the synchronous client. You close a `transport` that you pass in."""

    transport: Transport | None


class BaseClient(NotPickled):
    """The settings of a client, and the exchange of each call. It does no I/O. It cannot be pickled."""

    #: The property that calls are bound to, where a connector's calls need one.
    property_id: str | None = None

    def __init__(
        self,
        api: Api,
        auth: Auth,
        *,
        base_url: str | None = None,
        requests_per_second: float | None = None,
        timeout: float = 30.0,
        attempts: int = RetryPolicy().attempts,
        limiter: Limiter | None = None,
        clock: Clock | None = None,
        deadline: float | None = 300.0,
        hooks: Hooks = ignore_event,
    ) -> None:
        if not hasattr(auth, "rate_key"):
            raise ConfigurationError("That is no credential.", next_action=api.when_no_credential)
        if not 0 < timeout < math.inf or attempts < 1 or (deadline is not None and not 0 < deadline < math.inf):
            raise ConfigurationError(
                "timeout and deadline are more than 0 seconds, and attempts at least 1.",
                next_action="Give finite numbers; deadline=None for a call without a deadline.",
            )
        self._api = api
        self._auth = auth
        self._base_url = api.base_url if base_url is None else base_url
        self._timeout = timeout
        self._clock = clock or SystemClock()
        rate = api.requests_per_second if requests_per_second is None else requests_per_second
        self._limiter = limiter or _limiter_of(rate, clock)
        self._policy = RetryPolicy(attempts, deadline)
        self._circuit = Circuit(self._clock, name=api.name, next_action=api.when_down)
        self._hooks = hooks
        self._lane = Lane.BULK
        self._warned = False

    @property
    def realtime(self) -> Self:
        """The same client in the real-time lane: for what a person or a webhook waits for.

        Its calls take the next slots of the rate, before any bulk work. It shares everything with this one, so closing
        one closes the other.
        """
        view = object.__new__(type(self))
        own = {name: value for name, value in vars(self).items() if name.startswith("_") or name in _SETTINGS}
        vars(view).update(own, _lane=Lane.REALTIME)
        return view

    def _exchange(self, call: Call[T], lane: Lane | None) -> Exchange[T]:
        if not self._warned and (warning := self._auth.warning(now=self._clock.now())) is not None:
            self._warn(warning)
        return Exchange(
            call=call,
            api=self._api,
            auth=self._auth,
            lane=lane or self._lane,
            policy=self._policy,
            circuit=self._circuit,
            clock=self._clock,
            hook=self._hooks,
        )

    def _warn(self, warning: str) -> None:
        """Say once, in the log and to the hooks, that the credential is going to stop working."""
        self._warned = True
        log.warning("%s", warning)
        self._hooks(CredentialAtRisk(warning=warning))


class HttpClient(BaseClient):
    """Makes the calls of one API with one credential. Thread-safe; close it after use.

    `options` are those of `Options`. Every method raises the errors of `cloudbeds_connector.errors`.
    """

    def __init__(
        self,
        api: Api,
        auth: Auth,
        *,
        transport: Transport | None = None,
        **options: Unpack[CommonOptions],
    ) -> None:
        super().__init__(api, auth, **options)
        self._wire = HttpWire(api, base_url=self._base_url, timeout=self._timeout, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._wire.close()

    def execute(self, call: CallLike[T], *, lane: Lane | None = None) -> T:
        """Make one call; its result."""
        return self.send(call, lane=lane).value

    def rows(self, *listings: Listing[T], lane: Lane | None = None) -> AllRows[T]:
        """Every row of these listings, read as it is iterated."""
        return AllRows(self.send, *listings, lane=lane)

    def send(self, call: CallLike[T], *, lane: Lane | None = None) -> Response[T]:
        """Make one call; its result with status, headers, request id, attempts and times."""
        steps = self._exchange(call.bound_to(self.property_id), lane).steps()
        result: Any = None
        failure: BaseException | None = None
        try:
            while True:
                try:
                    step = steps.send(result) if failure is None else steps.throw(failure)
                except StopIteration as done:
                    response: Response[T] = done.value
                    return response
                result = failure = None
                try:
                    result = self._carried_out(step)
                except BaseException as error:
                    failure = error
        finally:
            failure = None  # a traceback refers to this frame

    def _carried_out(self, step: Step) -> Any:
        match step:
            case Send():
                return self._wire.send(step.call, step.credential, within=step.within)
            case WaitForSlot():
                return wait_for_slot(self._limiter, self._auth.rate_key, lane=step.lane, clock=step.deadline)
            case Renew():
                return SentHeaders(self._auth.renewed(clock=step.deadline, refused=step.refused))
            case SlowDown():
                return self._limiter.slow_down(self._auth.rate_key, seconds=step.seconds)
            case Sleep():
                return step.deadline.sleep(step.seconds)


#: By rate: the clients of a process share theirs, because a credential has one rate however many clients use it.
_shared: dict[float, LocalLimiter] = {}


def _limiter_of(requests_per_second: float, clock: Clock | None) -> LocalLimiter:
    if clock is not None:  # it has a time of its own, so it is not shared
        return LocalLimiter(requests_per_second, clock)
    return _shared.setdefault(requests_per_second, LocalLimiter(requests_per_second, SystemClock()))

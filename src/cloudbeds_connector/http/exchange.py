"""Decides, for one call, what each attempt sends and what its outcome means; whoever drives it does the waiting.

It does no I/O and sleeps never, so one decision serves every driver. A driver takes a slot of the rate, asks `begin`
for the request, sends it, and hands the answer to `end` or the error to `failed`.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from .. import hooks
from ..cloudbeds import answers
from ..cloudbeds.operation import Operation, Repeat, Scope, Verb
from ..errors import ConfigurationError, PmsError, named
from ..pms.ports import Lane
from .circuit import Circuit
from .deadline import DeadlineError, Patience
from .response import Response
from .wire import WireAnswer, WireRequest

if TYPE_CHECKING:
    from ..hooks import Hooks

T = TypeVar("T")

log = logging.getLogger(__name__)


class Exchange(Generic[T]):
    """One call of one operation, from the first attempt to the last. `patience` is the time that it may take."""

    def __init__(
        self,
        operation: Operation[T],
        *,
        property_id: str | None,
        lane: Lane,
        patience: Patience,
        circuit: Circuit,
        tell: Hooks,
    ) -> None:
        self.operation = operation
        self.lane = lane
        self.patience = patience
        self.attempts = 0
        self._property_id = property_id
        self._circuit = circuit
        self._hook = tell
        self._began = self._asked_at = patience.monotonic()
        self._sent_at: datetime = patience.now()
        self._sent = 0.0
        self._secrets: tuple[str, ...] = ()
        #: The error after which no further attempt is made, whatever it is: whoever renews has tried long enough, or
        #: there is no time.
        self.final: BaseException | None = None
        #: How the last attempt failed.
        self.last: PmsError | None = None
        self._renewed = False
        self._tries_it_out = False

    def _tell(self, event: hooks.Event) -> None:
        """A hook that fails must not keep a call from what it has to do, such as slowing down."""
        try:
            self._hook(event)
        except Exception as error:
            log.warning("a hook failed (%s)", type(error).__name__)

    def ask(self) -> None:
        """A slot is being waited for; `CircuitOpenError` if there is no sense in it."""
        self._tries_it_out = self._circuit.enter(self.operation.method)
        self.attempts += 1
        self._asked_at = self.patience.monotonic()

    def begin(self, credential: Mapping[str, str]) -> WireRequest:
        """The slot was given: what to send now. `CircuitOpenError` or `DeadlineError` if it is too late for that."""
        if not self._tries_it_out:
            self._circuit.enter(self.operation.method)  # it may have opened while the slot was waited for
        if self.patience.left() == 0:
            raise self.patience.over()
        self._secrets = tuple(credential.values())
        self._sent_at, self._sent = self.patience.now(), self.patience.monotonic()
        request = _written(self.operation, self._property_id, credential)
        self._tell(
            hooks.RequestSent(
                method=self.operation.method,
                verb=request.verb,
                attempt=self.attempts,
                lane=self.lane.value,
                waited=self._sent - self._asked_at,
            )
        )
        return request

    def end(self, answer: WireAnswer) -> Response[T]:
        """What the answer says; the error that it stands for is raised."""
        self._tell(
            hooks.AnswerReceived(
                method=self.operation.method,
                attempt=self.attempts,
                status=answer.status,
                request_id=answers.request_id(answer),
                elapsed=self.patience.monotonic() - self._sent,
                size=len(answer.body),
            )
        )
        value = answers.read(self.operation, answer, now=self.patience.now(), secrets=self._secrets)
        if self._circuit.answered():
            self._tell(hooks.CircuitClosed(method=self.operation.method))
        return Response(
            value=value,
            sent_at=self._sent_at,
            status=answer.status,
            headers=answer.headers,
            request_id=answers.request_id(answer),
            attempts=self.attempts,
            elapsed=self.patience.monotonic() - self._began,
        )

    def failed(self, error: PmsError) -> float:
        """For how many seconds nothing is to be sent with this credential after this error; 0 for most."""
        error.attempts, self.last = self.attempts, error
        if self.operation.endpoint.repeat is Repeat.ONCE and error.retryable and error.status != 429:
            # it may have been carried out, so whoever asks whether to try again must not hear yes
            error.retryable = False
            error.next_action = "Look whether it was carried out before you repeat it."
        self._tell(
            hooks.AttemptFailed(
                method=self.operation.method,
                attempt=self.attempts,
                error=named(error),
                status=error.status,
                request_id=error.request_id,
            )
        )
        was_open = self._circuit.is_open
        opened = self._circuit.failed(error)
        if was_open and not self._circuit.is_open:
            self._tell(hooks.CircuitClosed(method=self.operation.method))
        if opened > 0:
            self._tell(hooks.CircuitOpened(method=self.operation.method, seconds=opened))
        pause = answers.pause_after(error)
        if pause > 0:
            self._tell(hooks.SlowedDown(method=self.operation.method, seconds=pause))
        return pause

    def may_renew(self, error: PmsError) -> bool:
        """Whether another credential is worth a try: Cloudbeds did not take this one, for the first time."""
        return error.status == 401 and not self._renewed

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """A slot is waited for. If its turn comes too late, what failed before is what the caller should hear."""
        try:
            yield
        except DeadlineError:
            if self.last is None:
                raise
            self.final = self.last
        if self.final is not None:
            raise self.final

    @contextmanager
    def renewing(self) -> Iterator[None]:
        """A credential is being renewed meanwhile. Whoever renews tries again by itself, so its failure is final."""
        try:
            yield
        except Exception as error:
            self.final = error
            raise

    def renewed(self) -> None:
        """There is another credential, so the call goes out again at once: a refused one was not carried out."""
        self._renewed = True
        self._tell(hooks.CredentialRenewed(method=self.operation.method))

    def again(self, pause: float) -> None:
        """It is tried again after so many seconds."""
        self._tell(hooks.RetryScheduled(method=self.operation.method, attempt=self.attempts, pause=pause))

    def over(self, error: BaseException | None) -> None:
        """The call is over."""
        self._tell(
            hooks.CallFinished(
                method=self.operation.method,
                attempts=self.attempts,
                elapsed=self.patience.monotonic() - self._began,
                error=None if error is None else named(error),
            )
        )


def _written(operation: Operation[T], property_id: str | None, credential: Mapping[str, str]) -> WireRequest:
    endpoint = operation.endpoint
    params, headers = dict(operation.params), dict(credential)
    if property_id is not None and endpoint.scope is not Scope.NONE:
        params.setdefault(endpoint.scope.value, property_id)
    selected = _selected(operation, params, property_id)
    if selected is not None:
        headers["x-property-id"] = selected
    elif endpoint.path is not None:
        raise ConfigurationError(
            f"{endpoint.used_as} must name the property.", next_action="Give property_id to the client."
        )
    as_form = endpoint.path is None and endpoint.verb in (Verb.POST, Verb.PUT)
    return WireRequest(
        method=operation.method,
        verb=endpoint.verb.value,
        path=operation.path,
        query={} if as_form else params,
        form=params if as_form else None,
        document=None if operation.document is None else json.dumps(operation.document).encode(),
        headers=headers,
    )


def _selected(operation: Operation[T], params: Mapping[str, str], property_id: str | None) -> str | None:
    """The property that the call is about, for the header by which version 2 selects it; None for several."""
    named = operation.places.get("property_id") or params.get("propertyID") or params.get("propertyIDs")
    if named is not None:
        return named if is_property_id(named) and "," not in named else None
    return property_id if operation.endpoint.path is not None or operation.endpoint.scope is not Scope.NONE else None


def is_property_id(text: str) -> bool:
    """Whether it is one that can be sent in a header."""
    return text != "" and text.isascii() and text.isprintable() and " " not in text

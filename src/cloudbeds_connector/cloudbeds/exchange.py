"""Decides, for one call, what each attempt sends and what its outcome means; whoever drives it does the waiting.

It does no I/O and sleeps never, so one decision serves every driver. A driver takes a slot of the rate, asks `begin`
for the request, sends it, and hands the answer to `end` or the error to `failed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from .. import hooks
from ..errors import PmsError
from ..pms.ports import Clock, Lane
from . import answers
from ._http import WireAnswer, WireRequest
from .operation import Operation, Scope, Verb
from .response import Response

if TYPE_CHECKING:
    from ..hooks import Hooks

T = TypeVar("T")


class Exchange(Generic[T]):
    """One call of one operation, from the first attempt to the last."""

    def __init__(
        self, operation: Operation[T], *, property_id: str | None, lane: Lane, clock: Clock, tell: Hooks
    ) -> None:
        self.operation = operation
        self.lane = lane
        self.attempts = 0
        self._property_id = property_id
        self._clock = clock
        self._tell = tell
        self._began = self._asked_at = clock.monotonic()
        self._sent_at: datetime = clock.now()
        self._sent = 0.0
        self._secrets: tuple[str, ...] = ()

    def ask(self) -> None:
        """A slot is being waited for."""
        self.attempts += 1
        self._asked_at = self._clock.monotonic()

    def begin(self, credential: Mapping[str, str]) -> WireRequest:
        """The slot was given: what to send now."""
        self._secrets = tuple(credential.values())
        self._sent_at, self._sent = self._clock.now(), self._clock.monotonic()
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
                elapsed=self._clock.monotonic() - self._sent,
                size=len(answer.body),
            )
        )
        value = answers.read(self.operation, answer, now=self._clock.now(), secrets=self._secrets)
        return Response(
            value=value,
            sent_at=self._sent_at,
            status=answer.status,
            headers=answer.headers,
            request_id=answers.request_id(answer),
            attempts=self.attempts,
            elapsed=self._clock.monotonic() - self._began,
        )

    def failed(self, error: PmsError) -> float:
        """For how many seconds nothing is to be sent with this credential after this error; 0 for most."""
        error.attempts = self.attempts
        self._tell(
            hooks.AttemptFailed(
                method=self.operation.method,
                attempt=self.attempts,
                error=type(error).__name__,
                status=error.status,
                request_id=error.request_id,
            )
        )
        pause = answers.pause_after(error)
        if pause > 0:
            self._tell(hooks.SlowedDown(method=self.operation.method, seconds=pause))
        return pause

    def again(self, pause: float) -> None:
        """It is tried again after so many seconds."""
        self._tell(hooks.RetryScheduled(method=self.operation.method, attempt=self.attempts, pause=pause))

    def over(self, error: BaseException | None) -> None:
        """The call is over."""
        self._tell(
            hooks.CallFinished(
                method=self.operation.method,
                attempts=self.attempts,
                elapsed=self._clock.monotonic() - self._began,
                error=None if error is None else type(error).__name__,
            )
        )


def _written(operation: Operation[T], property_id: str | None, credential: Mapping[str, str]) -> WireRequest:
    params, headers = dict(operation.params), dict(credential)
    if property_id is not None:
        headers["x-property-id"] = property_id
        if operation.scope is not Scope.NONE:
            params.setdefault(operation.scope.value, property_id)
    as_form = operation.verb in (Verb.POST, Verb.PUT)
    return WireRequest(
        method=operation.method,
        verb=operation.verb.value,
        path=operation.method,
        query={} if as_form else params,
        form=params if as_form else None,
        headers=headers,
    )

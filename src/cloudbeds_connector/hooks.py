"""Events of the calls that a client makes: frozen values, passed to one function of the host.

For logging, metrics and tracing. No event holds a parameter, a URL, a body or a secret, so events may be logged as they
are. The names of methods and errors have few values, so they serve as labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestSent:
    """A request is sent. `attempt` counts from 1; `waited` is how long it waited for its slot, in seconds."""

    method: str
    verb: str
    attempt: int
    lane: str
    waited: float


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerReceived:
    """An answer came, a result or a refusal. `elapsed` is in seconds since the request was sent, `size` in bytes."""

    method: str
    attempt: int
    status: int
    request_id: str | None
    elapsed: float
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptFailed:
    """An attempt failed. `error` is the name of the error's class; `status` None if there was no answer."""

    method: str
    attempt: int
    error: str
    status: int | None
    request_id: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RetryScheduled:
    """The call is tried again after `pause` seconds."""

    method: str
    attempt: int
    pause: float


@dataclass(frozen=True, kw_only=True, slots=True)
class SlowedDown:
    """Nothing is sent with this credential for `seconds`: the hotel system asked for it, or may be blocking it."""

    method: str
    seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class CircuitOpened:
    """The server counts as down: for `seconds`, calls fail at once; then one request tries."""

    method: str
    seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class CircuitClosed:
    """The server answers again."""

    method: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CredentialRenewed:
    """The hotel system refused the credential, and there is another one now: the call is sent again with it."""

    method: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CredentialAtRisk:
    """The credential will stop working soon; `warning` says why and what to do. Once for each client."""

    warning: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CallFinished:
    """A call has ended, with all its attempts and pauses. `error` is the class of the error that it raised, or None."""

    method: str
    attempts: int
    elapsed: float
    error: str | None


Event = (
    RequestSent
    | AnswerReceived
    | AttemptFailed
    | RetryScheduled
    | SlowedDown
    | CircuitOpened
    | CircuitClosed
    | CredentialRenewed
    | CredentialAtRisk
    | CallFinished
)


class Hooks(Protocol):
    """A function that is called with every event, in the thread of the call. What it raises is logged and ignored."""

    def __call__(self, event: Event, /) -> None:
        """Take one event."""
        ...


def ignore_event(event: Event, /) -> None:
    """Do nothing: the default hook. Clients do not call it."""

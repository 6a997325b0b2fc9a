"""Decides what a host can learn of the calls while they happen: frozen events, handed to one function.

For logging, metrics and tracing. No event has a parameter, an address, a body or a secret: what is in them may be
logged as it is, and a method's name and an error's are labels of few values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestSent:
    """A request goes out. `attempt` counts from 1; `waited` is how long it waited for its slot, in seconds."""

    method: str
    verb: str
    attempt: int
    lane: str
    waited: float


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerReceived:
    """An answer came, whatever it says. `elapsed` is in seconds since the request was sent, `size` in bytes."""

    method: str
    attempt: int
    status: int
    request_id: str | None
    elapsed: float
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptFailed:
    """An attempt came to nothing. `error` is the name of the error's class; `status` None if there was no answer."""

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
    """Nothing is sent with this credential for `seconds`: Cloudbeds asked for it, or looks as if it blocks us."""

    method: str
    seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class CircuitOpened:
    """The server counts as down: for `seconds` calls fail at once, then one request tries."""

    method: str
    seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class CircuitClosed:
    """The server answers again."""

    method: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CredentialRenewed:
    """Cloudbeds refused the credential, and there is another one now: the call is sent again with it."""

    method: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CredentialAtRisk:
    """The credential will stop working unless somebody does something; `warning` says what. Told once a client."""

    warning: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CallFinished:
    """A call is over, with every attempt and every pause. `error` is the class of the error that it raised, or None."""

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
    """A function that is told of every event, where the call is made. What it raises is logged and passed over."""

    def __call__(self, event: Event, /) -> None:
        """Take one event."""
        ...


def silent(event: Event, /) -> None:
    """Nobody listens."""

"""Failures: how the failure of one property's work is reported without stopping the others."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from ..errors import (
    AuthenticationError,
    ConnectorError,
    DefectError,
    HostCodeError,
    PmsError,
    StoreError,
    UnavailableError,
)
from ..escapes import printable
from .reporting.causes import described, is_outage, place_of, trace_of

T = TypeVar("T")

#: The next action for an exception of the host's code.
CORRECT_IT = "Correct it; it is called again later."
#: What code of the host may raise and the work goes on: `sys.exit` in a library, and a canceled task, must end no
#: worker. `KeyboardInterrupt` and other signals to the process are not among them.
HOST_ERRORS = (Exception, SystemExit, asyncio.CancelledError)


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """Work that failed: the host's property (empty: none in particular), the work, and the error.

    `count` is how many things failed so. `trace` is the traceback, without guest data and secrets, by default the
    error's own; empty where the sentence says everything. `cause` recognizes the same failure when it happens again,
    `members` are what it fails for; both are chosen by the error if they are not given.
    """

    property_id: str
    work: str
    error: ConnectorError
    count: int = 1
    trace: str = field(default="", repr=False)
    cause: tuple[str, ...] = ()
    members: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        """The property and its work, in one line."""
        return f"{printable(self.property_id, longest=60) or 'all'}: {printable(self.work, longest=200)}"

    def __str__(self) -> str:
        return f"{self.about}: {self.error}"


def failure_of(error: Exception, *, property_id: str = "", work: str) -> Failure:
    """The failure of a property's work with this exception."""
    known = as_connector_error(error)
    cause, members = _recognized(known, property_id, work, place_of(error))
    return Failure(property_id=property_id, work=work, error=known, trace=known.trace, cause=cause, members=members)


def failure_of_host(
    error: BaseException,
    *,
    what: str,
    property_id: str = "",
    work: str,
    members: tuple[str, ...] = (),
    next_action: str = CORRECT_IT,
) -> Failure:
    """The failure of code of the host, called `what`, with its traceback from that code on.

    The same exception from the same lines is one cause, whichever property and delivery it was for.
    """
    known = error if isinstance(error, ConnectorError) else _of_host(error, what, skip=1, next_action=next_action)
    cause = (work, what, type(error).__name__, place_of(error, skip=1))
    trace = trace_of(error, skip=1)
    return Failure(
        property_id=property_id, work=work, error=known, trace=trace, cause=cause, members=members or (what,)
    )


def _of_host(error: BaseException, what: str, *, skip: int, next_action: str) -> HostCodeError:
    known = HostCodeError(
        f"{what} raised {described(error, skip=skip)}.",
        next_action=next_action,
    )
    known.trace = trace_of(error, skip=skip)
    return known


def call_host(what: str, call: Callable[[], T]) -> T:
    """Call a function of the module that calls code of the host, called `what`. Its `HOST_ERRORS`: `HostCodeError`s."""
    try:
        result = call()
    except ConnectorError:
        raise
    except HOST_ERRORS as error:
        problem = _of_host(error, what, skip=2, next_action=CORRECT_IT)
    else:
        if not inspect.iscoroutine(result):
            return result
        result.close()
        problem = HostCodeError(
            f"{what} did not run: it returned a coroutine.",
            next_action="Make it a plain function; run a coroutine with asyncio.run inside it.",
        )
    raise problem  # outside the except: the host's exception may hold a secret, and must not be its context


def cause_of(failure: Failure) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The failure's cause and members, those that follow from its error if it names none."""
    cause, members = _recognized(failure.error, failure.property_id, failure.work, str(failure.error.message))
    return failure.cause or cause, failure.members or members


#: The member of every failure of the store.
STORE = "the store"
#: The name of the outage of a hotel system; its members are properties.
HOTEL_SYSTEM = "the hotel system"


def _recognized(
    error: ConnectorError, property_id: str, work: str, place: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """One outage or defect is one cause, whatever it stops; else each property's work and error is one."""
    if isinstance(error, StoreError) and error.retryable:
        return (STORE, error.next_action), (STORE,)
    if isinstance(error, PmsError) and error.retryable:
        return (HOTEL_SYSTEM,), (property_id,)
    members = (f"{property_id}: {work}",)
    if isinstance(error, DefectError | UnavailableError | HostCodeError):
        return ("an exception", type(error).__name__, error.message), members
    return (property_id, work, type(error).__name__, place), members


def as_connector_error(error: Exception) -> ConnectorError:
    """`error` itself; for others an `UnavailableError` if something did not answer, or a `DefectError`."""
    if isinstance(error, ConnectorError):
        return error
    known: ConnectorError = DefectError.at(error)
    if is_outage(error):
        known = UnavailableError(
            f"Something that is needed does not work ({described(error)}).",
            next_action="It is tried again; check the server, the network or the disk that it names.",
        )
    known.trace = trace_of(error)
    return known


def has_outside_cause(error: ConnectorError) -> bool:
    """Whether the cause is outside and may pass. Work that fails with such an error is tried again without limit."""
    return error.retryable or isinstance(error, AuthenticationError)


def summary_of(error: ConnectorError) -> str:
    """What is stored of an error: its kind, the call, and the next action, but no text of the hotel system."""
    call = f" ({error.method}, HTTP {error.status})" if isinstance(error, PmsError) and error.status else ""
    return f"{type(error).__name__}{call}: {error.next_action}"

"""Every error that this package raises, with what to do next. One root, `ConnectorError`.

The class answers three questions: may the same call be tried again (`retryable`), is the request at fault
(`BadRequestError`, `NotFoundError`, ...), or is the credential (`AuthenticationError` and below). This module imports
only `escapes`. Every message ends with the next action; none holds a secret or guest data. All errors pickle.
"""

from __future__ import annotations

from typing import Any, TypedDict

from typing_extensions import Unpack, override

from .escapes import printable


class ConnectorError(Exception):
    """The root of every error that this package raises, for every hotel system.

    `message` says what happened, `next_action` what to do about it; `str()` is both. Each is one line, and what a
    terminal would obey in an id or a name is shown as an escape. `retryable` is whether the same call may succeed later
    and does no harm; a write that may have been carried out is not retryable.
    """

    retryable: bool = False
    #: The traceback of the foreign exception that this one stands for, without its message; empty for all others.
    trace: str = ""

    def __init__(self, message: str, *, next_action: str) -> None:
        self.message = printable(message)
        self.next_action = printable(next_action)
        super().__init__(self.message, self.next_action)

    def __str__(self) -> str:
        return f"{self.message} {self.next_action}"

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.__dict__.copy()))


def _rebuild(kind: type[ConnectorError], state: dict[str, Any]) -> ConnectorError:
    error = kind.__new__(kind)
    Exception.__init__(error, state["message"], state["next_action"])
    error.__dict__.update(state)
    return error


class ConfigurationError(ConnectorError):
    """Something the host configured cannot work: a missing key, an invalid zone, a wrong argument."""


class FailedCall(TypedDict, total=False):
    """Which call failed; see `PmsError`."""

    method: str
    status: int | None
    request_id: str | None
    attempts: int


class PmsError(ConnectorError):
    """A call of the hotel system failed.

    `method` is the wire name of the call, `status` the HTTP status if there was an answer, `request_id` the hotel
    system's name for this request (quote it to their support), `attempts` how often it was tried.
    """

    # A slot and not in `__dict__`, so that no pickle, log or error tracker that lists attributes shows it.
    __slots__ = ("_pms_text",)

    def __init__(self, message: str, *, next_action: str, **call: Unpack[FailedCall]) -> None:
        super().__init__(message, next_action=next_action)
        self.method = call.get("method", "")
        self.status = call.get("status")
        self.request_id = call.get("request_id")
        self.attempts = call.get("attempts", 1)
        self.pms_text = None

    @property
    def pms_text(self) -> str | None:
        """The hotel system's own text of a refusal, None if there is none. It may name guests and quote secrets.

        Look at it to find out what is wrong, and keep it out of logs. It is in no `str`, `repr`, `args` or pickle.
        """
        text: str | None = getattr(self, "_pms_text", None)
        return text

    @pms_text.setter
    def pms_text(self, text: str | None) -> None:
        self._pms_text = text

    @override
    def __str__(self) -> str:
        where = ", ".join(
            part
            for part in (
                self.method,
                f"HTTP {self.status}" if self.status is not None else "",
                f"request {printable(self.request_id)}" if self.request_id else "",
                f"{self.attempts} attempts" if self.attempts > 1 else "",
            )
            if part
        )
        return f"{self.message}{f' ({where})' if where else ''} {self.next_action}"


class AuthenticationError(PmsError):
    """The credential is missing, revoked, expired, or its approver is no longer active."""


class MissingScopeError(AuthenticationError):
    """The credential is valid, but was not granted the scope that this call needs: `scope`, such as ``read:room``."""

    scope: str | None = None


class PropertyError(PmsError):
    """The credential does not cover the property, the property is cancelled, or the call must name one."""


class BadRequestError(PmsError):
    """The hotel system refused a parameter; the same call will be refused again."""


class NotFoundError(PmsError):
    """What the call names does not exist (any more), or the method itself does not."""


class UnexpectedAnswerError(PmsError):
    """The answer cannot be read: HTML, broken JSON, or a body of another shape.

    Not retryable in general; a truncated body of a call that is safe to repeat is retried before this is raised.
    """


class IgnoredFilterError(UnexpectedAnswerError):
    """The rows of a listing contradict a filter of the call, so the hotel system ignored the filter."""


class RetryableError(PmsError):
    """The call may succeed later, unchanged.

    `retry_after` is in how many seconds at the earliest, by the hotel system or the circuit; None if neither says so.
    """

    retryable: bool = True

    def __init__(
        self, message: str, *, next_action: str, retry_after: float | None = None, **call: Unpack[FailedCall]
    ) -> None:
        super().__init__(message, next_action=next_action, **call)
        self.retry_after = retry_after


class RateLimitedError(RetryableError):
    """Too many requests."""


class ServerError(RetryableError):
    """The hotel system failed (5xx)."""


class CircuitOpenError(RetryableError):
    """Nothing was sent, because the hotel system has failed too often in a row."""


class ConnectionFailedError(RetryableError):
    """No connection, or it broke before the answer was complete."""


class TimedOutError(RetryableError):
    """No answer within the time allowed."""


class WebhookRejectedError(ConnectorError):
    """A webhook that this connector does not accept. `status` is the HTTP status to answer with (404 or 413)."""

    def __init__(self, message: str, *, next_action: str, status: int) -> None:
        super().__init__(message, next_action=next_action)
        self.status = status


class StoreError(ConnectorError):
    """The store failed: it is not migrated, full, locked, or cannot be reached."""

    retryable: bool = True


class NotConnectedError(ConnectorError):
    """There is no connection for this property or id."""


class SinkError(ConnectorError):
    """A host's sink refused a command or an event. Raise it from a sink to have the delivery tried again."""

    retryable: bool = True


class HostCodeError(ConnectorError):
    """A sink or a function of the host raised an exception that is no `ConnectorError`. It is called again later."""

    retryable: bool = True


class DeadLetterError(ConnectorError):
    """A delivery or a webhook was given up after its limit of tries, or cannot be read. It is kept, to be replayed."""


class UnavailableError(ConnectorError):
    """Something that the work needs did not answer: a network, a disk, a server of the host."""

    retryable: bool = True


class UniqueViolationError(StoreError):
    """A record would break a unique index."""

    retryable: bool = False


class DefectError(ConnectorError):
    """An unexpected exception. It names the place and never a value, which may be guest data."""

    @classmethod
    def at(cls, error: BaseException) -> DefectError:
        """The error for an exception that is no `ConnectorError`: its class, and the line it came from."""
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        where = f" in {trace.tb_frame.f_code.co_qualname}, line {trace.tb_lineno}" if trace is not None else ""
        return cls(
            f"{type(error).__name__}{where}.",
            next_action="Everything else continues; report it with this line.",
        )


def named(error: BaseException) -> str:
    """The name of an error's class in this module, or of its own class if it is no `ConnectorError`: for labels."""
    kinds = (kind for kind in type(error).__mro__ if kind.__module__ == __name__)
    return next(kinds, type(error)).__name__

"""A call of a hotel system's API: its request with the parser of the answer, the raw answer, and the response."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from typing import Self

T_co = TypeVar("T_co", covariant=True)

#: What a parser may raise for a body that it cannot read, because another shape than expected raises one of them.
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, StopIteration)


class Repeat(StrEnum):
    """Whether sending the same request twice does harm. Only SAFE calls are retried after an unknown outcome."""

    SAFE = "safe"
    ONCE = "once"


class CallLike(Protocol[T_co]):
    """What a client sends: a `Call`, or a value of a connector that becomes a call for one property."""

    def bound_to(self, property_id: str | None) -> Call[T_co]:
        """The call, for the client's property."""
        ...

    def with_params(self, params: Mapping[str, str]) -> Self:
        """The same call with further parameters, such as those of a page."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Call(Generic[T_co]):
    """One request, without the credential, and how its answer is read. The repr shows no path and no parameter.

    `method` is the call's name in errors and hooks. `path` is relative to the base URL, or to its server if it begins
    with a slash. The body is a `form`, or a `document` that is sent as JSON. `parse` turns the body of a successful
    answer into the result; it raises `RefusalError` for a body that says that the call was refused, and
    `MisshapenError`, or one of `UNREADABLE` (such as a ValueError or KeyError), for one that it cannot read. `repeat`
    says whether the call may be sent twice; None means that GET calls are SAFE and others ONCE. `scope` is the
    permission that the credential needs for it, for `MissingScopeError`.
    """

    method: str
    path: str = field(repr=False)
    parse: Callable[[bytes], T_co] = field(repr=False)
    verb: str = "GET"
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    document: Any = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    repeat: Repeat | None = None
    scope: str | None = None

    @property
    def is_safe(self) -> bool:
        """Whether the call may be sent twice."""
        return self.verb == "GET" if self.repeat is None else self.repeat is Repeat.SAFE

    def bound_to(self, property_id: str | None) -> Call[T_co]:
        """The call itself: its request is complete."""
        return self

    def with_params(self, params: Mapping[str, str]) -> Call[T_co]:
        """The same call with further query parameters."""
        return replace(self, query={**self.query, **params})


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came back. Header names are lower case; the body may hold guest data, so the repr leaves it out."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Response(Generic[T_co]):
    """A result, and how it was got. The repr shows neither the result nor the headers: both may hold guest data.

    `method` is the call's name. `sent_at` is when the request that succeeded was sent (aware UTC), `elapsed` how long
    the whole call took, in seconds, with every attempt and every wait. `headers` are those of the answer, names in
    lower case. `request_id` is the hotel system's own name for the request: quote it to their support.
    """

    value: T_co = field(repr=False)
    method: str
    sent_at: datetime
    status: int
    headers: Mapping[str, str] = field(repr=False)
    request_id: str | None
    attempts: int
    elapsed: float


class RefusalError(Exception):
    """A parser raises it for a body that says that the call was refused. `text` is the hotel system's message."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__()


class MisshapenError(Exception):
    """A parser raises it for a body of another shape. `where` names fields, never values; `broken`: no whole JSON."""

    def __init__(self, where: str, *, broken: bool = False) -> None:
        self.where = where
        self.broken = broken
        super().__init__(where)

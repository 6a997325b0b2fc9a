"""The parts of a group of calls. Its methods are written once, for both clients.

A function decorated with `call` returns an `Operation`, and one decorated with `rows` returns `Listings`. The method
returns the result of the call, or an `AllRows`, with `CloudbedsClient`; an awaitable of the result, or an
`AsyncAllRows`, with `AsyncCloudbedsClient`; and the value itself with `Operations`. Type checkers and editors see it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Generator, Iterable, Mapping
from functools import partial
from inspect import iscoroutinefunction
from types import MethodType
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar, overload

from ...errors import ConnectorError
from ...http.paging import Check
from ..operation import Endpoint, Listing, Operation
from .filters import filter_params

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from ...http.paging import AllRows, AsyncAllRows

T = TypeVar("T")
P = ParamSpec("P")
F = TypeVar("F", bound=Mapping[str, Any])

#: The listings that one method reads, one after the other; empty where no row can fit the filters.
Listings = tuple[Listing[T], ...]
#: Operations that are made one after the other. The generator is sent each result, or thrown the error of the call.
Steps = Generator[Operation[Any], Any, T]


class Account(Protocol):
    """The attributes of a client that a call may need."""

    @property
    def property_id(self) -> str | None:
        """Cloudbeds' id of the property; None for the only one of the credential."""
        ...

    @property
    def zone(self) -> ZoneInfo | None:
        """The property's zone; None while it is unknown."""
        ...


class SyncClient(Account, Protocol):
    """`CloudbedsClient`, as the groups use it."""

    def execute(self, operation: Operation[T]) -> T:
        """Make one call; its result."""
        ...

    def rows(self, *listings: Listing[T]) -> AllRows[T]:
        """Every row of these listings."""
        ...


class AsyncClient(Account, Protocol):
    """`AsyncCloudbedsClient`, as the groups use it."""

    async def execute(self, operation: Operation[T]) -> T:
        """Make one call; its result."""
        ...

    def rows(self, *listings: Listing[T]) -> AsyncAllRows[T]:
        """Every row of these listings."""
        ...


class Values:
    """Used in place of a client: makes no call, and returns the operations and listings themselves."""

    def __init__(self, property_id: str | None, zone: ZoneInfo | None) -> None:
        self.property_id = property_id
        self.zone = zone

    def execute(self, operation: Operation[T]) -> Operation[T]:
        """The operation itself."""
        return operation

    def rows(self, *listings: Listing[T]) -> Listings[T]:
        """The listings themselves."""
        return listings


C = TypeVar("C", bound=Account)


class Group(Generic[C]):
    """A group of calls of one client."""

    def __init__(self, client: C) -> None:
        self._client = client

    def _list(
        self,
        endpoint: Endpoint,
        parse: Callable[[bytes], tuple[T, ...]],
        declared: type,
        filters: F,
        *,
        key: Callable[[T], str],
        checks: Callable[[F], Iterable[Check[T]]] | None = None,
        page_size: int = 100,
        default_size: int = 20,
        expects: Collection[str] | None = None,
    ) -> Listings[T]:
        """The listing of these filters, which are a `TypedDict` as declared; none if no row can fit them.

        The rest is as in `Listing`. `checks` makes them, where there are filters.
        """
        params = filter_params(declared, filters, zone=self._client.zone, method=endpoint.used_as)
        if params is None:
            return ()
        listing = Listing(
            call=Operation(endpoint=endpoint, parse=parse, params=params),
            key=key,
            page_size=page_size,
            default_size=default_size,
            expects=frozenset(expects) if expects else None,
            checks=tuple(checks(filters)) if checks is not None and filters else (),
        )
        return (listing,)


class _Method(Generic[P, T]):
    """A method of a group: its function makes a value, which the group's client handles. On the class, the function."""

    def __init__(self, function: Callable[Concatenate[Any, P], T]) -> None:
        self._function = function
        self.__doc__ = function.__doc__

    def _bound(self, group: Group[Any] | None, handled: Callable[[Any, T], Any]) -> Any:
        function = self._function
        if group is None:
            return function

        def method(*args: P.args, **kwargs: P.kwargs) -> Any:
            return handled(group._client, function(group, *args, **kwargs))

        method.__doc__, method.__name__ = function.__doc__, function.__name__
        method.__wrapped__ = MethodType(function, group)  # type: ignore[attr-defined]  # for inspect.signature
        return method


class call(_Method[P, Operation[T]]):
    """Decorates a function that returns an operation: the method makes the call."""

    @overload
    def __get__(self, group: Group[SyncClient], kind: Any = None) -> Callable[P, T]: ...
    @overload
    def __get__(self, group: Group[AsyncClient], kind: Any = None) -> Callable[P, Awaitable[T]]: ...
    @overload
    def __get__(self, group: Group[Values], kind: Any = None) -> Callable[P, Operation[T]]: ...
    def __get__(self, group: Any, kind: Any = None) -> Any:
        return self._bound(group, _execute)


class rows(_Method[P, Listings[T]]):
    """Decorates a function that returns listings: the method reads all of their rows."""

    @overload
    def __get__(self, group: Group[SyncClient], kind: Any = None) -> Callable[P, AllRows[T]]: ...
    @overload
    def __get__(self, group: Group[AsyncClient], kind: Any = None) -> Callable[P, AsyncAllRows[T]]: ...
    @overload
    def __get__(self, group: Group[Values], kind: Any = None) -> Callable[P, Listings[T]]: ...
    def __get__(self, group: Any, kind: Any = None) -> Any:
        return self._bound(group, _read)


class steps(_Method[P, Steps[T]]):
    """Decorates a generator of operations: the method makes these calls. `Operations` cannot have it."""

    @overload
    def __get__(self, group: Group[SyncClient], kind: Any = None) -> Callable[P, T]: ...
    @overload
    def __get__(self, group: Group[AsyncClient], kind: Any = None) -> Callable[P, Awaitable[T]]: ...
    def __get__(self, group: Any, kind: Any = None) -> Any:
        return self._bound(group, _take)


def _execute(client: Any, operation: Operation[Any]) -> Any:
    return client.execute(operation)


def _read(client: Any, listings: Listings[Any]) -> Any:
    return client.rows(*listings)


def _take(client: Any, steps: Steps[T]) -> Any:
    return (_take_async if iscoroutinefunction(client.execute) else _take_sync)(client, steps)


def _take_sync(client: SyncClient, steps: Steps[T]) -> T:
    following: Callable[[], Operation[Any]] = partial(next, steps)
    try:
        while True:
            operation = following()
            try:
                following = partial(steps.send, client.execute(operation))
            except ConnectorError as error:
                following = partial(steps.throw, error)
    except StopIteration as end:
        value: T = end.value
        return value


async def _take_async(client: AsyncClient, steps: Steps[T]) -> T:
    following: Callable[[], Operation[Any]] = partial(next, steps)
    try:
        while True:
            operation = following()
            try:
                following = partial(steps.send, await client.execute(operation))
            except ConnectorError as error:
                following = partial(steps.throw, error)
    except StopIteration as end:
        value: T = end.value
        return value

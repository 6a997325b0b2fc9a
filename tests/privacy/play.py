"""A client that is watched: everything it logs, raises and prints is recorded."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

from cloudbeds_connector.cloudbeds import ApiKey, AsyncCloudbedsClient, CloudbedsClient
from cloudbeds_connector.http.auth import Auth
from cloudbeds_connector.testing.clock import ManualClock

from .canaries import SECRETS
from .watch import Watch

CLIENTS = ("sync", "async")


def play(
    kind: str,
    watch: Watch,
    call: Callable[[Any], Any],
    *,
    base_url: str,
    clock: ManualClock | None = None,
    auth: Auth | None = None,
    times: int = 1,
    **settings: Any,
) -> tuple[Any, BaseException | None]:
    """The result of a call, or the error that it raised; both have been looked at. `times`: how often it is made."""
    given: dict[str, Any] = {
        "property_id": "297652",
        "timezone": "America/New_York",
        "base_url": base_url,
        "clock": clock or ManualClock(),
        "hooks": watch.event,
        "attempts": 2,
        **settings,
    }
    auth = auth or ApiKey(SECRETS["API key"])
    result, error = None, None
    for _ in range(times):
        result, error = (_sync if kind == "sync" else _async)(auth, given, watch, call)
        if error is not None:
            watch.look_at_error(error)
    return result, error


def _sync(auth: Auth, given: Any, watch: Watch, call: Callable[[Any], Any]) -> tuple[Any, BaseException | None]:
    with CloudbedsClient(auth, **given) as client:
        watch.look("a client", client, auth)
        send: Any = client.send

        def looked(operation: Any, **more: Any) -> Any:
            watch.look("an operation", operation, operation.endpoint)
            response = send(operation, **more)
            watch.look_at_response(response)
            return response

        client.send = looked  # type: ignore[method-assign]
        try:
            result = call(client)
            if hasattr(result, "pages"):
                watch.look("a listing", result)
            return (list(result) if hasattr(result, "pages") else result), None
        except Exception as error:
            return None, error


def _async(auth: Auth, given: Any, watch: Watch, call: Callable[[Any], Any]) -> tuple[Any, BaseException | None]:
    async def sleep(seconds: float) -> None:
        given["clock"].sleep(seconds)

    async def played() -> tuple[Any, BaseException | None]:
        async with AsyncCloudbedsClient(auth, sleep=sleep, **given) as client:
            watch.look("a client", client, auth)
            send: Any = client.send

            async def looked(operation: Any, **more: Any) -> Any:
                watch.look("an operation", operation, operation.endpoint)
                response = await send(operation, **more)
                watch.look_at_response(response)
                return response

            client.send = looked  # type: ignore[method-assign]
            try:
                result = call(client)
                watch.look("a listing or a coroutine", result)
                return (await result if inspect.isawaitable(result) else [row async for row in result]), None
            except Exception as error:
                return None, error

    return asyncio.run(played(), debug=True)

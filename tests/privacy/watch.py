"""Everything that may leak: logs, standard streams, warnings, events, and every printed form of an object."""

from __future__ import annotations

import io
import logging
import pickle
import traceback
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from cloudbeds_connector import hooks

from .canaries import SECRETS, found

LOGGERS = ("", "httpx", "httpcore", "httpcore.http11", "httpcore.connection", "asyncio", "urllib3", "vcr", "authlib")
HERE = str(Path(__file__).resolve().parent.parent)
#: What a caller calls: these frames hold what the caller has just given them, as the caller's own do.
ASKED_BY_THE_CALLER = ("/groups/",)
ASKED_BY_NAME = ("call", "exchange", "exchange_for_key", "parse_events", "verify", "from_text")
#: Secrets that a caller gives to such a method.
CALLERS_OWN = {"webhook token", "auth header value"}
#: Secrets that no answer has.
CREDENTIALS = set(SECRETS) - CALLERS_OWN


class _Everything(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.NOTSET)
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += [self.format(record), repr(record.__dict__)]


class Watch:
    """Records everything meanwhile. `leaks` is which canaries were found where."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}
        self.responses: list[Any] = []
        self._streams = io.StringIO()
        self._stack = ExitStack()

    def __enter__(self) -> Watch:
        log = self.texts.setdefault("log", [])
        handler = _Everything(log)
        for name in LOGGERS:
            logger = logging.getLogger(name)
            self._stack.callback(logger.setLevel, logger.level)
            logger.setLevel(logging.DEBUG)
        logging.getLogger().addHandler(handler)
        self._stack.callback(logging.getLogger().removeHandler, handler)
        self._warned = self._stack.enter_context(warnings.catch_warnings(record=True))
        warnings.simplefilter("always")
        self._stack.enter_context(redirect_stdout(self._streams))
        self._stack.enter_context(redirect_stderr(self._streams))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        self.add("warnings", *(str(each.message) for each in self._warned))
        self.add("standard streams", self._streams.getvalue())

    def add(self, where: str, *texts: str) -> None:
        self.texts.setdefault(where, []).extend(texts)

    def event(self, event: hooks.Event, /) -> None:
        """To be given as `hooks`."""
        self.add("events", repr(event), str(event), *map(str, (getattr(event, n) for n in event.__slots__)))

    def look(self, where: str, *things: Any) -> None:
        """At what things print as."""
        for thing in things:
            self.add(where, repr(thing), str(thing), f"{thing}", repr([thing]), repr({"it": thing}))

    def look_at_response(self, response: Any) -> None:
        """At a response, and at every model in its value."""
        self.look("a response", response, *_models(response.value))
        self.responses.append(response)

    def look_at_error(self, error: BaseException) -> None:
        """At all that can be got out of an error: itself, what led to it, its traceback, a copy of it."""
        for each in _chain(error):
            self.look("an error", each, each.args, vars(each), getattr(each, "__notes__", ()))
        self.add("a traceback", "".join(traceback.format_exception(error)))
        self.add("an error, pickled", _pickled(error))
        for where, value in _locals(error):
            self.add(f"local variable {where}", value)

    @property
    def leaks(self) -> dict[str, set[str]]:
        leaks = {where: found("\n".join(texts)) for where, texts in self.texts.items()}
        return {where: names for where, names in leaks.items() if names}


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and whatever it came from, suppressed or not."""
    waiting, seen = [error], set[int]()
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting += [each.__cause__, each.__context__, *getattr(each, "exceptions", ())]


def _models(value: Any) -> Iterator[BaseModel]:
    """Every model in a value: what it consists of may be printed, too."""
    if isinstance(value, BaseModel):
        yield value
        value = [*(getattr(value, name) for name in type(value).model_fields)]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from _models(each)


def _pickled(error: BaseException) -> str:
    try:
        data = pickle.dumps(error)
    except Exception as refused:  # whatever cannot be pickled carries nothing away
        return repr(refused)
    again = pickle.loads(data)
    return f"{data.decode('utf-8', 'replace')} {again!r} {again} {vars(again)}"


def _locals(error: BaseException) -> Iterator[tuple[str, str]]:
    """What a tool such as an error tracker shows of the frames that are not the test's own."""
    for each in _chain(error):
        texts = traceback.TracebackException.from_exception(each, capture_locals=True)
        for frame in texts.stack:
            if frame.filename.startswith(HERE):
                continue
            shown = frame.locals or {}
            file = Path(frame.filename).name
            asked = any(part in frame.filename for part in ASKED_BY_THE_CALLER) or frame.name in ASKED_BY_NAME
            for name, value in shown.items():
                own = asked and not found(value) & CREDENTIALS
                given = frame.name in ASKED_BY_NAME and name in ("answer", "body", "text", "request")
                if not own and not given:
                    yield f"{file} {frame.name} {name}", value

"""What may be logged of an exception of foreign code: its class, its frames, and its message where that is safe.

A host's sink may talk to servers with secrets of its own (a URL with a token is in the message of many HTTP errors) and
join a task with its guest. So a message is kept only where it names a program or a database and not its data: what
Python itself says of names, attributes and arguments, what a database says of tables and columns, and what an operating
system's error number stands for. The message of a `ConnectorError`, such as a `SinkError` of the host, is written for
logs. Of every other exception the class and the lines of code are left, which say where to look.
"""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Iterator
from itertools import zip_longest
from types import TracebackType

from ...errors import ConnectorError
from ...escapes import printable

#: What Python says in these names variables, attributes, arguments and modules.
_OF_PYTHON = (NameError, AttributeError, TypeError, ImportError, NotImplementedError)
#: The roots of the errors of databases: PEP 249's, which drivers and Django share by name, and SQLAlchemy's.
_OF_DATABASES = frozenset({"DatabaseError", "InterfaceError", "SQLAlchemyError"})
#: Kinds of them that quote values. SQLite quotes none, and names the column.
_QUOTING = frozenset({"DataError", "IntegrityError"})
_QUOTED = re.compile(r"'[^']*'|(?<==)\([^)]*\)")
#: Of databases, and of HTTP libraries whose errors are no `OSError`.
_OUTAGES = frozenset(
    {"OperationalError", "InterfaceError", "TransportError", "ClientConnectionError", "TimeoutException"}
)
_LONGEST = 300
_MOST_FRAMES = 20
_LONGEST_CHAIN = 4
_INSTALLED = f"{os.sep}site-packages{os.sep}"
_LEFT_OUT = " (its message is left out: it may name a guest or a secret)"


def message_of(error: BaseException) -> str:
    """What the exception says, in one line, if it can name neither a guest nor a secret; else empty."""
    if isinstance(error, ConnectorError):
        return printable(error.message, longest=_LONGEST)
    names = {kind.__name__ for kind in type(error).__mro__}
    if names & _OF_DATABASES:
        said = one_line(_text(getattr(error, "orig", None) or error))
        return _QUOTED.sub("?", said) if names & _QUOTING else said
    if isinstance(error, OSError):
        return os.strerror(error.errno) if error.errno else ""
    if isinstance(error, KeyError):
        return _missing_key(error)
    return one_line(_text(error)) if isinstance(error, _OF_PYTHON) and not _raised_by_host(error) else ""


def described(error: BaseException, *, skip: int | None = None) -> str:
    """The exception's class, and its message if that is safe; with `skip`, the place of the first frame after those."""
    frames = [] if skip is None else list(traceback.walk_tb(error.__traceback__))[skip:]
    where = f" in {frames[0][0].f_code.co_qualname}, line {frames[0][1]}" if frames else ""
    message = message_of(error)
    return f"{type(error).__name__}{where}{f': {message}' if message else ''}"


def trace_of(error: BaseException, *, skip: int = 0) -> str:
    """The traceback without the first `skip` frames, and its causes; messages only where they are safe."""
    lines = ["Traceback (most recent call last):", *_frames(error, skip)]
    lines.append(described(error) + ("" if message_of(error) or not _text(error) else _LEFT_OUT))
    lines += [f"caused by {described(cause)}" for cause in _chain(error)]
    return "\n".join(lines)


def place_of(error: BaseException, *, skip: int | None = None) -> str:
    """Where it was raised, to recognize it: the last frame, and with `skip` the first one after so many."""
    frames = list(traceback.walk_tb(error.__traceback__))[skip or 0 :]
    ends = [*(frames[:1] if skip is not None else []), *frames[-1:]]
    return " ".join(f"{frame.f_code.co_filename}:{line}" for frame, line in ends)


def is_outage(error: BaseException) -> bool:
    """Whether something outside did not answer: a network, a disk, a database server."""
    names = {kind.__name__ for kind in type(error).__mro__}
    return isinstance(error, OSError) or bool(names & _OUTAGES)


def _frames(error: BaseException, skip: int) -> Iterator[str]:
    """The frames of the host's and our code, and the last one of each stretch of frames in installed libraries."""
    found = traceback.extract_tb(error.__traceback__)[skip:]
    shown = [
        frame
        for frame, after in zip_longest(found, found[1:])
        if after is None or not (_INSTALLED in frame.filename and _INSTALLED in after.filename)
    ]
    for frame in shown[-_MOST_FRAMES:]:
        yield f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
        line = (frame.line or "").strip()
        if line and "raise " not in line:  # such a line may quote a message that is left out
            yield f"    {line}"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """What led to it, nearest first."""
    seen = {id(error)}
    for _ in range(_LONGEST_CHAIN):
        before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        inner = error.exceptions[0] if isinstance(error, BaseExceptionGroup) else before
        if inner is None or id(inner) in seen:
            return
        seen.add(id(inner))
        yield inner
        error = inner


def _raised_by_host(error: BaseException) -> bool:
    """Whether a ``raise`` outside installed libraries made its message: it says what its author put into it."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    return any("raise " in (frame.line or "") and _INSTALLED not in frame.filename for frame in last)


def _missing_key(error: KeyError) -> str:
    """The key, if the code that raised it has it as a constant; else it is data."""
    last: TracebackType | None = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    constants = last.tb_frame.f_code.co_consts if last is not None else ()
    key = error.args[0] if error.args else None
    return one_line(repr(key)) if isinstance(key, str) and key in constants else ""


def _text(error: object) -> str:
    try:
        return str(error)
    except Exception:  # a host's class
        return ""


def one_line(text: str) -> str:
    """The first line of a text, with escapes for what a terminal or a log would obey, and cut if it is long."""
    return printable(text.strip().partition("\n")[0].strip(), longest=_LONGEST)

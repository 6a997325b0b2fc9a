"""Parsers of Cloudbeds' bodies: ``{"success": ..., "data": ..., "message": ...}``, straight from bytes.

Cloudbeds answers HTTP 200 for refusals, with ``success: false``. A body without a true `success` is not accepted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, Generic, TypeVar, overload

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import from_json

from ..http.call import MisshapenError, RefusalError
from ..http.rows import ParsedRows, warn_of
from ..http.text import readable
from .bad_rows import document_in, rows_one_by_one, set_garbled_aside, unreadable_fields
from .models.wire import Flag, SuccessModel, Text, WireModel, building, ready

D = TypeVar("D")
T = TypeVar("T")
M = TypeVar("M", bound=SuccessModel)
R = TypeVar("R", bound=WireModel)

#: NUL, which databases refuse in a text.
_NUL = rb"\u0000"
#: What stands for a character that could not be read, here or by Cloudbeds.
_REPLACED = "\ufffd".encode()
#: An escape of one of the two. One search, because several take as long as a tenth of the parsing.
_ESCAPED = re.compile(rb"\\u(?:0000|[fF]{3}[dD])")


class Envelope(SuccessModel, Generic[D]):
    """A body with data."""

    data: D


class Verdict(WireModel):
    """The fields that say whether a call was refused, in every shape that Cloudbeds and its gateway use."""

    model_config = ConfigDict(defer_build=False)

    success: Flag = None
    message: Text = None
    error: Text = None
    error_description: Text = None
    title: Text = None
    type: Text = None

    @property
    def refusal(self) -> str | None:
        """Why the call was refused; None if this is no refusal."""
        if self.success is False or (self.success is None and (self.error or self.type)):
            return self.message or self.error_description or self.error or self.type or ""
        return None


def _once(build: Callable[[], T]) -> Callable[[], T]:
    """Call `build` with the first body: building a model takes time and memory, and most are never needed."""

    @cache
    def built() -> T:
        with building():
            return build()

    return built


@overload
def data_in(envelope: Callable[[], type[Envelope[D]]]) -> Callable[[bytes], D]: ...
@overload
def data_in(envelope: Callable[[], type[Envelope[D]]], pick: Callable[[D], T]) -> Callable[[bytes], T]: ...
def data_in(envelope: Callable[[], type[Envelope[Any]]], pick: Callable[[Any], Any] | None = None) -> Any:
    """A parser for bodies with data; the result is the data, or what `pick` makes of it.

    It raises `RefusalError` or `MisshapenError`.
    """
    built = _once(lambda: ready(envelope()))
    if pick is None:
        return lambda body: _opened(built(), body).data
    return lambda body: pick(_opened(built(), body).data)


def listed(
    parse: Callable[[bytes], tuple[R, ...]],
    row: Callable[[], type[R]],
    *,
    kind: str,
    group: Callable[[], type[WireModel]] | None = None,
    within: str = "",
    enveloped: bool = True,
    method: str = "",
) -> Callable[[bytes], tuple[R, ...]]:
    """A parser for listings: as `parse`, but a row that cannot be read is set aside (see `http.rows.ParsedRows`).

    `kind` is the word of `SetAside`. With `group`, rows are listed under a property, in its field `within`; without an
    envelope, ``success`` is not looked at. Give the `method` of a call that is no listing with pages: what it sets
    aside is logged here. It raises as `parse` does for a body that is no list.
    """

    def read(body: bytes) -> tuple[R, ...]:
        has_marks = _has_marks(body)
        if has_marks and _NUL in body:
            body = readable(body)
        try:
            rows = parse(body)
        except MisshapenError as error:
            failure = error
        else:
            return set_garbled_aside(rows, kind) if has_marks else rows
        if failure.broken and (repaired := readable(body)) != body:
            return read(repaired)
        found = rows_one_by_one(
            document_in(body), row(), kind=kind, group=group and group(), within=within, enveloped=enveloped
        )
        if found is None:
            raise failure
        return found

    if not method:
        return read

    def logged(body: bytes) -> tuple[R, ...]:
        rows = read(body)
        if isinstance(rows, ParsedRows):
            warn_of(rows.set_aside, method)
        return rows

    return logged


def _has_marks(body: bytes) -> bool:
    """Whether a body has a NUL, or a character that could not be read."""
    return _ESCAPED.search(body) is not None or (not body.isascii() and _REPLACED in body)


def whole(model: Callable[[], type[M]]) -> Callable[[bytes], M]:
    """A parser for bodies whose fields are beside `success`, a field of the model. It raises as `data_in` does."""
    built = _once(lambda: ready(model()))
    return lambda body: _opened(built(), body)


@overload
def document(model: Callable[[], type[D]]) -> Callable[[bytes], D]: ...
@overload
def document(model: Callable[[], type[D]], pick: Callable[[D], T]) -> Callable[[bytes], T]: ...
def document(model: Callable[[], type[Any]], pick: Callable[[Any], Any] | None = None) -> Any:
    """A parser for the bodies of version 2, which have no envelope. It raises as `data_in` does."""
    built = _once(lambda: TypeAdapter(ready(model())))

    def parse(body: bytes) -> Any:
        failure: Exception
        try:
            opened = built().validate_json(body)
        except ValidationError as error:
            failure = _why(body, error)
        else:
            return opened if pick is None else pick(opened)
        raise failure  # outside the handler: a validation error holds the input, and with it guest data

    return parse


def _opened(model: type[M], body: bytes) -> M:
    failure: Exception
    try:
        opened = model.model_validate_json(body)
    except ValidationError as error:
        failure = _why(body, error)
    else:
        if opened.success:
            return opened
        failure = RefusalError(_verdict(body) or "")
    raise failure  # outside the handler: a validation error holds the input, and with it guest data


def nothing(body: bytes) -> None:
    """The parser for methods of version 2 whose status says everything."""


def acknowledgement(body: bytes) -> None:
    """The parser for bodies that only say ``success: true``."""
    plain(body)


def plain(body: bytes) -> dict[str, Any]:
    """The parser for methods without a model: the whole body as plain data."""
    refusal = _verdict(body)
    if refusal is not None:
        raise RefusalError(refusal)
    opened = from_json(body)
    if opened.get("success") not in (True, "true", "True", 1, "1"):
        raise MisshapenError("success")
    return dict(opened)


def refusal_in(body: bytes) -> str | None:
    """Why a call was refused, for a body that came with an error status; None if it does not say."""
    try:
        verdict = _read_verdict(body)
    except MisshapenError:
        return None
    return verdict.refusal or verdict.message or verdict.title


def _verdict(body: bytes) -> str | None:
    return _read_verdict(body).refusal


def _read_verdict(body: bytes) -> Verdict:
    failure: MisshapenError
    try:
        return Verdict.model_validate_json(body)
    except ValidationError as error:
        failure = MisshapenError(unreadable_fields(error), broken=_is_broken(error))
    raise failure


def _why(body: bytes, error: ValidationError) -> Exception:
    if _is_broken(error):
        return MisshapenError("the whole body", broken=True)
    try:
        text = _verdict(body)
    except MisshapenError:
        text = None
    return RefusalError(text) if text is not None else MisshapenError(unreadable_fields(error))


def _is_broken(error: ValidationError) -> bool:
    return any(detail["type"] == "json_invalid" for detail in error.errors(include_input=False, include_url=False))

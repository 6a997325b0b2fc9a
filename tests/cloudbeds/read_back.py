"""Checks that a model holds everything that a body sent: typed and equal in meaning, absent as None, or as an extra.

It uses names and Python's types, and nothing of pydantic: the rules of `models.wire` are written here a second time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any

from cloudbeds_connector.cloudbeds.models.rows import row_keys
from cloudbeds_connector.cloudbeds.models.wire import WireModel

NOTHING = ("", "-", "--", "N/A", "n/a", "null", "0000-00-00", "0000-00-00 00:00:00")


def is_absent(sent: Any) -> bool:
    """Whether this stands for nothing."""
    return sent is None or sent is False or sent == [] or (isinstance(sent, str) and sent.strip() in NOTHING)


def as_rows(sent: Any) -> list[Any]:
    """The rows of a list, of a map of rows, or of an only row."""
    if isinstance(sent, list):
        return sent
    if isinstance(sent, dict):
        # keys are ids or places; no field's name begins with a digit
        return list(sent.values()) if all(key[0].isdigit() for key in sent) else [sent]
    return [] if is_absent(sent) else [sent]


def check(
    sent: Mapping[str, Any], model: WireModel, *, filled: Mapping[str, Any] = {}, beside: Mapping[str, Any] = {}
) -> None:
    """The model holds what was sent; where nothing was, `filled` has the field's value from elsewhere.

    `beside` are the unknown fields of what the model was a part of.
    """
    names = _names(type(model))
    extra = model.model_extra or {}
    for wire, value in beside.items():
        assert sent.get(wire, value) == extra[wire], wire
    for wire, value in sent.items():
        name = names.get(wire)
        if name is None:
            assert extra[wire] == value, wire
        elif name not in filled or not is_absent(value):
            check_value(value, getattr(model, name), wire)
    assert extra.keys() <= sent.keys() | beside.keys()
    for wire, name in names.items():
        if name in filled and is_absent(sent.get(wire)):
            check_value(filled[name], getattr(model, name), wire)
        elif wire not in sent:
            assert getattr(model, name) in (None, (), {}), f"{wire} was not sent"


@cache
def _names(kind: type[WireModel]) -> dict[str, str]:
    kind.model_rebuild()  # pydantic knows the names of what it has built
    return {field.alias or name: name for name, field in kind.model_fields.items()}


def check_value(sent: Any, held: Any, where: str) -> None:
    """The value is what was sent."""
    if isinstance(held, WireModel):
        check(sent, held)
    elif isinstance(held, tuple):
        _check_rows(sent, held, where)
    elif isinstance(held, dict):
        _check_map(sent, held, where)
    elif held is None:
        assert is_absent(sent), f"{where} is lost"
    else:
        assert not (isinstance(sent, str) and is_absent(sent)), f"{where} is something"
        assert _meaning(sent, held) == held, where


def _check_rows(sent: Any, held: tuple[Any, ...], where: str) -> None:
    rows = as_rows(sent)
    assert len(rows) == len(held), where
    if isinstance(sent, dict) and rows == list(sent.values()):
        assert row_keys(held) == tuple(sent), where
    for row, each in zip(rows, held, strict=True):
        if isinstance(each, str):
            assert str(row).strip() == each, where  # a list of ids keeps the blanks in it
        else:
            check_value(row, each, where)


def _check_map(sent: Any, held: dict[str, Any], where: str) -> None:
    if isinstance(sent, list):
        sent = {str(number): value for number, value in enumerate(sent)}
    elif not isinstance(sent, dict):
        assert is_absent(sent), where
        sent = {}
    assert sent.keys() == held.keys(), where
    for key, value in sent.items():
        if isinstance(held[key], dict | list):
            assert held[key] == value, where
        else:
            check_value(value, held[key], f"{where}.{key}")


def _meaning(sent: Any, held: Any) -> Any:
    """What was sent, as the type that is held."""
    text = str(sent)
    if isinstance(held, bool):
        return {"true": True, "1": True, "false": False, "0": False}[text.lower()]
    if isinstance(held, datetime):
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo or not held.tzinfo else moment.replace(tzinfo=UTC)
    if isinstance(held, date):
        return date.fromisoformat(text[:10])
    if isinstance(held, time):
        return time.fromisoformat(text)
    if isinstance(held, Decimal | int):
        return Decimal(text)
    if isinstance(held, float):
        return sent  # in a map whose values nobody has described
    return text.strip()

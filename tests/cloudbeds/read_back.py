"""Says whether a model holds everything that a body said: typed and equal in meaning, absent as None, or as an extra.

It knows names and Python's types, and nothing of pydantic's: what `models.wire` decides is told here once more.
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


def is_absent(said: Any) -> bool:
    """Whether this stands for nothing."""
    return said is None or said is False or said == [] or (isinstance(said, str) and said.strip() in NOTHING)


def as_rows(said: Any) -> list[Any]:
    """The rows of a list, of a map of rows, or of an only row."""
    if isinstance(said, list):
        return said
    if isinstance(said, dict):
        # keys are ids or places; no field's name begins with a digit
        return list(said.values()) if all(key[0].isdigit() for key in said) else [said]
    return [] if is_absent(said) else [said]


def check(
    said: Mapping[str, Any], model: WireModel, *, filled: Mapping[str, Any] = {}, beside: Mapping[str, Any] = {}
) -> None:
    """The model holds what was said; where nothing was, `filled` is what was said about a field elsewhere.

    `beside` are the unknown fields of what the model was a part of.
    """
    names = _names(type(model))
    extra = model.model_extra or {}
    for wire, value in beside.items():
        assert said.get(wire, value) == extra[wire], wire
    for wire, value in said.items():
        name = names.get(wire)
        if name is None:
            assert extra[wire] == value, wire
        elif name not in filled or not is_absent(value):
            check_value(value, getattr(model, name), wire)
    assert extra.keys() <= said.keys() | beside.keys()
    for wire, name in names.items():
        if name in filled and is_absent(said.get(wire)):
            check_value(filled[name], getattr(model, name), wire)
        elif wire not in said:
            assert getattr(model, name) in (None, (), {}), f"{wire} was not said"


@cache
def _names(kind: type[WireModel]) -> dict[str, str]:
    kind.model_rebuild()  # pydantic knows the names of what it has built
    return {field.alias or name: name for name, field in kind.model_fields.items()}


def check_value(said: Any, held: Any, where: str) -> None:
    """The value is what was said."""
    if isinstance(held, WireModel):
        check(said, held)
    elif isinstance(held, tuple):
        _check_rows(said, held, where)
    elif isinstance(held, dict):
        _check_map(said, held, where)
    elif held is None:
        assert is_absent(said), f"{where} is lost"
    else:
        assert not (isinstance(said, str) and is_absent(said)), f"{where} is something"
        assert _meaning(said, held) == held, where


def _check_rows(said: Any, held: tuple[Any, ...], where: str) -> None:
    rows = as_rows(said)
    assert len(rows) == len(held), where
    if isinstance(said, dict) and rows == list(said.values()):
        assert row_keys(held) == tuple(said), where
    for row, each in zip(rows, held, strict=True):
        if isinstance(each, str):
            assert str(row).strip() == each, where  # a list of ids keeps the blanks in it
        else:
            check_value(row, each, where)


def _check_map(said: Any, held: dict[str, Any], where: str) -> None:
    if isinstance(said, list):
        said = {str(number): value for number, value in enumerate(said)}
    elif not isinstance(said, dict):
        assert is_absent(said), where
        said = {}
    assert said.keys() == held.keys(), where
    for key, value in said.items():
        if isinstance(held[key], dict | list):
            assert held[key] == value, where
        else:
            check_value(value, held[key], f"{where}.{key}")


def _meaning(said: Any, held: Any) -> Any:
    """What was said, as the type that is held."""
    text = str(said)
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
        return said  # in a map whose values nobody has described
    return text.strip()

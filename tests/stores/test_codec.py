"""What is stored as JSON is read back as it was, and what a newer version added is ignored."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest

from cloudbeds_connector.pms.model import Condition
from cloudbeds_connector.pms.tasks import Priority, TaskKind
from cloudbeds_connector.stores.codec import decode, encode, from_text, to_text


@dataclass(frozen=True)
class Inner:
    at: datetime
    wall: time | None = None


@dataclass(frozen=True)
class Outer:
    name: str
    day: date
    condition: Condition
    priority: Priority
    kinds: tuple[TaskKind, ...]
    inner: Inner
    many: tuple[Inner, ...] = ()
    flag: bool = False
    maybe: datetime | None = None


NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
VALUE = Outer(
    name="Zoë",
    day=date(2026, 11, 23),
    condition=Condition.DIRTY,
    priority=Priority.HIGH,
    kinds=(TaskKind.CHECK, TaskKind.REFRESH),
    inner=Inner(NOON, time(15)),
    many=(Inner(NOON),),
    maybe=NOON,
)


def test_a_value_is_read_back_as_it_was() -> None:
    assert from_text(Outer, to_text(VALUE)) == VALUE
    assert decode(Outer, json.loads(json.dumps(encode(VALUE)))) == VALUE


def test_json_is_plain() -> None:
    assert encode(VALUE)["inner"] == {"at": "2026-11-23T17:00:00+00:00", "wall": "15:00:00"}
    assert encode({"a": (Priority.URGENT, {NOON}, frozenset())}) == {"a": [1, ["2026-11-23T17:00:00+00:00"], []]}


def test_unknown_fields_are_ignored_and_missing_ones_have_their_defaults() -> None:
    data = encode(VALUE)
    del data["maybe"]
    data["added_later"] = 1
    assert decode(Outer, data).maybe is None


def test_a_duration_is_its_seconds() -> None:
    assert encode({"lag": timedelta(minutes=2)}) == {"lag": 120.0}
    assert decode(timedelta, 120.0) == timedelta(minutes=2)


def test_data_of_another_kind_is_an_error() -> None:
    with pytest.raises(ValueError, match="filthy"):
        decode(Outer, {**encode(VALUE), "condition": "filthy"})
    with pytest.raises(TypeError):
        decode(Outer, {})


@pytest.mark.parametrize(
    "data", [None, 5, "secret", ["secret"], {**encode(VALUE), "kinds": "check"}, {"name": "secret"}]
)
def test_data_of_another_shape_is_refused_without_naming_a_value(data: object) -> None:
    with pytest.raises((TypeError, ValueError, LookupError)) as refused:
        decode(Outer, data)
    assert "secret" not in str(refused.value)

"""The types of the models' fields, which read every way in which Cloudbeds writes a value.

Cloudbeds sends ids as numbers or strings, numbers and booleans as strings, ``""``, ``"-"`` or ``"N/A"`` for what is
missing, and words that no enum has yet. A value that cannot be read is not lost: it is None or empty, and as it was
sent in `model_extra` (`WireModel.unread`), because a sync must not stop at a field that it may not need. An unreadable
field without which the row would be misunderstood (`WireModel.vital`: ids, days and states) raises. The alternatives
are unions that pydantic resolves in compiled code, the likely one first: validators in Python would double the time
that a page takes. Lists and maps are in `rows`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from operator import methodcaller
from threading import RLock
from typing import Annotated, Any, ClassVar, Self, TypeVar, cast

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, core_schema, to_json

from ...pms.per_process import PerProcess

#: How Cloudbeds writes "nothing".
ABSENT = ("", "-", "--", "N/A", "n/a", "null", "0000-00-00", "0000-00-00 00:00:00")
#: The beginning of a text that is certainly not in `ABSENT`.
_SURELY_THERE = r"^[^-0Nn]"

#: Written in C, because they run for each row.
_in_utc = methodcaller("replace", tzinfo=UTC)
_without_offset = methodcaller("replace", tzinfo=None)


def constant(schema: CoreSchema, value: object) -> CoreSchema:
    """`value` for everything that fits the schema. Nothing fits the second step, so its default is used."""
    default = core_schema.with_default_schema(
        core_schema.is_instance_schema(_Nothing), default=value, on_error="default"
    )
    return core_schema.chain_schema([schema, default])


class _Nothing:
    """A class without instances."""


def first_of(*choices: CoreSchema) -> CoreSchema:
    """The first of these that fits. The label keeps the alternatives out of the field paths of errors."""
    return core_schema.union_schema([(choice, "?") for choice in choices], mode="left_to_right")


_after = core_schema.no_info_after_validator_function
BLANK = core_schema.literal_schema(list(ABSENT))
#: Also sent where a text or a date is missing: spaces, false, or an empty list. Tried last, because it is rare.
HOLLOW = first_of(
    core_schema.str_schema(strict=True, strip_whitespace=True, max_length=0),
    core_schema.literal_schema([False]),
    core_schema.list_schema(max_length=0),
)


def shared(schema: CoreSchema, name: str) -> CoreSchema:
    """The same schema for every field of this kind: built once a model instead of once a field."""
    return cast(CoreSchema, {**schema, "ref": f"cloudbeds:{name}"})


def _nothing() -> CoreSchema:
    """None for what means "nothing"."""
    return shared(constant(first_of(BLANK, HOLLOW), None), "nothing")


class _Written:
    """A text, or a number as text. NaN and the infinities of JSON are refused."""

    def __init__(self, *, min_length: int | None = None) -> None:
        self._min_length = min_length

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        written = core_schema.str_schema(strict=True, strip_whitespace=True, min_length=self._min_length)
        as_text = core_schema.str_schema(coerce_numbers_to_str=True)
        whole = core_schema.chain_schema([core_schema.int_schema(strict=True), as_text])
        broken = core_schema.chain_schema([core_schema.float_schema(strict=True, allow_inf_nan=False), as_text])
        return shared(first_of(written, whole, broken), "id" if self._min_length else "any-id")


class _OptionalText:
    """A text as `_Written` reads it, "true" for true, and None for what means "nothing"."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        likely = core_schema.str_schema(strict=True, strip_whitespace=True, min_length=1, pattern=_SURELY_THERE)
        true = constant(core_schema.literal_schema([True]), "true")
        others = first_of(constant(BLANK, None), handler(source), constant(HOLLOW, None), true)
        return shared(core_schema.nullable_schema(first_of(likely, others)), "text")


class _Lenient:
    """None for what means "nothing". The model sets aside what cannot be read; see `WireModel.unread`."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return shared(core_schema.nullable_schema(first_of(handler(source), _nothing())), self._name)


class OrNone:
    """None for what cannot be read, for values that are kept as they were sent anyway."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return first_of(handler(source), constant(core_schema.any_schema(), None))


class _Utc:
    """A date and time in UTC. An offset that was sent is ignored."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _after(_in_utc, handler(source))


class _HotelDay:
    """A date; of a date with a time, the date. None for what means "nothing"."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        written = core_schema.str_schema(strict=True, strip_whitespace=True, pattern=r"^\d{4}-\d\d-\d\d[ T]")
        with_time = _after(datetime.date, core_schema.chain_schema([written, core_schema.datetime_schema()]))
        # strict, because a number would be read as the seconds since 1970
        day = core_schema.json_or_python_schema(core_schema.date_schema(strict=True), handler(source))
        return shared(core_schema.nullable_schema(first_of(day, with_time, _nothing())), "day")


class _Wall:
    """A wall time. In JSON it needs a colon: ``"1230"`` is no time, though it could be read as seconds."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        clock = core_schema.str_schema(strict=True, strip_whitespace=True, pattern=r"^\d\d:\d\d")
        written = core_schema.chain_schema([clock, core_schema.time_schema()])
        read = first_of(written, core_schema.time_schema(strict=True))
        return _after(_without_offset, core_schema.json_or_python_schema(written, read))


#: An id that must be there. Always a string: ids may be alphanumeric and exceed 32 bits.
Id = Annotated[str, _Written(min_length=1)]
#: An id in a list that may hold blanks.
AnyId = Annotated[str, _Written()]
#: An id or a word that may be missing. An unknown word is kept as it was sent.
Text = Annotated[Id | None, _OptionalText()]
Day = Annotated[date | None, _HotelDay()]
#: A date and time as Cloudbeds wrote it: mostly the property's wall time, without an offset.
Moment = Annotated[datetime | None, _Lenient("moment")]
#: A date and time of a field whose name says that it is UTC: aware.
Instant = Annotated[Annotated[datetime, _Utc()] | None, _Lenient("instant")]
#: Without an offset: always the property's wall time.
WallTime = Annotated[Annotated[time, _Wall()] | None, _Lenient("wall")]
Flag = Annotated[bool | None, _Lenient("flag")]
Count = Annotated[int | None, _Lenient("count")]
#: An amount of money in the property's currency, unless the model says otherwise, with every decimal as it was sent.
Money = Annotated[Decimal | None, _Lenient("money")]

W = TypeVar("W", bound=BaseModel)

#: Held while a model is built; see `building`.
_building: PerProcess[AbstractContextManager[Any]] = PerProcess(RLock)

_UPPER = {"id": "ID", "ids": "IDs", "utc": "UTC"}


def wire_name(name: str) -> str:
    """``sub_reservation_id`` as Cloudbeds writes it: ``subReservationID``."""
    first, *rest = name.split("_")
    return first + "".join(_UPPER.get(part, part.capitalize()) for part in rest)


@cache
def wire_names(kind: type[BaseModel]) -> dict[str, str]:
    """Cloudbeds' name of each field. Pydantic has them only when it has built the model."""
    generated = cast(Callable[[str], str] | None, kind.model_config.get("alias_generator"))
    fields = kind.__pydantic_fields__.items()
    return {name: field.alias or (generated(name) if generated else name) for name, field in fields}


def known_names() -> set[str]:
    """Cloudbeds' name of every field of every model that is loaded: what may be shown of an answer."""
    kinds, found = [WireModel], set[str]()
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        found.update(wire_names(kind).values())
    return found


def _dispensable(kind: type[WireModel]) -> list[str]:
    """The fields that may be set aside: those without which a row is still understood."""
    fields = kind.__pydantic_fields__.items()
    return [name for name, field in fields if not field.is_required() and name not in kind.vital]


def _dispensable_in(kind: type[WireModel], row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields in a row that may be set aside: their names there, and in Python."""
    names = wire_names(kind)
    for name in _dispensable(kind):
        called = names[name] if names[name] in row else name
        if called in row:
            yield called, name


@cache
def _reader(kind: type[BaseModel], name: str) -> TypeAdapter[Any]:
    field = kind.__pydantic_fields__[name]
    annotated: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    with building():
        return TypeAdapter(annotated)


def _is_unreadable(value: Any, kind: type[BaseModel], name: str) -> bool:
    try:
        _reader(kind, name).validate_json(to_json(value))
    except ValidationError:
        return True
    return False


class WireModel(BaseModel):
    """An answer of Cloudbeds, read-only. Unknown fields are kept in `model_extra`; the repr shows the id only.

    Attributes are the wire names in snake case: ``roomID`` is `room_id`. A value that cannot be read, such as an amount
    of ``"12.50 USD"``, is None, and as it was sent in `unread`; one of the `vital` fields makes the row unreadable.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="allow",
        alias_generator=wire_name,
        validate_by_alias=True,
        validate_by_name=True,
        str_strip_whitespace=True,
        hide_input_in_errors=True,
        defer_build=True,  # most models are only read as parts of another one
    )

    #: The field that the repr shows.
    repr_field: ClassVar[str] = ""
    #: The fields without which the row would be misunderstood, beside those that are required.
    vital: ClassVar[frozenset[str]] = frozenset()

    @property
    def unread(self) -> dict[str, Any]:
        """Values that could not be read, by Cloudbeds' name of the field. They are in `model_extra` too."""
        names = set(wire_names(type(self)).values())
        return {name: value for name, value in (self.model_extra or {}).items() if name in names}

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[BaseModel], handler: GetCoreSchemaHandler) -> CoreSchema:
        """Pydantic's schema; where it fails, again without the values that cannot be read, which is slow but rare."""
        schema = handler(source)
        if not _dispensable(cls):
            return schema
        model = cast(CoreSchema, {name: value for name, value in schema.items() if name != "ref"})
        aside = core_schema.no_info_plain_validator_function(cls._setting_aside)
        either = first_of(model, core_schema.chain_schema([core_schema.dict_schema(), aside]))
        # where a model occurs again, pydantic uses the schema with its name
        return cast(CoreSchema, {**either, "ref": schema["ref"]}) if "ref" in schema else either

    @classmethod
    def _setting_aside(cls, row: dict[str, Any]) -> Self:
        unread = {called: name for called, name in _dispensable_in(cls, row) if _is_unreadable(row[called], cls, name)}
        if not unread:
            raise ValueError  # something else is wrong: the errors of the model say what
        made = ready(cls).model_validate_json(
            to_json({name: value for name, value in row.items() if name not in unread})
        )
        for called, name in unread.items():
            cast(dict[str, Any], made.model_extra)[wire_names(cls)[name]] = row[called]
            made.model_fields_set.add(name)
        return made

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        if self.repr_field:
            yield self.repr_field, getattr(self, self.repr_field)

    def __str__(self) -> str:
        return repr(self)


def building() -> AbstractContextManager[Any]:
    """Held while a model is built. Each process has its own: one that was held during a fork is never given back."""
    return _building.get()


def ready(model: type[W]) -> type[W]:
    """The model, built. By one thread at a time: pydantic 2.11 does not see to that itself."""
    with building():
        model.model_rebuild()
    return model


class SuccessModel(WireModel):
    """A body with a field that says whether the call succeeded."""

    success: bool


class SecondVersionModel(WireModel):
    """As `WireModel`, for version 2, which writes ``roomId``."""

    model_config = ConfigDict(alias_generator=to_camel)


class SnakeModel(WireModel):
    """As `WireModel`, for the few answers that are written in snake case."""

    model_config = ConfigDict(alias_generator=None)

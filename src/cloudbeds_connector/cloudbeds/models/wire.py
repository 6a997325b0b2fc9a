"""Decides how forgiving the models are about types, once for all of them.

Cloudbeds sends ids as numbers or strings, numbers and booleans as strings, ``""``, ``"-"`` or ``"N/A"`` for what is
missing, and words that no enum knows yet. All of that is read; what cannot be read raises. The alternatives are unions
that pydantic resolves in compiled code, the likely one first, because Python validators would double the time a page
takes. How lists and maps may come is in `rows`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, ClassVar, cast

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, core_schema

#: How Cloudbeds writes "nothing".
ABSENT = ("", "-", "--", "N/A", "n/a", "null", "0000-00-00", "0000-00-00 00:00:00")
#: A text that begins so is none of `ABSENT`.
_SURELY_THERE = r"^[^-0Nn]"


def _absent(value: object) -> None:
    return None


def _without_offset(wall: time) -> time:
    return wall.replace(tzinfo=None)


def first_of(*choices: CoreSchema) -> CoreSchema:
    """The first of these that fits. The label keeps the alternatives out of the field paths of errors."""
    return core_schema.union_schema([(choice, "?") for choice in choices], mode="left_to_right")


_after = core_schema.no_info_after_validator_function
BLANK = core_schema.literal_schema(list(ABSENT))
#: What is left where a text or a date is missing: spaces, false, or an empty list. Tried last, because it is rare.
HOLLOW = first_of(
    core_schema.str_schema(strict=True, strip_whitespace=True, max_length=0),
    core_schema.bool_schema(strict=True),
    core_schema.list_schema(max_length=0),
)


def shared(schema: CoreSchema, name: str) -> CoreSchema:
    """The same schema for every field of this kind: built once a model instead of once a field."""
    return cast(CoreSchema, {**schema, "ref": f"cloudbeds:{name}"})


class _Written:
    """A text, or a number that is written as one. NaN and the infinities of JSON are neither."""

    def __init__(self, *, min_length: int | None = None) -> None:
        self._min_length = min_length

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        written = core_schema.str_schema(strict=True, strip_whitespace=True, min_length=self._min_length)
        as_text = core_schema.str_schema(coerce_numbers_to_str=True)
        whole = core_schema.chain_schema([core_schema.int_schema(strict=True), as_text])
        broken = core_schema.chain_schema([core_schema.float_schema(strict=True, allow_inf_nan=False), as_text])
        return shared(first_of(written, whole, broken), "id" if self._min_length else "any-id")


class _OptionalText:
    """A text as `_Written` takes it, and None for what stands for "nothing"."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        likely = core_schema.str_schema(strict=True, strip_whitespace=True, min_length=1, pattern=_SURELY_THERE)
        others = first_of(_after(_absent, BLANK), handler(source), _after(_absent, HOLLOW))
        return shared(core_schema.nullable_schema(first_of(likely, others)), "text")


class _Lenient:
    """None for what stands for "nothing", and for what cannot be read: for values nothing important depends on."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        read = first_of(handler(source), _after(_absent, core_schema.any_schema()))
        return shared(core_schema.nullable_schema(read), self._name)


class _LenientDay:
    """A date; a date with a time counts as its date. None for what stands for "nothing"."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        with_time = _after(datetime.date, core_schema.datetime_schema())
        absent = _after(_absent, first_of(BLANK, HOLLOW))
        return shared(core_schema.nullable_schema(first_of(handler(source), with_time, absent)), "day")


class _Wall:
    """A wall time. JSON must write it with a colon: ``"1230"`` is no time, though it could be read as seconds."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        clock = core_schema.str_schema(strict=True, strip_whitespace=True, pattern=r"^\d\d:\d\d")
        written = core_schema.chain_schema([clock, core_schema.time_schema()])
        read = first_of(written, core_schema.time_schema(strict=True))
        return _after(_without_offset, core_schema.json_or_python_schema(written, read))


#: An id that must be there. Always a string: ids may be alphanumeric and exceed 32 bits.
Id = Annotated[str, _Written(min_length=1)]
#: An id in a list that may hold blanks.
AnyId = Annotated[str, _Written()]
#: An id or a word that may be missing. An unknown word is kept as it came.
Text = Annotated[Id | None, _OptionalText()]
Day = Annotated[date | None, _LenientDay()]
#: A date and time as Cloudbeds wrote it. Whatever offset it carries is not to be trusted; see the mapping.
Moment = Annotated[datetime | None, _Lenient("moment")]
#: Always without an offset, so always the property's.
WallTime = Annotated[Annotated[time, _Wall()] | None, _Lenient("wall")]
Flag = Annotated[bool | None, _Lenient("flag")]
Count = Annotated[int | None, _Lenient("count")]
#: An amount of money in the property's currency, unless the model says otherwise, with every decimal it came with.
Money = Annotated[Decimal | None, _Lenient("money")]

_UPPER = {"id": "ID", "ids": "IDs", "utc": "UTC"}


def wire_name(name: str) -> str:
    """``sub_reservation_id`` as Cloudbeds writes it: ``subReservationID``."""
    first, *rest = name.split("_")
    return first + "".join(_UPPER.get(part, part.capitalize()) for part in rest)


class WireModel(BaseModel):
    """What Cloudbeds sent, read-only. Unknown fields are kept in `model_extra`; the repr shows the id only.

    Attributes are the wire names in snake case: ``roomID`` is `room_id`.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="allow",
        alias_generator=wire_name,
        validate_by_alias=True,
        validate_by_name=True,
        str_strip_whitespace=True,
        hide_input_in_errors=True,
    )

    #: The field that the repr shows.
    shown: ClassVar[str] = ""

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        if self.shown:
            yield self.shown, getattr(self, self.shown)

    def __str__(self) -> str:
        return repr(self)


class Told(WireModel):
    """A body that says whether the call succeeded."""

    success: bool


class SecondVersionModel(WireModel):
    """As `WireModel`, for version 2, which writes ``roomId``."""

    model_config = ConfigDict(alias_generator=to_camel)


class SnakeModel(WireModel):
    """As `WireModel`, for the few answers that are written in snake case."""

    model_config = ConfigDict(alias_generator=None)

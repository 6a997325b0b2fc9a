"""Decides how forgiving the models are about types, once for all of them.

Cloudbeds sends ids as numbers or strings, numbers and booleans as strings, ``""``, ``"-"`` or ``"N/A"`` for what is
missing, an empty list for an empty map (and a map for a list), and words that no enum knows yet. All of that is read;
what cannot be read raises. The alternatives are unions that pydantic resolves in compiled code, because Python
validators would double the time a page takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, ClassVar, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

T = TypeVar("T")

#: How Cloudbeds writes "nothing".
ABSENT = ("", "-", "--", "N/A", "n/a", "null", "0000-00-00", "0000-00-00 00:00:00")


def _absent(value: object) -> None:
    return None


def _no_rows(value: object) -> tuple[()]:
    return ()


def _without_offset(wall: time) -> time:
    return wall.replace(tzinfo=None)


def _values(mapping: dict[str, T]) -> tuple[T, ...]:
    return tuple(mapping.values())


def _single(row: T) -> tuple[T, ...]:
    return (row,)


def _first_of(*choices: CoreSchema) -> CoreSchema:
    """The first of these that fits. The label keeps the alternatives out of the field paths of errors."""
    return core_schema.union_schema([(choice, "?") for choice in choices], mode="left_to_right")


_after = core_schema.no_info_after_validator_function
_BLANK = core_schema.literal_schema(list(ABSENT))
#: What is left where a text or a date is missing: spaces, false, or an empty list. Tried last, because it is rare.
_HOLLOW = _first_of(
    core_schema.str_schema(strict=True, strip_whitespace=True, max_length=0),
    core_schema.bool_schema(strict=True),
    core_schema.list_schema(max_length=0),
)


class _Blankable:
    """What stands for "nothing" is None."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _first_of(_after(_absent, _BLANK), handler(source), _after(_absent, _HOLLOW))


class _Lenient:
    """As `_Blankable`, and what cannot be read is None too: for values that nothing important depends on."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _first_of(_after(_absent, _BLANK), handler(source), _after(_absent, core_schema.any_schema()))


class _LenientDay:
    """A date; a date with a time counts as its date."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        with_time = _after(datetime.date, core_schema.datetime_schema())
        return _first_of(_after(_absent, _BLANK), handler(source), with_time, _after(_absent, _HOLLOW))


class _Wall:
    """A time on the wall, ``15:30``. An offset is not believed, as with moments; a bare number could mean anything."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        clock = core_schema.str_schema(strict=True, strip_whitespace=True, pattern=r"^\d\d:\d\d")
        written = core_schema.chain_schema([clock, core_schema.time_schema()])
        read = _first_of(written, core_schema.time_schema(strict=True))
        return _after(_without_offset, core_schema.json_or_python_schema(written, read))


class _Written:
    """A text, or a number that is written as one. NaN and the infinities of JSON are neither."""

    def __init__(self, *, min_length: int | None = None) -> None:
        self._min_length = min_length

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        written = core_schema.str_schema(strict=True, strip_whitespace=True, min_length=self._min_length)
        as_text = core_schema.str_schema(coerce_numbers_to_str=True)
        whole = core_schema.chain_schema([core_schema.int_schema(strict=True), as_text])
        broken = core_schema.chain_schema([core_schema.float_schema(strict=True, allow_inf_nan=False), as_text])
        return _first_of(written, whole, broken)


class _Rows:
    """A list that may come as a map whose keys mean nothing, or as null or blank; with `alone`, as its only row.

    `alone` is for rows that a map of rows cannot be mistaken for.
    """

    def __init__(self, *, alone: bool = False) -> None:
        self._alone = alone

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        row = handler.generate_schema(get_args(source)[0])
        return _first_of(
            handler(source),
            _after(_values, core_schema.dict_schema(core_schema.str_schema(), row)),
            _after(_no_rows, core_schema.nullable_schema(_first_of(_BLANK, _HOLLOW))),
            *([_after(_single, row)] if self._alone else []),
        )


#: An id that must be there. Always a string: ids may be alphanumeric and exceed 32 bits.
Id = Annotated[str, _Written(min_length=1)]
#: An id in a list that may hold blanks.
AnyId = Annotated[str, _Written()]
#: An id or a word that may be missing. An unknown word is kept as it came.
Text = Annotated[Id | None, _Blankable()]
Day = Annotated[date | None, _LenientDay()]
#: A date and time as Cloudbeds wrote it. Whatever offset it carries is not to be trusted; see the mapping.
Moment = Annotated[datetime | None, _Lenient()]
#: Always without an offset, so always the property's.
WallTime = Annotated[Annotated[time, _Wall()] | None, _Lenient()]
Flag = Annotated[bool | None, _Lenient()]
Count = Annotated[int | None, _Lenient()]
Money = Annotated[Decimal | None, _Lenient()]
Rows = Annotated[tuple[T, ...], _Rows()]
RowsOrOne = Annotated[tuple[T, ...], _Rows(alone=True)]

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

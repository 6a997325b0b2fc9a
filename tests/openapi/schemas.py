"""Schemas of OpenAPI 3.0 as JSON schemas, and what does not fit them, in Cloudbeds' own formats of dates and times."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError


def json_schema(document: Any, description: Any) -> dict[str, Any]:
    """A schema of OpenAPI 3.0 as JSON schema, which an object with a field that is not described does not fit.

    `oneOf` is read as `anyOf`: a birth date is described as one of a date and any text, and a date is both.
    """
    if "$ref" in description:
        return json_schema(document, document["components"]["schemas"][description["$ref"].rpartition("/")[2]])
    schema = {
        key: description[key]
        for key in ("type", "format", "enum", "required", "minimum", "maximum")
        if key in description
    }
    choices = description.get("oneOf") or description.get("anyOf")
    if choices:
        schema["anyOf"] = [json_schema(document, each) for each in choices]
    if "items" in description:
        schema["items"] = json_schema(document, description["items"])
    if "properties" in description:
        schema["properties"] = {name: json_schema(document, each) for name, each in description["properties"].items()}
        schema["required"] = [name for name in description.get("required", ()) if name in description["properties"]]
        schema["additionalProperties"] = False
    if isinstance(description.get("additionalProperties"), dict):
        schema["additionalProperties"] = json_schema(document, description["additionalProperties"])
    if description.get("nullable"):
        return _nullable(schema)
    return schema


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    if "anyOf" in schema:
        schema["anyOf"] = [*schema["anyOf"], {"type": "null"}]
    if "type" in schema:
        schema["type"] = [schema["type"], "null"]
    if "enum" in schema:
        schema["enum"] = [*schema["enum"], None]
    return schema


#: Formats as Cloudbeds' technical specifications have them. A date may stand for a date-time: that of its midnight.
_FORMATS = {
    "date": r"\d{4}-\d\d-\d\d",
    "time": r"\d\d:\d\d(:\d\d)?",
    "date-time": r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?",
    "Y-m-d\\TH:i:sP": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)",
}


def _checker() -> FormatChecker:
    checker = FormatChecker(formats=())
    for name, pattern in _FORMATS.items():
        checker.checks(name)(partial(_has_format, re.compile(pattern)))
    return checker


def _has_format(pattern: re.Pattern[str], value: object) -> bool:
    return not isinstance(value, str) or pattern.fullmatch(value) is not None


_CHECKER = _checker()


@dataclass(frozen=True)
class Problem:
    """What is wrong in a value: where, what, and with which fields. `undescribed`: that they are there."""

    where: str
    what: str
    fields: tuple[str, ...]
    undescribed: bool

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def problems_of(schema: Mapping[str, Any], value: Any) -> list[Problem]:
    """Everything in a value that does not fit a schema."""
    found = Draft202012Validator(schema, format_checker=_CHECKER).iter_errors(value)
    return [
        Problem(error.json_path, error.message[:200], _fields(error), error.validator == "additionalProperties")
        for error in found
    ]


def _fields(error: ValidationError) -> tuple[str, ...]:
    """The fields that an error is about: those that are not described, or the one whose value is wrong."""
    schema: Any = error.schema
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        return tuple(sorted(set(error.instance) - set(schema.get("properties", ()))))
    return tuple(step for step in error.absolute_path if isinstance(step, str))[-1:] or ("",)

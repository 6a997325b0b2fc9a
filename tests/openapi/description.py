"""The official OpenAPI descriptions of Cloudbeds' API, as questions a test asks: what may be sent, what may come back.

They are not part of this project: `CLOUDBEDS_OPENAPI` names a copy of ``pms-v1.3-openapi.yaml``, and v2's file,
``pms-v2.0-openapi.yaml``, lies beside it (repository cloudbeds/openapi-specs). Use the fixture `description`, which
skips where there is no copy, or `load()`.

    operation = description.operation("GET", "getRooms")
    operation.parameters["startDate"].required
    operation.problems_of_request({"startDate": "2026-11-23"})   # [] if it may be sent so
    operation.problems_of_answer({"success": True, "data": []})  # [] if it may come back so

Known slips of the descriptions are read as what they must mean, see `json_schema`, `MISSING` and `MISSTATED`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from .schemas import Problem, json_schema, problems_of

VARIABLE = "CLOUDBEDS_OPENAPI"
SECOND = "pms-v2.0-openapi.yaml"

#: What the descriptions of August 2026 do not have yet, by operation and name.
MISSING: dict[tuple[str, str], str] = {
    ("getHousekeepingStatus", "roomIDs"): "a filter of the official SDK 1.19",
    ("postWebhook", "authHeaderName"): "of the official SDK 1.19",
    ("postWebhook", "authHeaderValue"): "of the official SDK 1.19",
    ("getWebhooks", "authHeader"): "of the official SDK 1.19",
}

#: What they have wrong, by operation and name. That `propertyCurrency` is an object live, and `subscriptionData` has a
#: url, are oddities that the documented hotel does not have.
MISSTATED: dict[tuple[str, str], str] = {
    ("getHousekeepingStatus", "roomCondition"): "its text and postHousekeepingStatus have inspected too",
    ("getReservations", "roomID"): "a string, but null in its own words where no room is assigned",
    ("getReservationsWithRateDetails", "roomID"): "a string, but null in its own words where no room is assigned",
}


@dataclass(frozen=True)
class Parameter:
    """Something that may be sent. `place` is query, path, header, form, or json; `schema` is a JSON schema."""

    name: str
    place: str
    required: bool
    schema: Mapping[str, Any]

    @property
    def enum(self) -> tuple[str, ...]:
        """The values that are allowed, if they are listed."""
        return tuple(value for value in self.schema.get("enum", ()) if value is not None)

    @property
    def type(self) -> str:
        """string, integer, number, boolean, array, object, or '' where the description does not say."""
        kinds = self.schema.get("type", "")
        return kinds if isinstance(kinds, str) else next(kind for kind in kinds if kind != "null")

    def problems(self, value: str) -> list[str]:
        """What is wrong with sending this text (a list of objects is not looked into)."""
        if self.type in {"array", "object"}:
            return []
        if self.type == "boolean" and value.lower() not in {"true", "false", "1", "0"}:
            return [f"{self.name}: {value!r} is no boolean"]
        if self.type in {"integer", "number"} and not re.fullmatch(r"-?\d+(\.\d+)?", value):
            return [f"{self.name}: {value!r} is no {self.type}"]
        if self.type != "string":
            return []
        return [f"{self.name}: {problem}" for problem in problems_of(self.schema, value)]


@dataclass(frozen=True)
class Operation:
    """One method. `path` is without a leading slash; `scopes` are those of the description's `security`.

    `request` is the schema of a JSON body (v2). `answers` are schemas by HTTP status; None is an empty body.
    """

    verb: str
    path: str
    scopes: frozenset[str]
    parameters: Mapping[str, Parameter]
    request: Mapping[str, Any] | None = field(repr=False)
    answers: Mapping[int, Mapping[str, Any] | None] = field(repr=False)

    @property
    def required(self) -> frozenset[str]:
        """The names that must be sent, as far as the description says (of v1.3's forms it says nothing)."""
        return frozenset(name for name, parameter in self.parameters.items() if parameter.required)

    def problems_of_request(self, sent: Mapping[str, str]) -> list[str]:
        """What is wrong with sending these parameters in the query, the path, or a form. ``a[0][b]`` counts as a."""
        names = {name.partition("[")[0] for name in sent}
        needed = {p.name for p in self.parameters.values() if p.required and p.place in {"query", "path", "form"}}
        problems = [f"{name}: is required" for name in sorted(needed - names)]
        for name, value in sent.items():
            base = name.partition("[")[0]
            if base in self.parameters:
                problems += self.parameters[base].problems(value) if base == name else []
            elif (self.path, base) not in MISSING:
                problems.append(f"{name}: is not described")
        return problems

    def problems_of_body(self, body: Any) -> list[str]:
        """What is wrong with sending this JSON body (v2)."""
        return [str(each) for each in problems_of(self.request or {}, body)]

    def problems_of_answer(self, body: Any, *, status: int = 200) -> list[str]:
        """What is wrong with this answer: types, enums, formats, missing and undescribed fields."""
        if status not in self.answers:
            return [f"status {status} is not described"]
        schema = self.answers[status]
        return [] if schema is None else [str(each) for each in problems_of(schema, body) if not self._slipped(each)]

    def _slipped(self, problem: Problem) -> bool:
        known = MISSING if problem.undescribed else MISSTATED
        return all((self.path, name) in known for name in problem.fields)


class Description:
    """What both files describe."""

    def __init__(self, path: Path) -> None:
        documents = (_read(path), _read(path.with_name(SECOND)))
        self.operations: dict[tuple[str, str], Operation] = {
            (operation.verb, operation.path): operation for document in documents for operation in _operations(document)
        }

    def operation(self, verb: str, path: str) -> Operation:
        """One method: ``("GET", "getRooms")``, ``("GET", "housekeeping/v1/inspections/{propertyId}")``."""
        return self.operations[verb, path]

    @cached_property
    def scopes(self) -> frozenset[str]:
        """Every scope that some operation asks for."""
        return frozenset(scope for operation in self.operations.values() for scope in operation.scopes)


@lru_cache(maxsize=1)
def load() -> Description | None:
    """The descriptions, read once; None where `CLOUDBEDS_OPENAPI` is not set."""
    path = os.environ.get(VARIABLE)
    return Description(Path(path)) if path else None


def _read(path: Path) -> Any:
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, yaml.CSafeLoader)


def _operations(document: Any) -> Iterator[Operation]:
    for path, verbs in document["paths"].items():
        for verb, description in verbs.items():
            content = description.get("requestBody", {}).get("content", {})
            parameters = [_parameter(document, each) for each in description.get("parameters", ())]
            request = None
            for media, body in content.items():
                schema = json_schema(document, body["schema"])
                request = schema if "json" in media else None
                place = "json" if "json" in media else "form"
                known, required = schema.get("properties", {}), schema.get("required", ())
                parameters += [Parameter(name, place, name in required, each) for name, each in known.items()]
            yield Operation(
                verb.upper(),
                path.strip("/"),
                frozenset(
                    scope for each in description.get("security", ()) for scopes in each.values() for scope in scopes
                ),
                {parameter.name: parameter for parameter in parameters},
                request,
                # v1.3 writes statuses as numbers, v2 as text
                {int(status): _answer(document, each) for status, each in description["responses"].items()},
            )


def _parameter(document: Any, description: Any) -> Parameter:
    # v2 describes filters and sort as nested objects, and says in words that text is sent
    schema = {"type": "string"} if "$ref" in description["schema"] else json_schema(document, description["schema"])
    return Parameter(description["name"], description["in"], description.get("required", False), schema)


def _answer(document: Any, description: Any) -> Mapping[str, Any] | None:
    content = description.get("content", {}).get("application/json")
    return None if content is None else json_schema(document, content["schema"])

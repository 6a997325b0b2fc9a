"""The endpoints in the host's OpenAPI document. FastAPI reads signatures; our endpoints are values."""

from __future__ import annotations

import re
from typing import Any

from cloudbeds_connector.api import Endpoint, Permission
from cloudbeds_connector.api.problems import Problem

_WEBHOOK_PROBLEMS = {404: "No such webhook.", 413: "Too large.", 503: "Not stored; send it again."}
_API_PROBLEMS = {404: "Not connected.", 422: "A parameter is missing or wrong.", 503: "Try again later."}


def responses(endpoint: Endpoint) -> dict[int | str, dict[str, Any]]:
    """The possible responses of an endpoint."""
    problems = _WEBHOOK_PROBLEMS if endpoint.permission is Permission.WEBHOOK else _API_PROBLEMS
    described: dict[int | str, dict[str, Any]] = {
        status: {"model": Problem, "description": text} for status, text in problems.items()
    }
    return {"2XX": {"model": endpoint.response, "description": endpoint.summary}, **described}


def parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    """The parameters in an endpoint's path and query."""
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", endpoint.path)
        if name != "slug"
    ]
    if endpoint.query is None:
        return found
    schema = endpoint.query.model_json_schema()
    required = schema.get("required", [])
    for name, described in schema["properties"].items():
        found.append({"name": name, "in": "query", "required": name in required, "schema": _inlined(described, schema)})
    return found


def _inlined(node: Any, schema: dict[str, Any]) -> Any:
    """`node` with its references replaced by their definitions, which a parameter cannot contain."""
    if isinstance(node, list):
        return [_inlined(each, schema) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inlined(schema["$defs"][node["$ref"].rsplit("/", 1)[-1]], schema)
    return {name: _inlined(value, schema) for name, value in node.items()}

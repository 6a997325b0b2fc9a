"""Endpoints as values: the path, who may call it, what goes in and out, and the function behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import BaseModel

from ..engine import Integration


class Permission(StrEnum):
    """What a caller must be allowed to do. A web adapter asks the host; WEBHOOK is authenticated by its token."""

    WEBHOOK = "webhook"
    READ = "read"
    SYNC = "sync"


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiRequest:
    """A request in the form that any web framework can make. Header names are lower case; the repr shows
    nothing of it, since a token may be in any part.
    """

    path: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """A status and a model, which is sent as JSON."""

    body: BaseModel
    status: int = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Endpoint:
    """One row of the API table. `path` has ``{names}`` and, in front, the connector's slug already filled in by
    the adapter as ``{slug}``. `query` and `response` are models for validation and for OpenAPI.
    """

    method: str
    path: str
    name: str
    summary: str
    permission: Permission
    response: type[BaseModel]
    handler: Callable[[Integration, ApiRequest], ApiResponse]
    query: type[BaseModel] | None = None

    def path_for(self, slug: str) -> str:
        """The path for one connector, such as ``/webhooks/integrations/cloudbeds/{token}``."""
        return self.path.replace("{slug}", slug)

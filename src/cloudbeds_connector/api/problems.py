"""Problems: how an error is answered over HTTP. The body never says more than a caller may know."""

from __future__ import annotations

from pydantic import BaseModel, ValidationError

from ..errors import (
    ConfigurationError,
    ConnectorError,
    NotConnectedError,
    PmsError,
    RetryableError,
    StoreError,
)
from .endpoint import ApiResponse


class Problem(BaseModel):
    """What went wrong and what to do next."""

    error: str
    detail: str


def problem(error: Exception) -> ApiResponse:
    """The answer for an error that a handler raised; any other exception is raised again, for the framework."""
    match error:
        case ValidationError():
            names = ", ".join(sorted({".".join(map(str, e["loc"])) for e in error.errors(include_input=False)}))
            return ApiResponse(Problem(error="bad_request", detail=f"Check these parameters: {names}."), 422)
        case NotConnectedError():
            return ApiResponse(Problem(error="not_connected", detail=str(error)), 404)
        case ConfigurationError():
            return ApiResponse(Problem(error="misconfigured", detail=str(error)), 409)
        case StoreError():
            return ApiResponse(Problem(error="store_unavailable", detail="Try again in a minute."), 503)
        case RetryableError():
            return ApiResponse(Problem(error="pms_unavailable", detail=str(error)), 503)
        case PmsError() | ConnectorError():
            return ApiResponse(Problem(error="pms_refused", detail=str(error)), 502)
        case _:
            raise error

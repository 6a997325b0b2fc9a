"""Failures: how the failure of one property's work is reported without stopping the others."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import AuthenticationError, ConnectorError, DefectError, PmsError


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """Work that failed: the host's property (empty: none in particular), the work, and the error."""

    property_id: str
    work: str
    error: ConnectorError

    def __str__(self) -> str:
        return f"{self.property_id or 'all'}: {self.work}: {self.error}"


def as_connector_error(error: Exception) -> ConnectorError:
    """`error` itself, or a `DefectError` that says where it was raised."""
    return error if isinstance(error, ConnectorError) else DefectError.at(error)


def has_outside_cause(error: ConnectorError) -> bool:
    """Whether the cause is outside and may pass. Work that fails with such an error is tried again without limit."""
    return error.retryable or isinstance(error, AuthenticationError)


def summary_of(error: ConnectorError) -> str:
    """What is stored of an error: its kind, the call, and the next action, but no text of the hotel system."""
    call = f" ({error.method}, HTTP {error.status})" if isinstance(error, PmsError) and error.status else ""
    return f"{type(error).__name__}{call}: {error.next_action}"

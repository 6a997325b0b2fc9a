"""Decides how a failure of one property is told without stopping the others, and without saying what it must not."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import AuthenticationError, ConnectorError, DefectError, PmsError


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """Work that failed: for which of the host's properties (empty: for none in particular), what it was, the error."""

    property_id: str
    work: str
    error: ConnectorError

    def __str__(self) -> str:
        return f"{self.property_id or 'all'}: {self.work}: {self.error}"


def of_the_family(error: Exception) -> ConnectorError:
    """`error` itself, or a `DefectError` that says where it came from."""
    return error if isinstance(error, ConnectorError) else DefectError.at(error)


def is_patient(error: ConnectorError) -> bool:
    """Whether the cause lies outside and passes: nothing that waits for it is ever given up."""
    return error.retryable or isinstance(error, AuthenticationError)


def for_the_record(error: ConnectorError) -> str:
    """What is kept of an error: its kind, the call, and the next action, but no words of the hotel system."""
    call = f" ({error.method}, HTTP {error.status})" if isinstance(error, PmsError) and error.status else ""
    return f"{type(error).__name__}{call}: {error.next_action}"

"""Decides how a connector says what it found out about one account. Optional: most hotel systems have one behavior.

What a hotel system's documentation leaves open may differ from account to account. A session that can settle it is
`Probing`; what it settled goes into the connection's settings, which only the connector reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One question about an account, and what is known now. No guest data in any of it.

    `key` is for programs. `answer` is None where the question stays open; `evidence` then says why, or what to look
    for. `sure`: ``sure`` was observed and can mean nothing else, ``likely`` could, ``open`` has no answer. `settings`
    are those of the connection that follow: only a sure answer has any.
    """

    key: str
    question: str
    answer: str | None
    sure: Literal["sure", "likely", "open"]
    evidence: str
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Probe:
    """What was found out, one finding for each question.

    `settings` are those of the connection that follow from sure answers, empty if there are none. `left_behind` tells
    a person what was written for the probe and could not be undone; it should be empty.
    """

    findings: tuple[Finding, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    left_behind: tuple[str, ...] = ()


@runtime_checkable
class Probing(Protocol):
    """A `PmsSession` that may find out more about its account."""

    def probe(self, *, allow_writes: bool = False, webhook_url: str | None = None) -> Probe:
        """Ask what can be asked, in the BULK lane. Nothing is written unless `allow_writes`.

        With `allow_writes`, what is written touches no guest's stay, is undone, and is looked for afterwards, also
        when something fails in between. `webhook_url` is an address that nothing uses, for questions about
        subscriptions; `ConfigurationError` if it cannot be used. `AuthenticationError` for a key that is refused;
        other errors leave a question open.
        """
        ...

"""Probing: how a connector finds out about one account what its hotel system's documentation leaves open. Optional.

A session that can do it is `Probing`. The answers go into the connection's settings, which only the connector reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One question about an account, and its answer. It has no guest data.

    `key` is for programs. `answer` is None where the question stays open; `evidence` then says why, or what to look
    for. `sure` is ``sure`` for what was observed and can mean nothing else, ``likely`` for what could mean something
    else, and ``open`` without an answer. `settings` are the connection's settings that follow from a sure answer.
    """

    key: str
    question: str
    answer: str | None
    sure: Literal["sure", "likely", "open"]
    evidence: str
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Probe:
    """The result of a probe: one finding for each question.

    `settings` are the connection's settings that follow from sure answers. `left_behind` names for a person what the
    probe wrote and could not undo; it should be empty. `failed` are the keys of questions whose calls failed for a
    reason that may pass: ask again later.
    """

    findings: tuple[Finding, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    left_behind: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


@runtime_checkable
class Probing(Protocol):
    """A `PmsSession` that can find out more about its account."""

    def probe(self, *, allow_writes: bool = False, webhook_url: str | None = None) -> Probe:
        """Answer what can be answered, in the BULK lane. Nothing is written unless `allow_writes`.

        With `allow_writes`, what is written touches no guest's stay, is undone, and is looked for afterwards, also
        when something fails in between. `webhook_url` is an address that nothing uses, for questions about
        subscriptions; `ConfigurationError` if it cannot be used. `AuthenticationError` if the key is refused, and
        `RetryableError` if the hotel system fails, before anything was answered; other errors leave a question open.
        """
        ...

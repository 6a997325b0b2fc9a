"""What a question is given, how its findings are made, and all questions in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...pms.ports import Clock
from ...pms.probing import Finding
from ..client import CloudbedsClient

#: Those that no documentation of Cloudbeds answers, or whose sources disagree (docs/how-to/probe-an-account.md).
QUESTIONS = {
    "modified_zone": "In which zone is modifiedFrom read?",
    "block_end": "Is a block's last date blocked?",
    "auth_header": "Can a subscription have a header of its own?",
    "delete_webhook": "Does DELETE deleteWebhook end a subscription?",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """The account that is probed. Every call waits for its slot in the BULK lane, the client's default.

    `left` collects what could not be undone, in sentences for a person.
    """

    client: CloudbedsClient
    clock: Clock
    allow_writes: bool = False
    webhook_url: str | None = None
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Question:
    """A function that asks, and the keys of what it answers: one finding for each key."""

    keys: tuple[str, ...]
    ask: Callable[[Subject], Sequence[Finding]]


def sure(key: str, answer: str, evidence: str, **settings: Any) -> Finding:
    """An answer that was observed and can mean nothing else, with the settings that follow."""
    return Finding(key=key, question=QUESTIONS[key], answer=answer, sure="sure", evidence=evidence, settings=settings)


def likely(key: str, answer: str, evidence: str) -> Finding:
    """An answer that fits, as another might: no setting follows."""
    return Finding(key=key, question=QUESTIONS[key], answer=answer, sure="likely", evidence=evidence)


def still_open(key: str, why: str) -> Finding:
    """No answer, and why."""
    return Finding(key=key, question=QUESTIONS[key], answer=None, sure="open", evidence=why)

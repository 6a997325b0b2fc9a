"""Decides what a question is handed, and how its answer is put. The one list of what is asked, in words.

The questions are those that no documentation of Cloudbeds answers, or whose sources disagree (docs/how-to/
probe-an-account.md has the sources).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...pms.ports import Clock
from ...pms.probing import Finding
from ..client import CloudbedsClient

QUESTIONS = {
    "scopes": "Which scopes was the key granted?",
    "unknown_parameters": "What becomes of a parameter that Cloudbeds does not know?",
    "iso_instants": "What becomes of an ISO 8601 date-time in a filter?",
    "modified_zone": "In which zone is modifiedFrom read?",
    "totals": "Do count and total say how many rows there are?",
    "block_end": "Is a block's last date blocked?",
    "frontdesk_day": "Of which day is frontdeskStatus, between midnight and the night audit?",
    "subscription_url": "Which key of subscriptionData holds a subscription's address?",
    "auth_header": "Can a subscription have a header of its own?",
    "delete_webhook": "Does DELETE deleteWebhook end a subscription?",
    "dirty_again": "Does the check-out from a room that is dirty already send room_condition_changed?",
    "moves": "Does every change of a stay's room send accommodation_changed?",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """The account that is asked. Every call waits for its slot in the BULK lane, the client's default.

    `left` collects what could not be undone, in sentences for a person.
    """

    client: CloudbedsClient
    clock: Clock
    allow_writes: bool = False
    webhook_url: str | None = None
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ask:
    """A function that asks, and the keys of the questions that it answers: a finding for each of them."""

    keys: tuple[str, ...]
    ask: Callable[[Subject], Sequence[Finding]]


def sure(key: str, answer: str, evidence: str, **settings: Any) -> Finding:
    """An answer that was observed and can mean nothing else, with the settings that follow."""
    return Finding(key=key, question=QUESTIONS[key], answer=answer, sure="sure", evidence=evidence, settings=settings)


def likely(key: str, answer: str, evidence: str) -> Finding:
    """An answer that fits, as another might: nothing follows from it."""
    return Finding(key=key, question=QUESTIONS[key], answer=answer, sure="likely", evidence=evidence)


def still_open(key: str, why: str) -> Finding:
    """No answer, and why."""
    return Finding(key=key, question=QUESTIONS[key], answer=None, sure="open", evidence=why)

"""Subscriptions to a hotel system's messages: what subscribing and unsubscribing did, and giving access up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from .parts import Refused


@dataclass(frozen=True, kw_only=True, slots=True)
class SubscriptionReport:
    """What `ensure_subscriptions` did. `manual` are instructions for a person where no API does it.

    `refused` is set where the account refuses some of the events that matter.
    """

    created: tuple[str, ...] = ()
    existing: tuple[str, ...] = ()
    manual: str | None = None
    refused: Refused | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RemovalReport:
    """What `remove_subscriptions` did: the events that are no longer sent, and those that are still listed afterwards.

    `manual` are instructions for a person: where no API does it, or something is left.
    """

    removed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    manual: str | None = None


@runtime_checkable
class Revoking(Protocol):
    """A `PmsSession` that can end its own access at the hotel system. Optional."""

    def revoke(self) -> str | None:
        """End the access to the property, where the hotel system has a call for it.

        Returns None if it is ended, or what a person has to do about it, in a sentence.
        """
        ...

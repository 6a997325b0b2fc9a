"""Opening a property to connect it: find it among those of the credential, settle its zone, and try its parts.

Sister hotels in the same account are listed by name only: one that has no zone, or refuses its details, keeps no other
from being connected, and costs no request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...errors import ConfigurationError, MissingScopeError
from ...escapes import printable, quoted
from ...pms.hotel_time import load_zone
from ...pms.memory_tokens import MemoryTokens
from ...pms.model import ListedProperty
from ...pms.parts import Part
from ...pms.ports import Credentials, PmsAccount, PmsSession
from ...pms.tokens import Token, TokenStore
from ...secrecy import NotPickled
from ...stores.records import Connection
from ...stores.sealing import OAUTH
from ..runtime import Runtime
from .degraded import changed
from .trial import try_parts, with_times


@dataclass(frozen=True, slots=True)
class Opening(NotPickled):
    """How an account is opened before it is connected: with the caller's secret, or what is stored for it."""

    runtime: Runtime
    secret: Credentials | Token | None
    tokens: TokenStore
    credentials: Credentials

    @classmethod
    def of(cls, runtime: Runtime, draft: Connection, secret: Credentials | Token | None) -> Opening:
        """For a connection that may not be stored yet. `ConfigurationError` if a secret could not be stored."""
        if secret is not None and runtime.stored is None:
            raise ConfigurationError(
                "This integration keeps no credentials.",
                next_action="Build it with keys=, or have its credentials= function return them.",
            )
        if not isinstance(secret, Token):
            return cls(runtime, secret, runtime.tokens, secret or runtime.credentials(draft))
        tokens = MemoryTokens()  # nothing is stored if connecting fails
        tokens.save(draft.id, secret)
        return cls(runtime, secret, tokens, Credentials("", kind=OAUTH))

    def session(self, account: PmsAccount) -> PmsSession:
        """A session of this account; close it."""
        return self.runtime.open(account, self.credentials, tokens=self.tokens)

    def newest(self, draft: Connection) -> Credentials | Token | None:
        """The secret to store: the caller's, or the newest token if it was renewed meanwhile."""
        return self.tokens.load(draft.id) if isinstance(self.secret, Token) else self.secret


def open_property(
    opening: Opening, draft: Connection, pms_property_id: str | None, known: Connection | None
) -> Connection:
    """The draft with the property's name, zone and times, and the parts that the account refuses.

    What the hotel system does not tell any more, or refuses, stays as it is in `known`, the connection so far.

    `ConfigurationError` if the property or its zone cannot be determined; `MissingScopeError` if it may not read the
    reservations, without which nothing works.
    """
    found = _listed(opening, draft, pms_property_id, known)
    same = known if known is not None and known.pms_property_id == found.pms_property_id else None
    zone = _zone_of(found, draft, same)
    draft = replace(draft, pms_property_id=found.pms_property_id, name=found.name, timezone=zone)
    account = PmsAccount(
        connection_id=draft.id,
        pms_property_id=draft.pms_property_id,
        timezone=draft.timezone,
        settings=draft.settings,
    )
    session = opening.session(account)
    try:
        trial = try_parts(opening.runtime, session, draft)
    finally:
        session.close()
    stays = trial.refused.get(Part.STAYS)
    if stays is not None and not stays.instead:
        raise _without_stays(stays.scope)
    if Part.STAYS in trial.failed:
        raise trial.failed[Part.STAYS]
    degraded = changed(draft.degraded, trial.refused, trial.well, at=opening.runtime.clock.now())
    return replace(with_times(draft, trial.times), degraded=degraded)


def _listed(
    opening: Opening, draft: Connection, pms_property_id: str | None, known: Connection | None
) -> ListedProperty:
    given, pms_property_id = pms_property_id, pms_property_id or (None if known is None else known.pms_property_id)
    account = PmsAccount(connection_id=draft.id, pms_property_id=pms_property_id, settings=draft.settings)
    session = opening.session(account)
    try:
        found = session.directory.properties()
        # a connected property need not be named again, unless the credential is of another hotel
        again = None if known is None else next((p for p in found if p.pms_property_id == known.pms_property_id), None)
        return again if again is not None and given is None else pick_property(found, given)
    except MissingScopeError as error:
        if pms_property_id is None or (not draft.host_timezone and known is None):
            error.next_action += " Or name the property (pms_property_id=) and its time zone (timezone=) yourself."
            raise
        return ListedProperty(pms_property_id=pms_property_id, name=draft.name or pms_property_id)
    finally:
        session.close()


def pick_property(found: Sequence[ListedProperty], pms_property_id: str | None) -> ListedProperty:
    """The property to connect: the named one, or the only one. Never the first of several."""
    if pms_property_id is None and len(found) == 1:
        return found[0]
    for candidate in found:
        if candidate.pms_property_id == pms_property_id:
            return candidate
    names = (
        ", ".join(
            f"{printable(each.pms_property_id, longest=60)} ({printable(each.name, longest=60)})" for each in found
        )
        or "none"
    )
    missing = "" if pms_property_id is None else f"The credential does not cover property {quoted(pms_property_id)}. "
    raise ConfigurationError(
        f"{missing}The credential covers these properties: {names}.",
        next_action="Give one of their ids as the hotel system's property id (pms_property_id, --pms-property-id).",
    )


def _zone_of(found: ListedProperty, draft: Connection, known: Connection | None) -> str:
    """The host's zone, else the hotel system's, else what that was before. Never UTC or another guess."""
    if draft.host_timezone:
        return load_zone(draft.host_timezone).key
    before = known.timezone if known is not None and not known.host_timezone else ""
    if not found.timezone:
        if before:
            return before
        raise ConfigurationError(
            f"The hotel system has no time zone for property {quoted(found.pms_property_id)}.",
            next_action="Set it there, or give it yourself (timezone=, --timezone), such as 'America/New_York'.",
        )
    try:
        return load_zone(found.timezone).key
    except ConfigurationError:
        if before:
            return before
    raise ConfigurationError(
        f"The hotel system's time zone of property {quoted(found.pms_property_id)}, {quoted(found.timezone)}, "
        "is not one of the IANA database.",
        next_action="Correct it there, or give it yourself (timezone=, --timezone), such as 'America/New_York'.",
    )


def _without_stays(scope: str) -> MissingScopeError:
    named = f", which is {scope}" if scope else ""
    error = MissingScopeError(
        f"The account may not read the property's reservations, and nothing works without them: the scope{named} is "
        "missing.",
        next_action="Grant it; where scopes of a key are fixed, make a key that has it. Then connect the property.",
    )
    error.scope = scope or None
    return error

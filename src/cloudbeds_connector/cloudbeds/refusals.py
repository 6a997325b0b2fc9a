"""The table of Cloudbeds' refusals: what its text means, as one of the package's errors. The only table of messages.

A refusal that no row knows is a `BadRequestError` and is never sent again, because a client that takes every refusal
for an expired token loops for ever. No message repeats a text of Cloudbeds, which may name a guest or quote a secret.
The one exception is the name of a parameter, where the whole text is one that Cloudbeds is known to send.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from ..errors import (
    AuthenticationError,
    BadRequestError,
    MissingScopeError,
    NotFoundError,
    PmsError,
    PropertyError,
    RateLimitedError,
)


class Refusal(NamedTuple):
    """A row: a pattern of the text, and the error that it is raised as. ``{0}`` is the parameter that it finds."""

    pattern: str
    kind: type[PmsError]
    message: str
    next_action: str


#: The name of a parameter, as Cloudbeds writes them: ``roomTypeID``. A single word could be a guest's name.
_PARAMETER = r"\W?([a-z]{2,20}(?:[A-Z][a-z]{1,20}){0,5}(?:[A-Z][a-z]{1,20}|IDs?)|action|date|object|rooms|status)\W?"

#: The first row that matches holds. Sources: Cloudbeds' documentation, integrators' reports, and captured answers.
REFUSALS = (
    Refusal(
        r"scope required for this call",
        MissingScopeError,
        "The credential was not granted the scope that this call needs.",
        "Make a key that has it, because scopes of a key are fixed, and use that. Where the connector stores "
        "keys, connect the property again with credentials=.",
    ),
    Refusal(
        r"user who approved this connection is not active",
        AuthenticationError,
        "The user who approved this connection is no longer active.",
        "Have an active user of the property make a key, or approve the app again, and use that instead.",
    ),
    Refusal(
        r"refresh token is invalid|authorization code is invalid|denied the request|access_denied|^unauthorized|"
        r"(access.?token|api.?key).*(invalid|expired|revoked)|(invalid|expired|revoked).*(access.?token|api.?key)",
        AuthenticationError,
        "Cloudbeds does not accept the credential.",
        "Use a valid key. Where the connector stores keys, connect the property again with credentials=.",
    ),
    Refusal(
        r"none of the included property id",
        PropertyError,
        "The credential does not cover this property.",
        "Give one of the ids that getHotels lists.",
    ),
    Refusal(
        r"specify \W*propertyIDs?\W* parameter",
        PropertyError,
        "The credential covers several properties, so the call must name one.",
        "Give property_id; getHotels lists the ids.",
    ),
    Refusal(
        r"accessing have an invalid status",
        PropertyError,
        "The property is not active in Cloudbeds any more.",
        "Disconnect it, or ask the hotel to reactivate its account.",
    ),
    Refusal(
        r"too many requests|\brate[ _-]?limit",
        RateLimitedError,
        "Cloudbeds received too many requests.",
        "Lower requests_per_second, and look for other programs that use the same credential.",
    ),
    Refusal(
        r"not found|does not exist|doesn't exist|no longer exists|^there is no|^no such",
        NotFoundError,
        "Cloudbeds does not find what the call names.",
        "Check the id; it may have been deleted.",
    ),
    Refusal(
        rf"(?-i:^Parameters? {_PARAMETER} (?:is|are) required\.?$)",
        BadRequestError,
        "Cloudbeds refused the call: the parameter {0} is required.",
        "Give it.",
    ),
    Refusal(
        rf"(?-i:^(?:Parameters? |Invalid (?:value|date format) for parameter |Invalid ){_PARAMETER}"
        r"(?: (?:is|are) (?:invalid|malformed|unknown))?\.?$)",
        BadRequestError,
        "Cloudbeds refused the call: the value of {0} is not valid.",
        "Compare it with the method's documentation; ids change when a room gets another type.",
    ),
    Refusal(
        r"date range must be",
        BadRequestError,
        "Cloudbeds refused the call: the range of dates is too long.",
        "Ask for at most 35 days a call; room_blocks.list does so by itself.",
    ),
    Refusal(
        r"dates or status are required when filtering by room",
        BadRequestError,
        "Cloudbeds refused the call: a filter by room needs dates or a status, too.",
        "Add check_in_from, check_out_from or status.",
    ),
    Refusal(
        r"room is not assigned|^room .*not assigned",
        BadRequestError,
        "Cloudbeds refused the call: the stay has no room yet.",
        "Assign a room first.",
    ),
    Refusal(
        r"already checked.?(in|out)",
        BadRequestError,
        "Cloudbeds refused the call: the stay is checked in or out already.",
        "Read the reservation again before you change it.",
    ),
    Refusal(
        r"\b(is|room) (occupied|not vacant|blocked|not available)",
        BadRequestError,
        "Cloudbeds refused the call: the room is not free.",
        "Read the room's reservations and blocks again, or choose another room.",
    ),
    Refusal(
        r"night audit",
        BadRequestError,
        "Cloudbeds refused the call because of the night audit.",
        "Make the call again when the night audit has finished.",
    ),
)

_COMPILED = tuple((re.compile(row.pattern, re.IGNORECASE), row) for row in REFUSALS)
#: How many characters of a text are looked at.
_MAX_READ = 2000


def known_refusal(text: str, *, sent: Iterable[str] = ()) -> PmsError | None:
    """The error for a text that a row knows; None for others. `sent` is what the request carried.

    What was sent is ignored: a search for "access token expired" must not decide what its refusal means.
    """
    text = text[:_MAX_READ]
    for value in sorted(sent, key=len, reverse=True):
        if len(value) > 3:
            text = text.replace(value, "")
    for pattern, row in _COMPILED:
        if found := pattern.search(text):
            return row.kind(row.message.format(*found.groups()), next_action=row.next_action)
    return None


def known_part(text: str) -> str | None:
    """The part of a text that a row knows: it holds no name, and the same row matches it. None if no row knows it."""
    for pattern, row in _COMPILED:
        if found := pattern.search(text[:_MAX_READ]):
            return " ".join(filter(None, found.groups())) if ".*" in row.pattern and found.lastindex else found[0]
    return None

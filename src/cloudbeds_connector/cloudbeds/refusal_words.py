"""Decides which words are Cloudbeds' own, as far as its refusals are known: none of them can be a guest's name."""

from __future__ import annotations

_WORDS = """
    a access_denied access_token accessing account action active adjust administrator all allowed already an and any
    anymore api approved apps are as association at authorization be been block blocked body by call canceled cannot
    check client closed code completed condition connection could date dates day days deleted denied details device do
    does doesn't email enabled enddate endpointurl error event exceeded exist exists expired failed field following
    for format found from fully given grant granted group guest guestid guests has have header hotel id ids if in
    included input internal invalid invalid_client invalid_grant invalid_request is it its json key less limit list
    longer made malformed many match method missing more must name newroomid no none not note oauth object of off on
    once one only or out owner parameter parameters password people permission please post problem properties property
    property's propertyid propertyids quota range rate refresh request requested requests required reservation
    reservationid reservationroomid resource revoked room roomblocktype roomcondition roomid roomids rooms roomtypeid
    s scope sent server server_error service should specify startdate status string subreservationid subscription
    subscriptionid success success_false temporarily that the there this time to together token too type unauthorized
    unavailable unknown unsupported_grant_type user valid value was web webhook when which while who with wrong you
    your
"""
#: In lower case.
WORDS = frozenset(_WORDS.lower().split())

"""Decides which words are Cloudbeds' own, as far as its refusals are known. No other word of a refusal is repeated."""

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
    above after always assigned audit available
    balance because before begin below between booked booking both busy cancelled
    change changed characters checked checkin checkout clean condition content contains days different dirty does
    during each empty end ended ends enough entered every expected feature first from further future greater had
    housekeeper housekeeping id inspected instead invalid_scope last later least length less limited lines locked
    longer maximum minimum minute minutes month months more most night nights numeric occupied old open order
    other overlaps page part past payment positive possible previous rate rates read reached reason received
    recorded required same second seconds select selected sent since size start started starts state still
    supported taken text than then they too under until update updated use used using vacant version want was
    were write year years yet zero
"""
_PARAMETERS = """
    actiontext adjustprice allotmentblockcode authheadername authheadervalue checkin checkinfrom checkinto checkout
    checkoutfrom checkoutto customfieldid datecreated datesquerymode deletereservationnote deleteroomblock
    deletewebhook detailedrates donotdisturb enddate endpointurl entityid entitytype errormessage eventcode
    eventtype excludesecondaryguests excludestatuses firstname getappsettings getappstate getavailableroomtypes
    getcustomfields getdashboard getguest getguestlist getguestsbystatus getguestsmodified gethoteldetails gethotels
    gethousekeepers gethousekeepingstatus getreservation getreservationassignments getreservationnotes
    getreservationroomdetails getreservations getreservationswithratedetails getroomblocks getrooms
    getroomsunassigned getroomtypes getusers getwebhooks groupcode guestcellphone guestemail guestfirstname guestid
    guestlastname guestphone housekeeperid housekeeperids includeallrooms includecustomfields includedeleted
    includeguestinfo includeguestrequirements includeguestsdetails includeroomrelations includesharedrooms inhouse
    lastname lengthofholdinhours maxguests maxrate minrate modifiedfrom modifiedto newroomid objectid objecttype
    oldroomid pagenumber pagesize postapperror postappstate posthousekeepingassignment posthousekeepingstatus
    postreservationnote postroomassign postroomblock postroomcheckin postroomcheckout postwebhook promocode
    propertycity propertyid propertyids propertyname putreservationnote putroomblock rateplanid refusedservice
    reservationcheckout reservationcheckoutfrom reservationcheckoutto reservationid reservationnote
    reservationnoteid reservationroomid resultsfrom resultsto retryurl roomblockid roomblockreason roomblocktype
    roomcomments roomcondition roomid roomids roomname roomoccupied roomtypeid roomtypeids roomtypename
    roomtypenameshort sortby sortbyrecent sourceid sourcereservationid startdate statuscode subreservationid
    subscriptionid userid vacantpickup
"""
#: In lower case.
WORDS = frozenset((_WORDS + _PARAMETERS).lower().split())

"""`WaysideConnector`: Wayside as a connector for the engine, its capabilities, and the ports of a session."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from urllib.parse import quote

from typing_extensions import Unpack

from cloudbeds_connector.errors import ConfigurationError
from cloudbeds_connector.http import HttpClient, Options
from cloudbeds_connector.pms import model
from cloudbeds_connector.pms.capabilities import Capabilities
from cloudbeds_connector.pms.hotel_time import to_milliseconds
from cloudbeds_connector.pms.pages import id_chunks, one_page
from cloudbeds_connector.pms.ports import Clock, Credentials, Lane, Limiter, Page, PmsAccount
from cloudbeds_connector.pms.subscriptions import RemovalReport, SubscriptionReport
from cloudbeds_connector.pms.tokens import TokenStore

from . import mapping
from .transport import PAGE_SIZE, WAYSIDE, listing, open_client, put

#: What Wayside offers, by its documentation.
CAPABILITIES = Capabilities(
    webhooks="api",
    event_id=True,
    change_feed="modified",
    deleted_visible=True,
    occupancy="native",
    inspected=True,
    segments="sub_reservation",
    blocks=True,
    write_condition=True,
    requests_per_second=WAYSIDE.requests_per_second,
    max_page=PAGE_SIZE,
    read_lag=timedelta(seconds=5),
)


class WaysideConnector:
    """Wayside behind `pms.ports.PmsConnector`. It holds no connection itself.

    `options` are those of `HttpClient` for every session, such as ``base_url`` and ``timeout``.
    """

    slug = "wayside"
    capabilities = CAPABILITIES

    def __init__(self, **options: Unpack[Options]) -> None:
        self._options = options

    def open(
        self, account: PmsAccount, credentials: Credentials, *, limiter: Limiter, clock: Clock, tokens: TokenStore
    ) -> WaysideSession:
        """Open one house; no request is made yet. There are no settings, and no tokens that are renewed."""
        if account.settings:
            raise ConfigurationError("Wayside has no settings.", next_action="Connect the property without any.")
        options: Options = {**self._options, "limiter": limiter, "clock": clock}
        return WaysideSession(open_client(credentials, **options), account.pms_property_id)

    def parse(self, body: bytes, *, content_type: str | None = None) -> Sequence[model.Hint]:
        """The hint in a message, whose sender is not verified. `WebhookRejectedError` for anything else."""
        return [mapping.to_hint(body)]


class WaysideSession:
    """One house, opened with one token. Without a house, only `directory.properties` works."""

    def __init__(self, client: HttpClient, house: str | None) -> None:
        self._client = client
        self.directory = WaysideDirectory(client, house)
        self.stays = WaysideStays(client, house)
        self.room_states = WaysideRoomStates(client, house)
        self.blocks = WaysideBlocks(client, house)
        self.events = WaysideEvents(client, house)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


class _Port:
    def __init__(self, client: HttpClient, house: str | None) -> None:
        self._client = client
        self._house = house

    def _path(self, name: str) -> str:
        if self._house is None:
            raise ConfigurationError("No house is chosen.", next_action="Open the account with its pms_property_id.")
        return f"houses/{quote(self._house, safe='')}/{name}"


class WaysideDirectory(_Port):
    """Houses, kinds and chambers, in the BULK lane."""

    def properties(self) -> Sequence[model.ListedProperty]:
        """Every house of the token."""
        return list(self._client.rows(listing("houses", "property", "house", mapping.to_listed_property)))

    def times(self, pms_property_id: str) -> model.PropertyTimes:
        """The times of a house, which are in the list of houses too."""
        houses = listing("houses", "property", "house", lambda row: (str(row["house"]), row))
        return mapping.to_property_times(dict(self._client.rows(houses))[pms_property_id])

    def room_types(self) -> Sequence[model.RoomType]:
        """The house's kinds of chambers."""
        return list(self._client.rows(listing(self._path("kinds"), "room_type", "kind", mapping.to_room_type)))

    def rooms(self) -> Page[model.Room]:
        """Every chamber; `sent_at` is that of the first page."""
        chambers = listing(self._path("chambers"), "room", "chamber", mapping.to_room)
        return one_page(self._client.rows(chambers).pages())


class WaysideStays(_Port):
    """Parties, by code, by the instant of their last change, or by the day on which their last line ends."""

    def get(self, reservation_ids: Sequence[str], *, lane: Lane = Lane.REALTIME) -> Iterator[Page[model.Reservation]]:
        """These parties, fifty a call. Wayside leaves out a code that it does not know."""
        queries = [{"codes": ",".join(codes)} for codes in id_chunks(reservation_ids, PAGE_SIZE)]
        return self._pages(queries, lane)

    def changed(self, since: datetime) -> Iterator[Page[model.Reservation]]:
        """Those changed at or after `since`. Wayside's instants are UTC, so there is no overlap."""
        return self._pages([{"changedFrom": str(to_milliseconds(since))}], Lane.BULK)

    def window(self, start: date, end: date) -> Iterator[Page[model.Reservation]]:
        """Those that leave on a day from `start` to `end`."""
        return self._pages([{"leavesFrom": f"{start:%Y%m%d}", "leavesTo": f"{end:%Y%m%d}"}], Lane.BULK)

    def _pages(self, queries: Sequence[Mapping[str, str]], lane: Lane) -> Iterator[Page[model.Reservation]]:
        path = self._path("parties")
        listings = [listing(path, "reservation", "code", mapping.to_reservation, query) for query in queries]
        return self._client.rows(*listings, lane=lane).pages()


class WaysideRoomStates(_Port):
    """The care of the chambers."""

    def snapshot(self, *, lane: Lane = Lane.REALTIME) -> Iterator[Page[model.RoomState]]:
        """The care of every chamber."""
        care = listing(self._path("care"), "room_state", "chamber", mapping.to_room_state)
        return self._client.rows(care, lane=lane).pages()

    def set_condition(self, room_id: str, condition: model.Condition) -> model.RoomState:
        """Set how tidy a chamber is. The answer is the care of the chamber."""
        document = {"tidy": mapping.TIDINESS_WORDS[model.known_condition(condition)]}
        call = put("care.set", self._path(f"care/{quote(room_id, safe='')}"), document, mapping.to_room_state)
        return self._client.execute(call, lane=Lane.REALTIME)


class WaysideBlocks(_Port):
    """Closures."""

    def window(self, start: date, end: date) -> Iterator[Page[model.RoomBlock]]:
        """Closures that touch a day from `start` to `end`."""
        days = {"from": f"{start:%Y%m%d}", "to": f"{end:%Y%m%d}"}
        closures = listing(self._path("closures"), "block", "closure", mapping.to_room_block, days)
        return self._client.rows(closures).pages()


class WaysideEvents(_Port):
    """Bells: an address that Wayside sends its messages to. There is one bell for an address."""

    def ensure_subscriptions(self, endpoint_url: str) -> SubscriptionReport:
        """Send the messages of every subject to `endpoint_url`. Repeating the call adds no second bell."""
        subjects = tuple(mapping.SUBJECTS)
        document = {"address": endpoint_url, "about": subjects}
        call = put("bells.put", self._path("bells"), document, lambda answer: bool(answer["isNew"]))
        is_new = self._client.execute(call)
        return SubscriptionReport(created=subjects) if is_new else SubscriptionReport(existing=subjects)

    def remove_subscriptions(self, is_ours: Callable[[str], bool]) -> RemovalReport:
        """Wayside lists no bells, and has no call that ends one."""
        return RemovalReport(manual="Have Wayside's support end the bell of this address.")

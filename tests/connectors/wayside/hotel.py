"""The staged hotel for the connector contract: six chambers, two parties upstairs and two awaited."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from typing_extensions import override

from cloudbeds_connector.pms.ports import Credentials, PmsAccount
from cloudbeds_connector.testing import ManualClock
from cloudbeds_connector.testing.contracts import Guest, StagedHotel

from .connector import WaysideConnector
from .server import Wayside

TOKEN = "wayside-token-7Kq2vX9pLm4R"


def new_wayside(clock: ManualClock) -> Wayside:
    """A system with a few parties."""
    wayside = Wayside(TOKEN, clock)
    chambers = [wayside.add_chamber(str(number)) for number in range(101, 107)]
    start = f"{clock.now().date() - timedelta(days=1):%Y%m%d}"
    for number, stage in enumerate(("upstairs", "upstairs", "awaited", "awaited")):
        line = {"line": 1, "chamber": chambers[number], "kind": 1, "stage": stage, "from": start, "nights": 2}
        party = {"code": f"W{1000 + number}", "name": "Ada Lovelace", "struck": False, "lines": [line]}
        wayside.put_party(party)
        wayside.care[chambers[number]]["someoneIn"] = stage == "upstairs"
    return wayside


class WaysideHotel(StagedHotel):
    """Wayside, changed by its staff and not through the connector."""

    clock: ManualClock

    def __init__(self, wayside: Wayside, base_url: str, clock: ManualClock) -> None:
        self.wayside = wayside
        self.clock = clock
        self.base_url = base_url
        self.connector = WaysideConnector(base_url=base_url)
        self.account = PmsAccount(connection_id="c1", pms_property_id="7", timezone="Europe/Lisbon")
        self.credentials = Credentials(TOKEN)
        self.secrets = [TOKEN]

    @override
    def today(self) -> date:
        return self.clock.now().date()  # Lisbon's winter time is UTC

    @override
    def rooms(self) -> list[str]:
        return [str(chamber) for chamber in self.wayside.chambers]

    def _guests(self, stage: str) -> list[Guest]:
        return [
            Guest(
                reservation_id=party["code"],
                segment_id=f"{party['code']}/{line['line']}",
                room_id=str(line["chamber"]),
            )
            for party in self.wayside.parties.values()
            for line in party["lines"]
            if line["stage"] == stage and not party["struck"]
        ]

    @override
    def in_house(self) -> list[Guest]:
        return self._guests("upstairs")

    @override
    def expected(self) -> list[Guest]:
        return self._guests("awaited")

    def _change(self, guest: Guest, *, struck: bool = False, **changes: Any) -> None:
        party = self.wayside.parties[guest.reservation_id]
        self.wayside.put_party({**party, "struck": struck, "lines": [{**party["lines"][0], **changes}]})

    @override
    def check_out(self, guest: Guest) -> None:
        self._change(guest, stage="gone")
        self.wayside.care[int(guest.room_id or 0)].update(tidy="unswept", someoneIn=False)

    @override
    def move(self, guest: Guest, room_id: str) -> None:
        self._change(guest, chamber=int(room_id))
        self.wayside.care[int(guest.room_id or 0)].update(tidy="unswept", someoneIn=False)
        self.wayside.care[int(room_id)]["someoneIn"] = True

    @override
    def cancel(self, guest: Guest) -> None:
        self._change(guest, stage="called-off")

    @override
    def delete(self, guest: Guest) -> None:
        self._change(guest, struck=True)

    @override
    def soil(self, room_id: str) -> None:
        self.wayside.care[int(room_id)]["tidy"] = "unswept"

    @override
    def block(self, room_id: str, start: date, end: date) -> None:
        days = {"from": f"{start:%Y%m%d}", "until": f"{end:%Y%m%d}"}
        self.wayside.closures[1] = {"closure": 1, "why": "repairs", "chamber": int(room_id), **days}

    @override
    def spoil(self, row_id: str) -> bool:
        party = self.wayside.parties.get(row_id)
        if party is None:
            del self.wayside.chambers[int(row_id)]["door"]
            self.wayside.care[int(row_id)].update(someoneIn=None, tidy=["swept"])
        else:
            self.wayside.parties[row_id] = {**party, "lines": [{**party["lines"][0], "stage": ["gone"]}]}
        return True

    @override
    def message(self, guest: Guest) -> bytes:
        return self.wayside.message(about="party", code=guest.reservation_id)

    @override
    def revoke(self) -> None:
        self.wayside.is_revoked = True

    @override
    def fail(self) -> None:
        self.wayside.is_down = True

    @override
    def recover(self) -> None:
        self.wayside.is_down = False

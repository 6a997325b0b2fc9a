"""A process that calls the hotel by OAuth on command: ``go`` on standard input, one word of answer each time.

Arguments: base URL, store URL, keys. With a fourth, a verb of the store, it stops there for ever when it is to renew.
"""

from __future__ import annotations

import sys
from datetime import datetime
from threading import Event

from cloudbeds_connector.cloudbeds import CloudbedsClient, OAuth
from cloudbeds_connector.pms.limiter import NoLimit
from cloudbeds_connector.pms.tokens import Token
from cloudbeds_connector.secrets import KeyRing
from cloudbeds_connector.stores.tokens import StoreTokens
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


class StoppingTokens(StoreTokens):
    """Stops after it has got the lease (`lease`), or before it saves (`save`)."""

    stops_at = ""

    def lease(self, name: str, *, holder: str, now: datetime, until: datetime) -> bool:
        got = super().lease(name, holder=holder, now=now, until=until)
        self._stop_at("lease")
        return got

    def save(self, name: str, token: Token) -> bool:
        self._stop_at("save")
        return super().save(name, token)

    def _stop_at(self, verb: str) -> None:
        if verb == self.stops_at:
            say("stopped")
            Event().wait()


def main() -> None:
    base_url, store_url, keys, *stops_at = sys.argv[1:]
    tokens = StoppingTokens(SqlAlchemyStore(store_url), KeyRing.from_text(keys))
    tokens.stops_at = "".join(stops_at)
    auth = OAuth("the-app", "client-canary", tokens=tokens, name="c1", base_url=base_url)
    client = CloudbedsClient(auth, base_url=base_url, limiter=NoLimit(), attempts=1)
    say("ready")
    for _ in sys.stdin:
        try:
            answer = "ok" if client.call("getHotels")["success"] else "no"
        except Exception as error:
            answer = repr(error)
        say(answer)


if __name__ == "__main__":
    main()

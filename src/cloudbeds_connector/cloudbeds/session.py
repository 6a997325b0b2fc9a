"""`CloudbedsSession`: one property of Cloudbeds, opened with one credential."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from ..pms.parts import Part
from ..pms.ports import Clock
from ..secrecy import NotPickled
from .client import CloudbedsClient
from .events import CloudbedsEvents, end_app_access
from .ports import CloudbedsBlocks, CloudbedsDirectory, CloudbedsRoomStates, CloudbedsStays
from .settings import CloudbedsSettings

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from ..pms.probing import Probe


class CloudbedsSession(NotPickled):
    """One property of Cloudbeds, opened with one credential. `client` is for what no port covers.

    `is_app`: the credential is one of an app. `replaced` are the parts that were refused before and are read by other
    calls (`pms.parts.Part`).
    """

    def __init__(
        self,
        client: CloudbedsClient,
        settings: CloudbedsSettings,
        clock: Clock,
        *,
        on_close: Callable[[], object],
        replaced: Collection[str] = (),
        is_app: bool = False,
    ) -> None:
        self.client = client
        self._on_close = on_close
        self._is_app = is_app
        self.directory = CloudbedsDirectory(client, clock, refused=Part.ROOMS in replaced)
        self.stays = CloudbedsStays(client, settings, refused=Part.STAYS in replaced)
        self.room_states = CloudbedsRoomStates(client)
        self.blocks = CloudbedsBlocks(client, settings)
        self.events = CloudbedsEvents(client)
        self._clock = clock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def probe(self, *, allow_writes: bool = False, webhook_url: str | None = None) -> Probe:
        """Find out about this account what Cloudbeds' documentation leaves open; see `pms.probing.Probing`."""
        from .probing import probe

        return probe(self.client, self._clock, allow_writes=allow_writes, webhook_url=webhook_url)

    def revoke(self) -> str | None:
        """End the app's access to the property; see `pms.subscriptions.Revoking`."""
        return end_app_access(self.client, is_app=self._is_app)

    def close(self) -> None:
        """Close the connections, and save a token that the store has not taken yet."""
        self.client.close()
        self._on_close()

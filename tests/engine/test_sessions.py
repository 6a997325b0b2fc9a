"""A session lasts as long as what it was opened with."""

from __future__ import annotations

from dataclasses import replace

from cloudbeds_connector import CloudbedsConnector, Credentials, Integration, MemoryStore
from cloudbeds_connector.engine.connecting import connect
from cloudbeds_connector.testing import SimulatedHotel


def test_a_session_is_opened_anew_when_the_connection_is_another() -> None:
    hotel = SimulatedHotel.small()
    with hotel.serve() as server:
        integration = Integration(
            connector=CloudbedsConnector(base_url=server.base_url),
            store=MemoryStore(),
            credentials=lambda _: Credentials("cbat_simulated"),
            clock=hotel.clock,
        )
        with integration:
            connection = connect(integration, "my-hotel")
            first = integration.session(connection)
            assert integration.session(connection) is first
            probed = replace(connection, settings={**connection.settings, "modified_zone": "property"})
            assert integration.session(probed) is not first
            assert list(first.stays.window(hotel.today(), hotel.today())), "who has it still may go on with it"

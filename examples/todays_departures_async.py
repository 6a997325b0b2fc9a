import asyncio

from cloudbeds_connector import ApiKey, AsyncCloudbedsClient
from cloudbeds_connector.testing import SimulatedHotel


async def main(hotel: SimulatedHotel, base_url: str) -> None:
    async with AsyncCloudbedsClient(ApiKey("cbat_simulated"), base_url=base_url) as client:
        leaving = client.reservations.with_rate_details(check_out_from=hotel.today(), check_out_to=hotel.today())
        async for stay in leaving:
            print(*(f"{room.room_name} {stay.reservation_id} {room.room_status}" for room in stay.rooms), sep="\n")


with (hotel := SimulatedHotel.small()).serve() as server:
    asyncio.run(main(hotel, server.base_url))

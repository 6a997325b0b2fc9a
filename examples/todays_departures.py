from cloudbeds_connector import ApiKey, CloudbedsClient
from cloudbeds_connector.testing import SimulatedHotel

hotel = SimulatedHotel.small()  # for a real one: your own key, and no base_url
with hotel.serve() as server, CloudbedsClient(ApiKey("cbat_simulated"), base_url=server.base_url) as client:
    today = hotel.today()
    for stay in client.reservations.with_rate_details(check_out_from=today, check_out_to=today):
        for room in stay.rooms:
            print(room.room_name, stay.reservation_id, room.room_status)

"""The hotel on each store of the deliveries' tests."""

from ..deliveries.conftest import empty_database, hotel

__all__ = ["empty_database", "hotel"]

"""The hotel on each store of the deliveries' tests."""

from ..deliveries.conftest import hotel

__all__ = ["hotel"]

"""The contract of `Store`: subclass `StoreContract` and give it a `store` fixture.

class TestMyStore(StoreContract):
    @pytest.fixture
    def store(self):
        return MyStore(...)          # empty, its tables made
"""

from __future__ import annotations

import pytest

from ....stores.port import Store
from .queue import QueueContract
from .select import SelectContract
from .together import TogetherContract
from .values import ValuesContract
from .verbs import VerbsContract


class StoreContract(VerbsContract, SelectContract, ValuesContract, QueueContract, TogetherContract):
    """Everything a store must do. Define the `store` fixture: an empty store, safe to use from several threads."""

    @pytest.fixture
    def store(self) -> Store:
        """An empty store, its tables made."""
        raise NotImplementedError("Override the `store` fixture.")

"""The engine: reasons to look again come in, what is seen is compared with the store, and work follows.

It knows no hotel system; it gets a `PmsConnector`. `Integration` is the one object a host holds.
"""

from .integration import Integration
from .settings import EngineSettings
from .worker import Worker, WorkReport

__all__ = ["EngineSettings", "Integration", "WorkReport", "Worker"]

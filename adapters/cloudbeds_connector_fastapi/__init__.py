"""The connector's HTTP surface as a FastAPI router."""

from .router import integration_router

__all__ = ["integration_router"]

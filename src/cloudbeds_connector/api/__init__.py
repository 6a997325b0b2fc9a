"""The HTTP surface as values. Web adapters loop over `ENDPOINTS`; no framework is imported here."""

from .endpoint import ApiRequest, ApiResponse, Endpoint, Permission
from .table import ENDPOINTS, answer

__all__ = ["ENDPOINTS", "ApiRequest", "ApiResponse", "Endpoint", "Permission", "answer"]

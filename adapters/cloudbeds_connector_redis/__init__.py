"""A rate limit and idempotency keys that processes share through Redis."""

from .idempotency import RedisIdempotencyStore
from .limiter import RedisLimiter

__all__ = ["RedisIdempotencyStore", "RedisLimiter"]

"""What processes share through Redis: the rate of a credential, and which work was done already."""

from .idempotency import RedisIdempotencyStore
from .limiter import RedisLimiter

__all__ = ["RedisIdempotencyStore", "RedisLimiter"]

"""The contract of Limiter."""

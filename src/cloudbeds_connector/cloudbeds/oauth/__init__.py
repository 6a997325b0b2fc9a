"""OAuth 2.0: connecting a hotel, and a token that is renewed once for all who use it. Imported on first use."""

from .oauth import OAuth

__all__ = ["OAuth"]

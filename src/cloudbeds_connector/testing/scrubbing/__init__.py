"""Scrubbing of vcrpy cassettes: recorded with a `Scrubber`, they contain no guest data and no secret."""

from .scrubber import LEFT_OUT, Scrubber, TokenCallError

__all__ = ["LEFT_OUT", "Scrubber", "TokenCallError"]

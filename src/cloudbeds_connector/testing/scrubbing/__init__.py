"""What a cassette of a real hotel may keep: record with vcrpy and a `Scrubber`, and no guest and no secret is in it."""

from .scrubber import LEFT_OUT, Scrubber, TokenCallError

__all__ = ["LEFT_OUT", "Scrubber", "TokenCallError"]

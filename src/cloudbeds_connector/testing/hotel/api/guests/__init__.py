"""The methods about guests, and how a guest is written into an answer."""

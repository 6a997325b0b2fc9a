"""The questions of a probe: one function for each, which only the account itself can answer."""

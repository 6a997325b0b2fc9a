"""An end-to-end reading suite: played from cassettes, against the simulated hotel, or against a sandbox account."""

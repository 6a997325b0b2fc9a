"""The ledger: a record of what was true in a simulated hotel, and of what its API has shown."""

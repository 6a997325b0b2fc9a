"""The oracle: a verdict on every vacate of the ledger, from the tasks and decisions of a store."""

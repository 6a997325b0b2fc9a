"""Deliveries to the host: calling its sinks, and what becomes of a delivery that fails."""

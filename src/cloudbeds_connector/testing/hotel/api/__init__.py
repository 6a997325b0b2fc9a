"""The simulated hotel's HTTP API: v1.3's methods, one module per resource, and a table that names them all."""

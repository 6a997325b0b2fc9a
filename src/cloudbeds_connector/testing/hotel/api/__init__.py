"""The simulated hotel's HTTP API: a module per resource, and a table that names all methods of v1.3 and v2."""

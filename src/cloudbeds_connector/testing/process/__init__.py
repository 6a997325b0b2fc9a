"""A simulated hotel in a process of its own: the program, its control API, and the client of that API."""

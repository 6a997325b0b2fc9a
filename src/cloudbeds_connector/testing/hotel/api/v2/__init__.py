"""The part of the v2 API that the simulated hotel has."""

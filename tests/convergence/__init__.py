"""The convergence machine: random histories of hotels, channels, workers and crashes, each with one right ending."""

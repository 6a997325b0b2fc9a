"""The neutral kernel: what a hotel is, for any hotel system. Values, facts, tasks, ports; no I/O."""

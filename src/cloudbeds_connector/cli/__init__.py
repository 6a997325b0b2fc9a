"""The command line: the composition root, where connector, store and host are put together."""

"""Commands about connections: `connect` and `disconnect`."""

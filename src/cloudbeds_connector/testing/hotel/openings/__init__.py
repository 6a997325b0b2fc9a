"""Ready-made hotels, as they are on the morning they open."""

"""Working for hotels in the background: the worker, how it stands, and putting back what it gave up."""

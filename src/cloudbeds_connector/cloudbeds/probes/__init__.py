"""The questions about an account that only the account can answer: one small function each."""

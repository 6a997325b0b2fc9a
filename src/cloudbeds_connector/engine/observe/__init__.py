"""What a look shows, and what it changes in the store."""

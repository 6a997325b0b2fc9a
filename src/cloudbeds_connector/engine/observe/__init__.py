"""What a look at the hotel system shows, and what it changes in the store."""

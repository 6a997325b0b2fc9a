"""The methods about reservations: listings, details, assignments, notes, check-in and check-out."""

"""What follows from what the store knows: the view of the hotel, its plan, and the reasons."""

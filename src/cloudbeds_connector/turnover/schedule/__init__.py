"""When a room should be ready, and how urgent it is: arithmetic over instants."""

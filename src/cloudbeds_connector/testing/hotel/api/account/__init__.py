"""The methods about the property, its users, its connected app and its webhook subscriptions."""

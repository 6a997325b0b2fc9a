"""The typed calls of Cloudbeds' API in groups, as the clients offer them. Each group is imported on first use."""

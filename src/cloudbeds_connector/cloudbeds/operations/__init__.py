"""The calls of Cloudbeds' API as values. Each module is imported on first use."""

"""The rows of the decision table as functions, by topic."""

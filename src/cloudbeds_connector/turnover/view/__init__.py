"""The hotel, its guests and its blocks as the rules look them up."""

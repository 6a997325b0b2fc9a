"""The methods of `CloudbedsClient`, grouped as people think of them. Each group is imported on first use."""

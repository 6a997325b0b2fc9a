"""The neutral HTTP core that every connector shares."""

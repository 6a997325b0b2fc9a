"""The methods about rooms: types, blocks, availability and housekeeping."""

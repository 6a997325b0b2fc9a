"""Wayside, an invented hotel system: its connector, its server, its staged hotel, and their tests."""

"""Turnover tasks: their changes while a plan is made, their due times, and the board."""

"""A scripted hotel day: a seeded list of timed steps that the front desk and housekeeping carry out."""

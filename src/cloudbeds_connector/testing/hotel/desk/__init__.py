"""The front desk of the simulated hotel: rooms, bookings, stays, housekeeping and the connected app, in layers."""

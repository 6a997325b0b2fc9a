"""Access to a hotel system: which parts of it an account may read, finding the property, and giving access up."""

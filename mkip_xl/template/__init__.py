"""Templates: compiled once, planned per shape, filled with nothing lost."""

"""Functions in cells: one catalogue, every kind of Excel."""

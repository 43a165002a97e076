"""Whole minor units and their division: the parts always add."""

"""How the shipped templates are designed: one house style, one module for each appendix."""

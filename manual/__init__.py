"""The manual: generated from the program, built with `python -m manual`."""

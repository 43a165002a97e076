"""The partnership's rules: pure functions and frozen dataclasses; no files, no clock, no logging."""

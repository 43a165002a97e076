"""Fuzzing is a command of its own, not a test: nothing here is collected."""

collect_ignore_glob = ["fuzz_*.py"]

"""What each appendix says."""

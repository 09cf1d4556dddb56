"""One door for callers."""

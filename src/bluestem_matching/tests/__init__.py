"""Tests of `bluestem_matching`; the full numbers are in `tests/prove/matching*.py`."""

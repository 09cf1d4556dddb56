"""Bluestem: everything a grass-roots professional network needs, in one application."""

__version__ = "0.1.0"

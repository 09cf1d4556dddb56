"""The front's pages."""

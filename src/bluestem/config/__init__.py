"""The doorway: environment, Django's settings, the table of addresses, the server's entry.

Not a room: no tables, no words of the community. It may name every room; no room imports it,
except the process commands of `front`, which start what is configured here.
See docs/decisions/0002-config-is-the-doorway.md.
"""

"""Who did what, when: an append-only, hash-chained table.

Not for: names (they are looked up when shown), or what anonymous things were.
Calls the kit alone.
"""

"""The front: home, editable pages, the organisers' desk, figures, the running of the program.

Not for: rules or changes of its own; it gathers what the rooms below offer.
Calls every room.
"""

"""Bring in the community's people from the list it has: read, compare, write.

`reading` turns a file into rows or faults and knows no database; `comparing` says what those rows
would change; `bluestem.members.actions.importing` writes it, all or nothing.
"""

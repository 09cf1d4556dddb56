"""Bring in events from the list or the calendar a community has: read, compare, write.

`opening` tells tables from calendars; `tables` and `calendars` turn them into entries or faults and
know of the database only which series there are; `comparing` says what the entries would change;
`bluestem.events.actions.importing` writes it, all or nothing.
"""

"""People: members, departments, institutions, roles with terms, consent, mailing lists, import.

Not for: what members do together (events, mentoring, outreach), or how mail travels.
Calls mailroom, community, audit and kit.
"""

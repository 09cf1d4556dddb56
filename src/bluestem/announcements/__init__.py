"""What organisers write to a mailing list: written, approved by a second person, released.

Not for: how mail travels (mailroom), Friday Links (newsletter).
Calls members, mailroom, community, audit and kit; events, mentoring and outreach make drafts here.
"""

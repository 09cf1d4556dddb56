"""From letter to delivery: rendering, sending, stopping, what became of each mail.

Not for: members and mailing lists; it knows an address, a language and an opaque recipient.
Calls community, audit and kit.
"""

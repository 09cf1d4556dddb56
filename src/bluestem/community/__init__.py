"""What this installation is: name, languages, time zone, switches, the pages steering edits.

Not for: people, departments (members).
Calls audit and kit.
"""

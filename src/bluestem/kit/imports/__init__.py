"""Bring in a list that people have: what every room that takes one shares.

`columns` tells which heading is which field, `reading` turns rows into things or faults, `result`
counts what came of it; `models`, `running`, `forms` and `pages` are the way through a browser,
`command` the one from the console. What a list holds, and how it is written, is the room's.
"""

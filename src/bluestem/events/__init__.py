"""Events of every series: from the idea to the thanks, with fair places and a calendar.

Not for: how announcements travel (announcements), who is paired with whom (mentoring).
Calls announcements, members, mailroom, community, audit, kit and bluestem_matching; only front
calls it.
"""

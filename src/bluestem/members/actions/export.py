"""The directory as a file, for the steering committee."""

import csv
import io

from django.core.exceptions import PermissionDenied
from django.db import transaction

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.kit.spreadsheets import harmless
from bluestem.members import rules
from bluestem.members.queries.desk import export_rows

COLUMNS = (
    "name",
    "address",
    "pronouns",
    "department",
    "institution",
    "affiliation",
    "languages",
    "interests",
    "joined_on",
    "joined_on_estimated",
)


@transaction.atomic
def export_directory(*, actor: Actor) -> bytes:
    """Return the active members as CSV: of each, the fields she shows to organisers.

    Whoever hides her name from them is not in it. Together: the reading and its audit line.
    Raises: PermissionDenied.
    """
    if not rules.can_export(actor):
        raise PermissionDenied
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    count = 0
    for row in export_rows(rules.circle_of(actor)):
        writer.writerow([harmless(cell) for cell in row])
        count += 1
    note(actor=actor, deed="exported directory", kind="members", key="all", facts={"count": count})
    return b"\xef\xbb\xbf" + text.getvalue().encode()

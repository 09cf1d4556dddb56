"""Order between what would otherwise miss each other on PostgreSQL; SQLite has one writer."""

from zlib import crc32

from django.db import connection

from bluestem.mailroom.models import Mailing

LIST_LOCK = 7_340_212  # a class of advisory locks; any number that nothing else uses


def hold_list(list_key: str) -> None:
    """Let mailings to a list, and stops of it, wait for each other until the transaction ends.

    Without it, somebody who stops between the reading of the list and the writing of the
    deliveries is missed by both.
    """
    if list_key and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            key = crc32(list_key.encode()) - 2**31
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LIST_LOCK, key])


def held(mailing: Mailing) -> Mailing:
    """Return the mailing as it is now, and keep it until the transaction ends."""
    return Mailing.objects.select_for_update().get(pk=mailing.pk)

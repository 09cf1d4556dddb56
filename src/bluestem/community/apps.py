from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from django.apps import AppConfig
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from bluestem.kit.commands import surround


class CommunityConfig(AppConfig):
    name = "bluestem.community"

    def ready(self) -> None:
        surround(in_its_zone)


@contextmanager
def in_its_zone() -> Iterator[None]:
    """Let a command, and the tasks a worker runs, have the community's day."""
    from bluestem.community.models import Community

    name = None
    # A look into a database that is not there yet would leave an empty file behind.
    if settings.DATABASE_URL or Path(settings.DATABASES["default"]["NAME"]).exists():
        try:
            name = Community.objects.values_list("time_zone", flat=True).filter(id=1).first()
        except DatabaseError:
            name = None
    with timezone.override(ZoneInfo(name) if name else None):
        yield

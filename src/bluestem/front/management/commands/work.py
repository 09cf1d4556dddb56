import os
import socket
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections
from django.utils.translation import gettext as _

from bluestem.community.models import Community
from bluestem.config import processes, upkeep
from bluestem.kit.commands import Command as BaseCommand
from bluestem.kit.errors import Refusal


class Command(BaseCommand):
    help = "Run one more worker and mail sender, on this or another machine (PostgreSQL)."
    takes_json = False

    def work(self, **options: Any) -> None:
        if not (upkeep.has_database() and Community.objects.exists()):
            raise Refusal(_("There is no community in this database yet. Make one: bluestem init"))
        name = f"work-{os.getpid()}"
        settings.DATA.mkdir(parents=True, exist_ok=True)
        with processes.hold(settings.DATA, name):
            connections.close_all()
            slot = f"{socket.gethostname()[:40]}-{os.getpid()}"
            supervision = processes.Supervision(processes.extra_programs(slot), settings.DATA, name)
            self.stdout.write(_("One more worker and mail sender are at work."))
            self.stdout.flush()
            if supervision.wait():
                raise CommandError(
                    _("The program ended by itself; %(folder)s/logs says why.")
                    % {"folder": settings.DATA}
                )

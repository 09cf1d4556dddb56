"""Print an address that signs one member in, once, within ten minutes."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from bluestem.kit.commands import Command as BaseCommand
from bluestem.members import actions
from bluestem.members.queries.console import actor_named


class Command(BaseCommand):
    """`bluestem sign-in ADDRESS`."""

    help = (
        "Print a one-time address that signs a member in. It works once, within ten minutes, is "
        "noted in the audit, and the member is told by mail."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("address", help="the member's mail address")
        parser.add_argument("--as", dest="actor", metavar="ADDRESS", help="who acts")

    def work(self, **options: Any) -> dict[str, str]:
        """Make the address."""
        path = actions.make_one_time_address(
            actor=actor_named(options["actor"]), address=options["address"]
        )
        return {"address": settings.SITE_URL + path}

    def say(self, result: dict[str, str]) -> None:
        """Print the address alone on standard output, so that it can be piped."""
        self.stdout.write(result["address"])
        self.stderr.write(_("It works once, for ten minutes. The member is told by mail."))

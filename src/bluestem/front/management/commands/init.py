from argparse import ArgumentParser
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from bluestem.audit.actors import CONSOLE
from bluestem.community.actions import found
from bluestem.community.errors import AlreadyFounded
from bluestem.community.models import Community
from bluestem.config import keys, upkeep
from bluestem.events.actions import make_default_series
from bluestem.kit.commands import Command as BaseCommand
from bluestem.kit.errors import Refusal
from bluestem.members.actions import make_default_lists, make_first_organiser

LANGUAGES = ("en", "fr")


class Command(BaseCommand):
    help = "Make a community in the data folder: tables, keys, mailing lists, first organiser."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--name", required=True, help="the community's name")
        parser.add_argument(
            "--organiser", required=True, help="mail address of the first organiser"
        )
        parser.add_argument("--language", default="en", help="en or fr")
        parser.add_argument("--time-zone", default="Europe/Zurich", help="such as Europe/Zurich")

    def work(self, **options: Any) -> dict[str, str]:
        name = self._checked(options)
        if upkeep.has_database() and Community.objects.exists():
            raise AlreadyFounded
        upkeep.make_tables()
        keys.make(settings.DATA)
        with transaction.atomic():
            found(
                actor=CONSOLE,
                name=name,
                language=options["language"],
                time_zone=options["time_zone"],
            )
            make_default_lists()
            make_default_series(actor=CONSOLE)
            member = make_first_organiser(
                actor=CONSOLE, address=options["organiser"], language=options["language"]
            )
        return {"community": name, "organiser": member.address or "", "folder": str(settings.DATA)}

    def _checked(self, options: dict[str, Any]) -> str:
        name: str = options["name"].strip()
        if not name or len(name) > 120 or not name.isprintable():
            raise WrongOption("--name", options["name"], _("1 to 120 printable letters"))
        try:
            validate_email(options["organiser"].strip())
        except ValidationError:
            raise WrongOption("--organiser", options["organiser"], _("a mail address")) from None
        if options["language"] not in LANGUAGES:
            raise WrongOption("--language", options["language"], _("en or fr"))
        if options["time_zone"] not in available_timezones():
            raise WrongOption("--time-zone", options["time_zone"], _("a name like Europe/Zurich"))
        return name

    def say(self, result: dict[str, str]) -> None:
        self.stdout.write(
            _(
                "%(community)s is founded in %(folder)s.\n"
                "Keep a copy of its keys folder apart from your backups: without it, confidential "
                "fields cannot be read.\n"
                "Next: bluestem run, and in another terminal bluestem sign-in %(organiser)s"
            )
            % result
        )


class WrongOption(Refusal):
    """A word after an option cannot be used."""

    def __init__(self, option: str, found: str, expected: str) -> None:
        super().__init__(
            _("%(option)s: found %(found)r; expected %(expected)s.")
            % {"option": option, "found": found[:120], "expected": expected}
        )

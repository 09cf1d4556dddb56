import datetime as dt
from argparse import ArgumentParser
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from bluestem.community.models import Community
from bluestem.config import demonstration, keys, upkeep
from bluestem.front.demo import CAST_WORDS, build
from bluestem.front.management.commands.run import Command as RunCommand
from bluestem.kit.errors import Refusal
from bluestem.members.demo import address_of

DEFAULT_DAY = "2022-04-05"
MORNING = dt.time(9, tzinfo=ZoneInfo("Europe/Zurich"))


class Command(RunCommand):
    help = "Run Bluestem with a demonstration community of invented people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--today", help=f"the community's day, default {DEFAULT_DAY}")

    def work(self, **options: Any) -> None:
        day = _day(options["today"])
        is_new = not (upkeep.has_database() and Community.objects.exists())
        if not is_new and settings.DEMONSTRATION is None:
            raise Refusal(
                _(
                    "%(folder)s holds a real community. Choose another folder for the "
                    "demonstration with BLUESTEM_DATA."
                )
                % {"folder": settings.DATA}
            )
        if is_new or options["today"] or settings.DEMONSTRATION is None:
            _set_clock(day)
        if is_new:
            self.stdout.write(_("Making a demonstration community in %s …") % settings.DATA)
            self.stdout.flush()
            upkeep.make_tables()
            build(say=self.stdout.write)
        self.serve(options["host"], options["port"])

    def greet(self, address: str) -> None:
        self.stdout.write(_("This is a demonstration; everyone in it is invented."))
        self.stdout.write(_("Sign in as any of them at %s/demo:") % address)
        for part, words in CAST_WORDS.items():
            self.stdout.write(f"  {address_of(part):<22} {words}")


def _day(said: str | None) -> dt.date:
    try:
        return dt.date.fromisoformat(said or DEFAULT_DAY)
    except ValueError:
        raise Refusal(
            _("--today: found %(found)r; expected a date like %(like)s.")
            % {"found": said, "like": DEFAULT_DAY}
        ) from None


def _set_clock(day: dt.date) -> None:
    """Let the community's clock read nine in the morning of `day`, and go on from there."""
    settings.DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys.make(settings.DATA)
    mark = demonstration.Demonstration(
        shows_at=dt.datetime.combine(day, MORNING), set_at=timezone.now()
    )
    demonstration.write(settings.DATA, mark)
    settings.DEMONSTRATION = mark

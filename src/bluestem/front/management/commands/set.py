"""`bluestem set`: what a volunteer may change, read and changed from the console."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from bluestem.community.actions import change_setting
from bluestem.community.models import Community
from bluestem.community.queries import settings_of, the_community
from bluestem.community.settings_registry import SETTINGS, setting_named
from bluestem.kit.commands import Command as BaseCommand
from bluestem.kit.errors import Refusal
from bluestem.members.queries.console import actor_named


class Command(BaseCommand):
    help = "List the community's settings, or give one a value."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        keys = ", ".join(SETTINGS)
        parser.add_argument("key", nargs="?", metavar="KEY", help=f"one of {keys}")
        parser.add_argument("value", nargs="?", metavar="VALUE", help='"" for nothing')
        parser.add_argument(
            "--as", dest="actor", metavar="ADDRESS", help="the steering member who acts"
        )

    def work(self, **options: Any) -> list[dict[str, str]] | dict[str, str]:
        key, value = options["key"], options["value"]
        community = _community()
        if key is None:
            return settings_of(community)
        setting = setting_named(key)
        if value is not None:
            actor = actor_named(options["actor"])
            community = change_setting(actor=actor, key=key, value=value)
        return next(row for row in settings_of(community) if row["key"] == setting.key)

    def say(self, result: list[dict[str, str]] | dict[str, str]) -> None:
        for row in [result] if isinstance(result, dict) else result:
            self.stdout.write(f"{row['key']:<22} {row['value'] or '–':<28} {row['meaning']}")


def _community() -> Community:
    try:
        return the_community()
    except Community.DoesNotExist as missing:
        raise Refusal(
            _("There is no community in this folder yet. Make one with: bluestem init")
        ) from missing

from argparse import ArgumentParser
from typing import Any

from bluestem.config.processes import end_with_parent
from bluestem.kit.commands import Command as BaseCommand
from bluestem.mailroom.sender import process


class Command(BaseCommand):
    help = "Send mail (started by run and work)."
    takes_json = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--until-idle", action="store_true", help="send what is due now, then end"
        )

    def work(self, **options: Any) -> None:
        if not options["until_idle"]:
            end_with_parent()
        process.run(until_idle=options["until_idle"])

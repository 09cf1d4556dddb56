"""See what became of mailings, and pause, continue, stop or send again."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from bluestem.kit.commands import Command as BaseCommand
from bluestem.mailroom import actions, queries
from bluestem.mailroom.errors import NoSuchDeed, NoSuchMailing
from bluestem.mailroom.models import Mailing
from bluestem.members.queries.console import actor_named

DEEDS = {
    "pause": actions.pause,
    "continue": actions.proceed,
    "stop": actions.stop,
    "resend-failed": actions.resend_failed,
}
COLUMNS = ("waiting", "sending", "sent", "failed", "stopped", "bounced")


class Command(BaseCommand):
    help = "Show mailings and their deliveries; pause, continue, stop, or send to the failed again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("words", nargs="*", metavar="[pause|continue|stop|resend-failed] [ID]")
        parser.add_argument("--as", dest="actor", metavar="ADDRESS", help="who does it")

    def work(self, **options: Any) -> Any:
        words: list[str] = options["words"]
        actor = actor_named(options["actor"])
        if not words:
            found = list(queries.mailings_for(actor))
            progress = queries.progress_of_all(found)
            return [_as_json(mailing, progress[mailing.pk]) for mailing in found]
        deed, key = words if len(words) == 2 else ("", words[0])
        if len(words) > 2 or (deed and deed not in DEEDS):
            raise NoSuchDeed(" ".join(words), list(DEEDS))
        try:
            mailing = queries.mailing_for(actor, key, to="steer" if deed else "see")
        except Mailing.DoesNotExist:
            raise NoSuchMailing(key) from None
        if deed:
            mailing = DEEDS[deed](actor=actor, mailing=mailing)
        return _as_json(mailing, queries.progress_of(mailing))

    def say(self, result: Any) -> None:
        if result == []:
            self.stdout.write(_("There has been no mailing yet."))
        for line in result if isinstance(result, list) else [result]:
            counts = ", ".join(f"{line[name]} {name}" for name in COLUMNS if line[name])
            end = f"; {line['expected_end']}" if line["expected_end"] else ""
            self.stdout.write(f"{line['id']}  {line['state']}  {counts}{end}")


def _as_json(mailing: Mailing, progress: queries.Progress) -> dict[str, Any]:
    end = progress.expected_end
    return {
        "id": str(mailing.pk),
        "state": mailing.state,
        **{name: getattr(progress, name) for name in COLUMNS},
        "expected_end": end.isoformat(timespec="seconds") if end else None,
    }

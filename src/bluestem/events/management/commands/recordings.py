"""`bluestem recordings add|publish|withdraw|list`: recordings from the console."""

import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files import File
from django.utils.translation import gettext as _

from bluestem.audit.actors import Actor
from bluestem.events import actions
from bluestem.events.models import Event, Recording
from bluestem.events.queries import managed_events
from bluestem.kit.commands import Command as BluestemCommand
from bluestem.kit.errors import Refusal
from bluestem.members.queries.console import actor_named


class Command(BluestemCommand):
    """Bring a recording to an event, publish it with every speaker's consent, withdraw it."""

    help = "add, publish, withdraw or list the recordings of an event"

    def add_arguments(self, parser: ArgumentParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        add = words.add_parser("add", help="bring a file to an event; nobody sees it yet")
        add.add_argument("slug", metavar="EVENT")
        add.add_argument("file", metavar="FILE")
        add.add_argument("--title", default="", help="where there are several")
        publish = words.add_parser("publish", help="show it on the event's page")
        publish.add_argument("which", metavar="RECORDING|EVENT")
        publish.add_argument("--audience", choices=Recording.Audience.values, default="members")
        publish.add_argument(
            "--everyone-agreed",
            action="store_true",
            help="no speaker is written down, and everybody who is heard agreed",
        )
        withdraw = words.add_parser("withdraw", help="take it from the event's page")
        withdraw.add_argument("which", metavar="RECORDING|EVENT")
        shown = words.add_parser("list", help="show the recordings of an event")
        shown.add_argument("slug", metavar="EVENT")
        for each in (add, publish, withdraw, shown):
            super().add_arguments(each)
            each.add_argument("--as", metavar="ADDRESS", dest="as_address", help="who acts")

    def work(self, **options: Any) -> Any:
        """Do one of the four things."""
        actor = actor_named(options["as_address"])
        if options["word"] == "list":
            event = _event(actor, options["slug"])
            return [_as_json(each) for each in event.recordings.all()]
        if options["word"] == "add":
            return _as_json(_add(actor, options))
        recording = _recording(actor, options["which"])
        if options["word"] == "withdraw":
            return _as_json(actions.withdraw_recording(actor=actor, recording=recording))
        return _as_json(
            actions.publish_recording(
                actor=actor,
                recording=recording,
                audience=options["audience"],
                everyone_agreed=options["everyone_agreed"],
            )
        )

    def say(self, result: Any) -> None:
        """Tell what stands now."""
        for row in result if isinstance(result, list) else [result]:
            state = _("for %(audience)s") % row if row["published_at"] else _("not published")
            self.stdout.write(f"{row['id']}  {row['event']}  {row['media_type']}  {state}")


def _add(actor: Actor, options: dict[str, Any]) -> Recording:
    event = _event(actor, options["slug"])
    path = Path(options["file"])
    try:
        with path.open("rb") as opened:
            kept = actions.keep_file(file=File(opened, name=path.name))
    except OSError as unread:
        raise Refusal(
            _("%(file)s cannot be read: %(reason)s.")
            % {"file": options["file"], "reason": unread.strerror}
        ) from unread
    return actions.add_recording(actor=actor, event=event, kept=kept, title=options["title"])


def _event(actor: Actor, slug: str) -> Event:
    try:
        return managed_events(actor).get(slug=slug)
    except (Event.DoesNotExist, ValueError):
        raise Refusal(
            _("There is no event %(slug)s that you run. Its name is the end of its page’s address.")
            % {"slug": repr(slug)}
        ) from None


def _recording(actor: Actor, which: str) -> Recording:
    """Return a recording by its id, or the only one of an event."""
    known = Recording.objects.select_related("event__series").filter(
        event__in=managed_events(actor)
    )
    try:
        found = list(known.filter(pk=uuid.UUID(which)))
    except ValueError:
        found = list(known.filter(event=_event(actor, which)))
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(str(each.pk) for each in found)
        raise Refusal(_("This event has several recordings; name one: %(ids)s") % {"ids": ids})
    raise Refusal(_("There is no recording %(which)s.") % {"which": repr(which)})


def _as_json(recording: Recording) -> dict[str, Any]:
    return {
        "id": str(recording.pk),
        "event": recording.event.slug,
        "title": recording.title,
        "media_type": recording.media_type,
        "size_bytes": recording.size_bytes,
        "audience": str(recording.audience),
        "published_at": recording.published_at and recording.published_at.isoformat(),
    }

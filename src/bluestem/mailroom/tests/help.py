"""What several tests of the mailroom need."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from bluestem.audit.actors import CONSOLE
from bluestem.mailroom import actions
from bluestem.mailroom.actions import Recipient
from bluestem.mailroom.letters import TRIAL, Letter, register
from bluestem.mailroom.models import Mailing
from bluestem.mailroom.sender.loop import Sender

SECRET = register(
    Letter(name="mailroom.test_secret", template=TRIAL.template, is_secret=True, useful_minutes=10)
)


def people(count: int) -> list[Recipient]:
    """Return invented recipients, half of them French."""
    return [
        Recipient(f"p{n}@example.org", "fr" if n % 2 else "en", f"Person {n}", f"key-{n}")
        for n in range(count)
    ]


def prepared(recipients: Iterable[Recipient], **context: Any) -> Mailing:
    """Return a mailing to a crowd that waits for its release."""
    return actions.prepare(
        actor=CONSOLE,
        letter=TRIAL.name,
        context=context,
        list_key="announcements",
        reference="test:1",
        audience="steering",
        recipients=recipients,
    )


def released(recipients: Iterable[Recipient], **context: Any) -> Mailing:
    """Return a mailing that may leave at once."""
    mailing = prepared(recipients, **context)
    return actions.release(actor=CONSOLE, mailing=mailing, grace_seconds=0)


def send(sender: Sender | None = None) -> Sender:
    """Send what is due, in this process."""
    sender = sender or Sender("a test")
    sender.run_until_idle()
    return sender


def states(mailing: Mailing) -> dict[str, int]:
    """Count the deliveries of a mailing by state."""
    return dict(Counter(mailing.deliveries.values_list("state", flat=True)))

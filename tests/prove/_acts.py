"""Acts that are acknowledged to a person, one after the other, each noted in the trace once it is.

python tests/prove/_acts.py prepare      subscriptions that the stops will end
python tests/prove/_acts.py COUNT        stops by POST, joinings, subscriptions
"""

import fcntl
import os
import struct
import sys

RECORD = struct.Struct("=I60sQQ")
ACKNOWLEDGED = 10


def acknowledge(kind: str, address: str) -> None:
    """Write down that a person has been told it is done."""
    name = f"{kind} {address}".encode()
    with open(os.environ["TRACE"], "ab", 0) as trace:
        fcntl.flock(trace, fcntl.LOCK_EX)
        trace.write(RECORD.pack(ACKNOWLEDGED, name, 0, 0))


def prepare() -> None:
    from bluestem.audit.actors import VISITOR
    from bluestem.mailroom.models import Delivery
    from bluestem.members.actions import subscribe
    from bluestem.members.models import MailingList

    mailing_list = MailingList.objects.get(slug="announcements")
    for address in Delivery.objects.order_by("id").values_list("address", flat=True)[:400]:
        subscribe(actor=VISITOR, mailing_list=mailing_list, address=address, way="form")


def act(count: int) -> None:
    from django.test import Client

    from bluestem.audit.actors import VISITOR
    from bluestem.mailroom.models import Delivery
    from bluestem.mailroom.rendering import stop_token
    from bluestem.members.actions import ask_to_join, confirm_joining, subscribe
    from bluestem.members.models import MailingList

    mailing_list = MailingList.objects.get(slug="friday-links")
    deliveries = list(Delivery.objects.select_related("mailing").order_by("id")[: 2 * count])
    client = Client()
    for number in range(count):
        delivery = deliveries[2 * number]
        answer = client.post(f"/stop/{stop_token(delivery)}", {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        acknowledge("stop", delivery.address)
        joins = f"j{number}@example.org"
        joining = ask_to_join(actor=VISITOR, address=joins, name="J", language="en")
        confirm_joining(actor=VISITOR, joining=joining)
        acknowledge("join", joins)
        says_yes = f"s{number}@example.org"
        subscribe(actor=VISITOR, mailing_list=mailing_list, address=says_yes, way="form")
        acknowledge("yes", says_yes)


def main() -> None:
    import django

    django.setup()
    from django.db import connection

    if os.environ.get("ACTS_LIGHT"):  # the control: what light commits would lose
        connection.cursor().execute("PRAGMA synchronous=NORMAL")
    if sys.argv[1] == "prepare":
        prepare()
    else:
        act(int(sys.argv[1]))


if __name__ == "__main__":
    main()

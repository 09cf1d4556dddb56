"""What the mailroom looks for on a schedule: the stuck, the secret, the old."""

from django.db.models import CharField, Exists, F, OuterRef, Value
from django.db.models.functions import Cast, Concat

from bluestem.kit import time
from bluestem.kit.sweeps import sweep
from bluestem.mailroom import retention
from bluestem.mailroom.letters import letters
from bluestem.mailroom.models import NOWHERE, Delivery, Mailing
from bluestem.mailroom.sender.claims import return_expired

OVER = (Mailing.State.DONE, Mailing.State.STOPPED)
AT_ONCE = 2_000


@sweep(every_seconds=600)
def return_and_recount() -> None:
    """Return what a dead sender held, and close mailings whose last delivery has ended.

    The sender does both as it goes; this is for what a power cut or a crash left behind.
    """
    return_expired()
    under_way = Delivery.objects.filter(mailing=OuterRef("pk"), state__in=Delivery.UNDER_WAY)
    finished = Mailing.objects.filter(state=Mailing.State.SENDING).exclude(Exists(under_way))
    for key in finished.values_list("pk", flat=True):
        Mailing.objects.filter(pk=key, state=Mailing.State.SENDING).exclude(
            Exists(under_way)
        ).update(state=Mailing.State.DONE, finished_at=time.now())


@sweep(every_seconds=600)
def wipe_secrets() -> None:
    """Wipe the text of secret letters that are over."""
    secret = [letter.name for letter in letters() if letter.is_secret]
    Mailing.objects.filter(letter__in=secret, state__in=OVER).exclude(context="").update(context="")


@sweep(cron="23 3 * * *")
def forget_the_old() -> None:
    """Keep the promises of `retention.py`."""
    now = time.now()
    over = Mailing.objects.filter(state__in=OVER)
    urgent, crowd = over.filter(is_urgent=True), over.filter(is_urgent=False)
    urgent.filter(created_at__lt=now - retention.LETTER_TEXT).exclude(context="").update(context="")
    crowd.filter(created_at__lt=now - retention.MAILING_TEXT).exclude(context="").update(context="")
    urgent.filter(created_at__lt=now - retention.LETTER).delete()
    old = crowd.filter(created_at__lt=now - retention.MAILING_ADDRESSES)
    named = Delivery.objects.filter(mailing__in=old).exclude(address__endswith=NOWHERE)
    while ids := list(named.values_list("pk", flat=True)[:AT_ONCE]):
        Delivery.objects.filter(pk__in=ids).update(
            address=Concat(Cast(F("id"), CharField()), Value(NOWHERE)),
            name="",
            recipient_key="",
            server_words="",
        )

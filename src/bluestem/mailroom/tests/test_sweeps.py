"""What is looked for on a schedule: the stuck, the secret, the old."""

import datetime as dt

from django.utils import timezone

from bluestem.community.models import Community
from bluestem.kit import time
from bluestem.mailroom import actions, retention, sweeps
from bluestem.mailroom.actions import Recipient
from bluestem.mailroom.letters import TRIAL
from bluestem.mailroom.models import Delivery, Mailing
from bluestem.mailroom.tests.help import SECRET, people, released


def test_a_mailing_whose_last_delivery_ended_is_done(community: Community) -> None:
    over, running = released(people(2)), released(people(2))
    over.deliveries.update(state="sent")
    sweeps.return_and_recount()
    assert Mailing.objects.get(pk=over.pk).state == "done"
    assert Mailing.objects.get(pk=over.pk).finished_at == time.now()
    assert Mailing.objects.get(pk=running.pk).state == "sending"


def test_what_nobody_finished_goes_back(community: Community) -> None:
    mailing = released(people(2))
    past = timezone.now() - dt.timedelta(seconds=1)
    mailing.deliveries.update(state="sending", claim="gone/0/x/1", lease_until=past)
    sweeps.return_and_recount()
    assert set(mailing.deliveries.values_list("state", flat=True)) == {"waiting"}


def test_secrets_of_letters_that_are_over_are_wiped(community: Community) -> None:
    over, waiting = (
        actions.post(letter=SECRET.name, to=recipient, context={"words": "x"})
        for recipient in people(2)
    )
    Mailing.objects.filter(pk=over.pk).update(state="done")
    sweeps.wipe_secrets()
    assert Mailing.objects.get(pk=over.pk).context == ""
    assert Mailing.objects.get(pk=waiting.pk).context != ""


def test_the_old_is_forgotten_and_still_counts(community: Community) -> None:
    crowd = released(people(3), words="kept for a while")
    letter = actions.post(letter=TRIAL.name, to=Recipient("ada@example.org", "en", "Ada"))
    unfinished = actions.post(letter=TRIAL.name, to=Recipient("ben@example.org", "en", "Ben"))
    Delivery.objects.filter(mailing=crowd).update(state="sent")
    Mailing.objects.exclude(pk=unfinished.pk).update(state="done")
    Mailing.objects.update(created_at=time.now() - retention.MAILING_ADDRESSES)
    Mailing.objects.update(created_at=time.now() - dt.timedelta(days=500))
    sweeps.forget_the_old()
    assert not Mailing.objects.filter(pk=letter.pk).exists()
    assert Mailing.objects.filter(pk=unfinished.pk).exists()
    assert crowd.deliveries.filter(state="sent", name="", recipient_key="").count() == 3
    assert all(delivery.is_erased for delivery in crowd.deliveries.all())
    assert Mailing.objects.get(pk=crowd.pk).context == ""


def test_the_young_stays_as_it_is(community: Community) -> None:
    crowd = released(people(2), words="kept for a while")
    Mailing.objects.update(state="done")
    sweeps.forget_the_old()
    assert crowd.deliveries.filter(address="p1@example.org", name="Person 1").exists()
    assert Mailing.objects.get(pk=crowd.pk).context != ""

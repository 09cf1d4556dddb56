"""Whom it reaches, in which language, and the minute in which it can be stopped."""

import datetime as dt

import pytest
from django.urls import reverse

from bluestem.announcements import actions
from bluestem.announcements.errors import AlreadyReleased, AlreadyStarted, NotReady
from bluestem.announcements.models import Announcement
from bluestem.announcements.queries import count_by_language, count_by_list, recipients_of
from bluestem.kit import time
from bluestem.mailroom.actions import suppress
from bluestem.mailroom.models import Delivery, Mailing
from bluestem.members.models import Member, Subscription

from .kit import drafted, list_named

pytestmark = pytest.mark.django_db


def release(actor, announcement, **more):
    return actions.release(
        actor=actor, announcement=announcement, seen_at=announcement.changed_at, **more
    )


@pytest.fixture
def thinned(cast):
    """Of the cast some stopped, some left, one asked never to be written to."""
    now = time.now()
    hers = Subscription.objects.filter(mailing_list=list_named())
    hers.filter(member=cast["ada"]).update(ended_at=now)
    hers.filter(member=cast["eve"]).update(confirmed_at=None)
    Member.objects.filter(pk=cast["gus"].pk).update(state=Member.State.LEFT)
    Member.objects.filter(pk=cast["ines"].pk).update(state=Member.State.WAITING)
    suppress(address="fay@example.org", reason="asked")
    Subscription.objects.create(
        mailing_list=list_named(),
        address="visitor@example.net",
        language="fr",
        started_way="form",
        started_at=now,
        confirmed_at=now,
    )
    return {"ben", "cleo", "hanna", "jo"}


def test_release_reaches_active_subscribers_and_nobody_else(cast, thinned):
    released = release(cast["ben"], drafted(cast["ben"]))
    reached = set(released.mailing.deliveries.values_list("address", flat=True))
    assert reached == {f"{name}@example.org" for name in thinned} | {"visitor@example.net"}
    keys = dict(released.mailing.deliveries.values_list("address", "recipient_key"))
    assert keys["hanna@example.org"] == str(cast["hanna"].pk)
    assert keys["visitor@example.net"] == ""


def test_number_shown_is_the_number_reached(cast, thinned):
    counts = count_by_language(list_named())
    released = release(cast["ben"], drafted(cast["ben"]))
    assert counts == {"en": 3, "fr": 2}
    assert released.mailing.deliveries.count() == sum(counts.values())


def test_language_is_the_members_own_or_the_subscriptions(cast, thinned):
    Subscription.objects.filter(member=cast["hanna"]).update(language="en")
    Member.objects.filter(pk=cast["hanna"].pk).update(language="fr")
    language = {each.address: each.language for each in recipients_of(list_named())}
    assert language["hanna@example.org"] == "fr"
    assert language["visitor@example.net"] == "fr"
    assert language["ben@example.org"] == "en"


def test_recipients_are_read_in_one_query(cast, django_assert_num_queries):
    mailing_list = list_named()
    with django_assert_num_queries(1):
        assert len(list(recipients_of(mailing_list))) == 9
    with django_assert_num_queries(1):
        assert count_by_list()[mailing_list.pk] == 9


def test_release_waits_a_minute_and_is_audited(cast, clock):
    released = release(cast["ben"], drafted(cast["ben"]))
    assert released.mailing.state == Mailing.State.GRACE
    assert released.mailing.starts_at - time.now() == dt.timedelta(seconds=60)


def test_nothing_is_released_twice(cast):
    written = drafted(cast["ben"])
    release(cast["ben"], written)
    with pytest.raises(AlreadyReleased):
        release(cast["ben"], written)
    assert Mailing.objects.count() == 1


@pytest.mark.parametrize("missing", ["subject_en", "text_en", "subject_fr", "text_fr"])
def test_half_written_language_is_not_sent(cast, missing):
    with pytest.raises(NotReady):
        release(cast["ben"], drafted(cast["ben"], **{missing: "  "}))
    assert not Mailing.objects.exists()


def test_one_language_alone_is_sent(cast):
    assert release(cast["ben"], drafted(cast["ben"], subject_fr="", text_fr="")).is_released


def test_stopped_before_it_starts_it_is_a_draft_again(cast, client_of):
    released = release(cast["ben"], drafted(cast["ben"]))
    browser = client_of(cast["ben"])
    page = browser.get(reverse("announcements:announcement_check", args=[released.pk]))
    assert b"Stop before it starts" in page.content
    browser.post(reverse("announcements:announcement_take_back", args=[released.pk]))
    announcement = Announcement.objects.get()
    assert announcement.is_draft
    assert announcement.mailing is None
    assert Mailing.objects.get().state == Mailing.State.STOPPED
    assert set(Delivery.objects.values_list("state", flat=True)) == {"stopped"}
    assert release(cast["ben"], announcement).is_released


def test_what_has_started_is_not_taken_back(cast):
    released = release(cast["ben"], drafted(cast["ben"]), grace_seconds=0)
    with pytest.raises(AlreadyStarted):
        actions.take_back(actor=cast["ben"], announcement=released)
    assert Announcement.objects.get().is_released


def test_release_is_in_bulk(cast, django_assert_max_num_queries):
    now = time.now()
    Subscription.objects.bulk_create(
        Subscription(
            mailing_list=list_named(),
            address=f"someone{number}@example.net",
            started_way="import",
            started_at=now,
            confirmed_at=now,
        )
        for number in range(1500)
    )
    written = drafted(cast["ben"])
    with django_assert_max_num_queries(45):
        release(cast["ben"], written)
    assert Delivery.objects.count() == 1509

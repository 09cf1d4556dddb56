"""A second person's yes: never one's own, never to a changed text, never twice."""

import pytest
from django.urls import reverse

from bluestem.announcements import actions
from bluestem.announcements.errors import (
    AlreadyReleased,
    ChangedMeanwhile,
    MayNotRelease,
    MayNotWrite,
    NotAsked,
    NotReady,
    OwnApproval,
)
from bluestem.announcements.models import Announcement, Words
from bluestem.audit.actors import CONSOLE
from bluestem.audit.models import AuditLine
from bluestem.mailroom.models import Delivery, Mailing
from bluestem.members.models import Member

from .kit import asked, drafted, list_named, make_steering, typed, with_approval

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast):
    """Two steering members, with approval on."""
    with_approval()
    return cast["ben"], make_steering(cast["jo"])


def approve(actor, announcement, **more):
    return actions.approve_and_release(
        actor=actor, announcement=announcement, seen_at=announcement.changed_at, **more
    )


def crowd_mailings():
    return Mailing.objects.filter(is_urgent=False)


def test_another_steering_member_releases_what_was_asked_for(pair):
    ben, jo = pair
    released = approve(jo, asked(ben))
    assert released.is_released
    assert released.approved_by == jo
    assert released.mailing.state == Mailing.State.GRACE
    assert released.mailing.reference == f"announcement:{released.pk}"
    deeds = list(AuditLine.objects.about("announcement", released.pk).order_by("id"))
    assert [line.deed for line in deeds] == [
        "drafted",
        "asked for approval",
        "approved",
        "released",
    ]
    assert {deeds[2].actor_key, deeds[0].actor_key} == {jo.audit_key, ben.audit_key}


def test_nobody_approves_what_she_asked_for(pair):
    ben, _ = pair
    with pytest.raises(OwnApproval):
        approve(ben, asked(ben))
    assert not crowd_mailings().exists()


def test_author_does_not_approve_what_another_asked_for(pair):
    ben, jo = pair
    written = drafted(ben)
    waiting = actions.ask_for_approval(actor=jo, announcement=written, seen_at=written.changed_at)
    for one in (ben, jo):
        with pytest.raises(OwnApproval):
            approve(one, waiting)
    assert not crowd_mailings().exists()


def test_release_is_no_way_around_approval(pair):
    ben, _ = pair
    written = drafted(ben)
    for announcement in (written, asked(ben)):
        with pytest.raises(OwnApproval):
            actions.release(actor=ben, announcement=announcement, seen_at=announcement.changed_at)
    assert not crowd_mailings().exists()


def test_second_person_does_not_release_what_nobody_asked_for(pair):
    ben, jo = pair
    with pytest.raises(NotAsked):
        approve(jo, drafted(ben))


def test_console_and_committees_approve_nothing(pair, cast):
    waiting = asked(pair[0], "mentoring-calls")
    with pytest.raises(OwnApproval):
        approve(CONSOLE, waiting)
    with pytest.raises(MayNotRelease):
        approve(cast["cleo"], waiting)
    assert not crowd_mailings().exists()


def test_any_steering_member_approves_what_the_console_asked_for(pair):
    assert approve(pair[0], asked(CONSOLE)).is_released


@pytest.mark.parametrize("page", ["check", ""])
def test_direct_post_does_not_approve_ones_own(pair, client_of, page):
    ben, _ = pair
    waiting = asked(ben)
    browser = client_of(ben)
    where = reverse("announcements:announcement_check", args=[waiting.pk])
    assert b"Approve and send" not in browser.get(where).content
    answer = browser.post(
        reverse("announcements:announcement_release", args=[waiting.pk]),
        {"seen": waiting.changed_at.isoformat()},
    )
    assert answer.status_code == 404
    assert not crowd_mailings().exists()


def test_second_person_approves_on_the_page_that_shows_it(pair, client_of):
    ben, jo = pair
    waiting = asked(ben)
    browser = client_of(jo)
    page = browser.get(reverse("announcements:announcement_check", args=[waiting.pk]))
    assert b"Approve and send to 9 people" in page.content
    answer = browser.post(
        reverse("announcements:announcement_release", args=[waiting.pk]),
        {"seen": page.context["form"].initial["seen"]},
    )
    assert answer.status_code == 302
    assert Announcement.objects.get().is_released
    assert crowd_mailings().get().deliveries.count() == 9


def test_text_changed_after_asking_cannot_be_approved(pair, client_of):
    ben, jo = pair
    waiting = asked(ben)
    changed = actions.edit(
        actor=ben,
        announcement=waiting,
        seen_at=waiting.changed_at,
        mailing_list=waiting.mailing_list,
        words=Words("Other words", "", "Something nobody read.", ""),
    )
    assert changed.is_draft
    assert changed.asked_by is None
    with pytest.raises(ChangedMeanwhile):
        approve(jo, waiting)
    again = actions.ask_for_approval(actor=ben, announcement=changed, seen_at=changed.changed_at)
    # The page that jo opened before shows the old words: its yes is not to the new ones.
    answer = client_of(jo).post(
        reverse("announcements:announcement_release", args=[again.pk]),
        {"seen": waiting.changed_at.isoformat()},
    )
    assert answer.status_code == 302
    assert not crowd_mailings().exists()
    assert approve(jo, again).is_released


@pytest.mark.parametrize("seen", ["", "yesterday", "2022-04-05T09:00:00", "\0", "9" * 400])
def test_yes_without_a_version_is_no_yes(pair, client_of, seen):
    ben, jo = pair
    waiting = asked(ben)
    answer = client_of(jo).post(
        reverse("announcements:announcement_release", args=[waiting.pk]), {"seen": seen}
    )
    assert answer.status_code == 302
    assert not crowd_mailings().exists()


def test_two_approvers_at_once_release_once(pair, cast):
    ben, jo = pair
    third = make_steering(cast["hanna"])
    waiting = asked(ben)
    seen_by_both = [Announcement.objects.get(pk=waiting.pk) for _ in range(2)]
    approve(jo, seen_by_both[0])
    with pytest.raises(AlreadyReleased):
        approve(third, seen_by_both[1])
    assert crowd_mailings().count() == 1
    assert Delivery.objects.filter(mailing__is_urgent=False).count() == 9


def test_asking_writes_once_to_each_who_may_approve(pair, cast):
    ben, jo = pair
    make_steering(cast["kim"])  # deactivated
    waiting = asked(ben)
    actions.ask_for_approval(actor=ben, announcement=waiting, seen_at=waiting.changed_at)
    letters = Delivery.objects.filter(mailing__letter="announcements.approval_asked")
    assert [letter.address for letter in letters] == [jo.address]


def test_half_written_language_is_not_asked_for(pair):
    written = drafted(pair[0], subject_fr="")
    with pytest.raises(NotReady):
        actions.ask_for_approval(actor=pair[0], announcement=written, seen_at=written.changed_at)


def test_request_is_withdrawn(pair):
    ben, jo = pair
    waiting = asked(ben)
    assert actions.withdraw_request(actor=ben, announcement=waiting).is_draft
    with pytest.raises(ChangedMeanwhile):
        approve(jo, waiting)


def test_ended_steering_term_approves_nothing(pair):
    ben, jo = pair
    waiting = asked(ben)
    jo.roles.filter(kind="steering").update(ends_on=jo.joined_on)
    with pytest.raises(MayNotRelease):
        approve(Member.objects.get(pk=jo.pk), waiting)


def test_without_approval_committee_writes_and_steering_sends(cast, client_of):
    cleo, ben = cast["cleo"], cast["ben"]
    waiting = asked(cleo, "mentoring-calls")
    with pytest.raises(MayNotRelease):
        actions.release(actor=cleo, announcement=waiting, seen_at=waiting.changed_at)
    released = actions.release(actor=ben, announcement=waiting, seen_at=waiting.changed_at)
    assert released.mailing.audience == "mentoring"


@pytest.mark.parametrize(
    ("who", "slug", "may"),
    [
        ("ben", "announcements", True),
        ("ben", "teachers", True),
        ("cleo", "mentoring-calls", True),
        ("cleo", "announcements", False),
        ("cleo", "outreach-calls", False),
        ("gus", "outreach-calls", True),
        ("gus", "mentoring-calls", False),
        ("fay", "friday-links", False),
        ("fay", "announcements", False),
        ("jo", "announcements", False),
        ("ada", "announcements", False),
        ("kim", "announcements", False),
    ],
)
def test_each_role_writes_to_its_own_lists(cast, who, slug, may):
    if may:
        assert drafted(cast[who], slug).author == cast[who]
    else:
        with pytest.raises(MayNotWrite):
            drafted(cast[who], slug)


def test_draft_is_not_moved_to_a_list_of_others(cast, client_of):
    written = drafted(cast["cleo"], "mentoring-calls")
    answer = client_of(cast["cleo"]).post(
        reverse("announcements:announcement", args=[written.pk]),
        typed(written, mailing_list=list_named().pk),
    )
    assert answer.status_code == 200
    written.refresh_from_db()
    assert written.mailing_list.slug == "mentoring-calls"

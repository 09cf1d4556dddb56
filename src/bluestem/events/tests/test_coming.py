"""Who may read of an event, decided for one person or for a list; and what a click is told."""

import pytest
from pytest_django import DjangoAssertNumQueries

from bluestem.audit.actors import CONSOLE, VISITOR, Actor
from bluestem.events.models import AUDIENCES, Event, Registration
from bluestem.events.queries.coming import coming_for
from bluestem.events.rules import can_read
from bluestem.events.tests.kit import drafted, make_steering, published
from bluestem.members.models import AFFILIATIONS, Member

pytestmark = pytest.mark.django_db


def everybody(cast: dict[str, Member]) -> dict[str, Actor]:
    partner, gone = cast["fay"], cast["gus"]
    Member.objects.filter(pk=partner.pk).update(affiliation=AFFILIATIONS.PARTNER)
    Member.objects.filter(pk=gone.pk).update(state=Member.State.LEFT)
    return {
        "visitor": VISITOR,
        "console": CONSOLE,
        "member": cast["ada"],
        "invited": cast["eve"],
        "steering": make_steering(cast["ben"]),
        "partner": Member.objects.get(pk=partner.pk),  # is invited, and reads like a visitor
        "registered": cast["ines"],  # before it became somebody else's
        "gone": Member.objects.get(pk=gone.pk),
    }


def test_one_and_many_are_decided_alike(cast: dict[str, Member]) -> None:
    people = everybody(cast)
    readers = {}
    for audience in AUDIENCES:
        event = published(slug=f"for-{audience}", audience=audience)
        event.invited.add(cast["eve"], cast["fay"])
        Registration.objects.create(
            event=event,
            member=cast["ines"],
            registered_at=event.starts_at,
            changed_at=event.starts_at,
            order=1,
        )
        for name, actor in people.items():
            may = can_read(actor, event)
            assert may == Event.objects.open_to(actor).filter(pk=event.pk).exists(), (
                name,
                audience,
            )
            readers[audience, name] = may
    assert readers["invited", "invited"]
    assert readers["invited", "registered"]
    assert readers["invited", "steering"]
    assert not readers["invited", "member"]
    assert readers["members", "member"]
    assert not readers["members", "partner"]
    assert readers["public", "visitor"]
    assert not readers["members", "visitor"]


def test_roles_are_asked_only_where_they_decide(
    cast: dict[str, Member], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ben = make_steering(cast["ben"])
    with django_assert_num_queries(0):
        assert ben.is_one_of("steering", "member")
    with django_assert_num_queries(1):
        assert ben.is_one_of("steering")
        assert ben.is_one_of("organiser")
        assert not ben.is_one_of("editor")


def test_a_click_meets_only_what_its_reader_may_read(cast: dict[str, Member]) -> None:
    public = published(slug="public", audience="public")
    published(slug="theirs", audience="invited").invited.add(cast["eve"])
    drafted(slug="draft")
    assert coming_for(cast["ada"], "public").event == public
    assert coming_for(cast["eve"], "theirs").event.slug == "theirs"
    for slug in ("theirs", "draft", "nowhere", "nul\0"):
        with pytest.raises(Event.DoesNotExist):
            coming_for(cast["ada"], slug)

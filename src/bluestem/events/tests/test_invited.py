"""Events for a group or for invited people: who is invited is said on the desk, and kept there."""

import pytest
from django.urls import reverse

from bluestem.audit.models import AuditLine
from bluestem.events import actions
from bluestem.events.models import Event, Registration
from bluestem.members.models import Member

from .kit import drafted, make_members, published

pytestmark = pytest.mark.django_db

INVITED = "/desk/events/e/invited"
DESK = "/desk/events/e"


def said(addresses, **more):
    return {"invited-addresses": addresses, **more}


def names_of(event):
    return sorted(event.invited.values_list("name", flat=True))


@pytest.fixture
def circle(cast):
    """An event for invited people that is out, with nobody invited yet."""
    return published(slug="e", audience="invited")


def test_inviting_by_page_lets_that_member_in_and_nobody_else(cast, client_of, circle):
    assert client_of(cast["ada"]).get("/events/e").status_code == 404
    answer = client_of(cast["ben"]).post(INVITED, said(" Ada@Example.org \r\n\r\nada@example.org"))
    assert answer["Location"] == reverse("events:desk_event", args=["e"]) + "#invited"
    assert names_of(circle) == ["Ada Lindqvist"]
    for person, status in (("ada", 200), ("eve", 404)):
        browser = client_of(cast[person])
        assert browser.get("/events/e").status_code == status
        browser.post("/events/e/register")
    assert Registration.objects.get().member == cast["ada"]
    entry = AuditLine.objects.get(deed="invited to event")
    assert entry.facts == {"people": 1}


def test_list_replaces_the_one_before_and_may_be_empty(cast, client_of, circle):
    browser = client_of(cast["ben"])
    browser.post(INVITED, said("ada@example.org\neve@example.org"))
    browser.post(INVITED, said("eve@example.org\nines@example.org"))
    assert names_of(circle) == ["Eve Novák", "Inès Ferreira"]
    page = browser.post(INVITED, said(""), follow=True).content.decode()
    assert names_of(circle) == []
    assert "Saved. Nobody is invited." in page
    assert "Nobody is invited yet: only those who run this event" in page


def test_unknown_addresses_come_back_filled_and_change_nothing(cast, client_of, circle):
    actions.invite(actor=cast["ben"], event=circle, members=[cast["ada"]])
    typed = "eve@example.org\nnobody@example.org\n<b>kim\nkim@example.org"
    answer = client_of(cast["ben"]).post(INVITED, said(typed))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "error-summary" in page
    assert "No member has the address nobody@example.org. Correct it, or ask her to join." in page
    assert "No member has the address kim@example.org." in page  # deactivated
    assert "No member has the address &lt;b&gt;kim." in page
    assert "No member has the address eve@example.org" not in page
    assert answer.context["invited_form"]["addresses"].value() == typed
    assert names_of(circle) == ["Ada Lindqvist"]
    assert AuditLine.objects.filter(deed="invited to event").count() == 1


@pytest.mark.parametrize("typed", ["\0", "a\n" * 30_001, "ada@example.org\n" * 4_000])
def test_hostile_list_is_refused_with_words(cast, client_of, circle, typed):
    answer = client_of(cast["ben"]).post(INVITED, said(typed))
    assert answer.status_code == 200
    assert b"error-summary" in answer.content
    assert not names_of(circle)


def test_group_is_named_and_has_to_be(cast, client_of):
    event = published(slug="e", audience="group", group_name="Mentors")
    browser = client_of(cast["ben"])
    assert b'value="Mentors"' in browser.get(DESK).content
    named = {"invited-group_name": " Mentors  2022 "}
    browser.post(INVITED, said("hanna@example.org", **named))
    event.refresh_from_db()
    assert (event.group_name, names_of(event)) == ("Mentors 2022", ["Hanna Weiss"])
    answer = browser.post(INVITED, said("ada@example.org", **{"invited-group_name": " "}))
    assert b"error-summary" in answer.content
    assert names_of(event) == ["Hanna Weiss"]


@pytest.mark.parametrize("person", ["ada", "cleo", "eve", "fay", "gus", "jo"])
def test_who_does_not_manage_it_finds_no_such_page(cast, client_of, circle, person):
    answer = client_of(cast[person]).post(INVITED, said(f"{person}@example.org"))
    assert answer.status_code == 404
    assert not names_of(circle)


def test_author_of_a_draft_who_does_not_manage_it_neither_reads_nor_changes_the_list(
    cast, client_of
):
    event = drafted(cast["ada"], slug="e", audience="invited")
    actions.invite(actor=cast["ben"], event=event, members=[cast["eve"]])
    browser = client_of(cast["ada"])
    page = browser.get(DESK).content.decode()
    assert "Eve Novák" not in page
    assert "eve@example.org" not in page
    assert browser.post(INVITED, said("ada@example.org")).status_code == 404
    assert names_of(event) == ["Eve Novák"]


def test_mentoring_committee_invites_to_its_trainings(cast, client_of):
    event = published(slug="e", series="trainings", audience="invited")
    client_of(cast["cleo"]).post(INVITED, said("hanna@example.org"))
    assert names_of(event) == ["Hanna Weiss"]


@pytest.mark.parametrize("audience", ["public", "members", "newcomers"])
def test_other_events_have_no_list(cast, client_of, audience):
    event = published(slug="e", audience=audience)
    browser = client_of(cast["ben"])
    assert b"Who is invited" not in browser.get(DESK).content
    assert browser.post(INVITED, said("ada@example.org")).status_code == 404
    assert not names_of(event)


def test_names_and_addresses_stay_on_the_desk(cast, client_of, circle):
    actions.invite(actor=cast["ben"], event=circle, members=[cast["ada"], cast["eve"]])
    desk = client_of(cast["ben"]).get(DESK).content.decode()
    page = client_of(cast["ada"]).get("/events/e").content.decode()
    for words in ("Eve Novák", "eve@example.org"):
        assert words in desk
        assert words not in page


def test_name_hidden_from_organisers_is_not_told_by_an_address(cast, client_of, circle):
    Member.objects.filter(pk=cast["eve"].pk).update(name_visibility=0)
    page = client_of(cast["ben"]).post(INVITED, said("eve@example.org"), follow=True)
    assert names_of(circle) == ["Eve Novák"]
    assert "Eve Novák" not in page.content.decode()


def test_who_left_is_no_longer_in_the_list(cast, client_of, circle):
    actions.invite(actor=cast["ben"], event=circle, members=[cast["ada"], cast["kim"]])
    browser = client_of(cast["ben"])
    answer = browser.get(DESK)
    assert [each.name for each in answer.context["invited"]] == ["Ada Lindqvist"]
    assert answer.context["invited_form"]["addresses"].value() == "ada@example.org"


@pytest.mark.parametrize("count", [1, 30, 500])
def test_list_costs_one_query_however_long_it_is(
    cast, client_of, django_assert_num_queries, circle, count
):
    Event.objects.get().invited.set(make_members(count))
    browser = client_of(cast["ben"])
    with django_assert_num_queries(13):  # one more than the page of an event for members
        answer = browser.get(DESK)
    assert len(answer.context["invited"]) == count

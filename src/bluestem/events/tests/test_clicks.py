"""One click for a place, and where a click alone is not enough."""

from collections.abc import Callable

import pytest
from django.test import Client

from bluestem.events import actions
from bluestem.events.errors import FormNeeded, RegistrationClosed
from bluestem.events.models import Event, Registration
from bluestem.events.tests.kit import drafted, published
from bluestem.events.tests.kit_asking import asking
from bluestem.members.models import Member

pytestmark = pytest.mark.django_db

NOT_BY_CLICK: dict[str, Callable[[], object]] = {
    "both-ways": lambda: published(slug="both-ways", link="https://zoom.example.org/1"),
    "asks": lambda: asking("line", slug="asks"),
    "needs": lambda: asking(needs=True, slug="needs"),
    "invited": lambda: published(slug="invited", audience="invited"),
    "draft": lambda: drafted(slug="draft"),
    "nowhere": lambda: None,
    "nul\0": lambda: None,
}


def test_the_button_alone_gives_a_place(cast: dict[str, Member]) -> None:
    event = published(slug="drinks", capacity_people=1, has_companions=True)
    first = actions.register_by_click(actor=cast["ada"], slug="drinks")
    second = actions.register_by_click(actor=cast["eve"], slug="drinks")
    assert (first.event, first.state, first.people, first.is_online) == (
        event,
        "registered",
        1,
        False,
    )
    assert (second.state, second.place_told) == ("waiting", 1)
    assert actions.register_by_click(actor=cast["ada"], slug="drinks") == first
    assert Registration.objects.count() == 2


@pytest.mark.parametrize("slug", NOT_BY_CLICK)
def test_who_has_to_read_or_say_something_gets_no_place_by_a_click(
    cast: dict[str, Member], slug: str
) -> None:
    NOT_BY_CLICK[slug]()
    with pytest.raises(FormNeeded):
        actions.register_by_click(actor=cast["ada"], slug=slug)
    assert not Registration.objects.exists()


def test_one_who_was_invited_comes_by_a_click(cast: dict[str, Member]) -> None:
    published(slug="theirs", audience="invited").invited.add(cast["eve"])
    assert actions.register_by_click(actor=cast["eve"], slug="theirs").is_registered
    with pytest.raises(FormNeeded):
        actions.register_by_click(actor=cast["ada"], slug="theirs")


def test_what_is_over_says_so(cast: dict[str, Member]) -> None:
    Event.objects.filter(pk=published(slug="off").pk).update(state="cancelled")
    with pytest.raises(RegistrationClosed):
        actions.register_by_click(actor=cast["ada"], slug="off")


def test_the_page_asks_what_the_click_left_open(cast: dict[str, Member], client: Client) -> None:
    client.force_login(cast["ada"])
    published(slug="both", link="https://zoom.example.org/1")
    answer = client.post("/events/both/register")
    assert answer.status_code == 200
    assert 'name="way"' in answer.text
    asking("line", slug="open")
    client.post("/events/open/register")  # as a program may: nothing is required
    assert Registration.objects.get().event.slug == "open"
    drafted(slug="draft")
    for slug in ("draft", "nowhere", "nul%00"):
        assert client.post(f"/events/{slug}/register").status_code == 404

"""The demonstration's events: the numbers of the first community, counted from records."""

import pytest

from bluestem.audit.actors import CONSOLE
from bluestem.community.models import Community
from bluestem.events.attention import due_to_dos, proposals
from bluestem.events.demo import make_events
from bluestem.events.figures import event_figures
from bluestem.events.models import Event, Recording
from bluestem.events.queries.listing import Wanted, listed, rows_of
from bluestem.members.demo import make_people
from bluestem.members.models import Member

pytestmark = pytest.mark.django_db


def test_demonstration_shows_the_numbers_of_the_facts(community, client, client_of):
    Community.objects.update(needs_approval=True)
    make_people()
    make_events()
    figures = event_figures()
    totals = {row.series.slug: row.total for row in figures.series}
    assert totals == {"wit-talks": 34, "diversity-talks": 6, "drinks": 14, "coffees": 3}
    speakers = {series.slug: counts for series, counts in figures.speakers}
    assert speakers["wit-talks"] == (22, 7, 5)
    assert figures.places_visited == 14
    assert figures.coffees_online == 3
    page = client.get("/figures/events").content.decode()
    for number in (22, 7, 5, 6, 14, 3):
        assert f">{number}</" in page
    rows = rows_of(CONSOLE, listed(CONSOLE, Wanted()))
    assert len(rows) == 8
    assert [row.waiting for row in rows if row.waiting] == [7]
    ben = Member.objects.get(address="ben@example.org")
    assert len(list(proposals(ben))) == 1
    assert list(due_to_dos(ben))
    for where in ("/events", "/events?past=on", "/events?month=2022-04", "/fr/figures/events"):
        assert client_of(ben).get(where).status_code == 200
    assert not Event.objects.filter(title_fr="").exists()
    kept = Recording.objects.get()
    page = client_of(ben).get(f"/events/{kept.event.slug}").content.decode()
    for part in ("<video", "<track", "The three things", "<img"):
        assert part in page
    assert client.get(f"/events/{kept.event.slug}/recordings/{kept.pk}").status_code == 404
    found = listed(CONSOLE, Wanted(words="mentor sponsor"))
    assert [event.pk for event in found] == [kept.event_id]


def test_small_numbers_of_who_came_are_hidden(cast):
    from bluestem.events import actions
    from bluestem.events.sweeps import close_what_is_over
    from bluestem.kit import time

    from .kit import HOUR, published

    event = published(starts_at=time.now() - 24 * HOUR)
    with time.clock_at(event.starts_at):
        for name in ("ada", "eve", "hanna"):
            registration = actions.register(actor=cast[name], event=event)
            actions.check_in(actor=cast["ben"], registration=registration)
    close_what_is_over()
    (row,) = event_figures().attendance
    assert (row.came, row.absent) == (None, None)


@pytest.mark.parametrize("count", [1, 30])
def test_figures_take_as_many_queries_for_thirty_as_for_one(
    community, client, django_assert_num_queries, count
):
    from bluestem.kit import time

    from .kit import HOUR, published

    for number in range(count):
        published(starts_at=time.now() - 48 * HOUR, slug=f"e{number}")
    with django_assert_num_queries(9):
        assert client.get("/figures/events").status_code == 200

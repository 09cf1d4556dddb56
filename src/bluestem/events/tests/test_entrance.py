"""Names for the entrance: who comes and whom they bring, as files, sent and sent again."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse

from bluestem.audit.models import AuditLine
from bluestem.events import actions
from bluestem.events.attention import names_since, names_to_send
from bluestem.events.models import Event, Registration
from bluestem.events.sweeps import ANSWERS_KEPT_FOR, forget_what_people_said
from bluestem.kit import time
from bluestem.members.models import Member

from .kit import HOUR, START, make_members, published

pytestmark = pytest.mark.django_db

DUE_ON = dt.date(2022, 5, 2)


def at(name, *args):
    return reverse(f"events:{name}", args=args)


def a_visit(cast, **values):
    event = published(slug="e", has_companions=True, **values)
    actions.set_details(
        actor=cast["ben"], event=event, names_due_on=DUE_ON, needs_badge=True,
        meeting_point="Gate C", needs_closed_shoes=True,
    )  # fmt: skip
    return Event.objects.select_related("series", "tour").get(pk=event.pk)


def test_name_of_a_companion_is_asked_where_the_entrance_wants_it(cast, client_of):
    event = a_visit(cast)
    browser = client_of(cast["ada"])
    answer = browser.post(at("register", "e"), {"companion": "on"})
    assert b"the entrance asks who comes" in answer.content
    assert not event.registrations.exists()
    browser.post(at("register", "e"), {"companion": "on", "companion_name": "Noor Haddad"})
    assert Registration.objects.get().companion_name == "Noor Haddad"
    page = browser.get(at("answers", "e")).content.decode()
    assert 'value="Noor Haddad"' in page
    browser.post(at("answers", "e"), {"companion_name": "Noor Weiss"})
    assert Registration.objects.get().companion_name == "Noor Weiss"


def test_name_without_a_companion_is_not_kept_and_elsewhere_none_is_asked(cast, client_of):
    a_visit(cast)
    client_of(cast["ada"]).post(at("register", "e"), {"companion_name": "Noor Haddad"})
    assert Registration.objects.get().companion_name == ""
    published(slug="other", has_companions=True, title_en="Other")
    page = client_of(cast["ada"]).get(at("event", "other")).content.decode()
    assert "companion_name" not in page
    client_of(cast["ada"]).post(
        at("register", "other"), {"companion": "on", "companion_name": "Noor Haddad"}
    )
    assert not Registration.objects.exclude(companion_name="").exists()


def comes(cast, event, who, companion=""):
    from bluestem.events.models import Said

    return actions.register(
        actor=cast[who], event=event, has_companion=bool(companion), said=Said(companion=companion)
    )


def test_page_and_files_name_everybody_with_a_place_on_site_and_nobody_else(cast, client_of):
    event = a_visit(cast, capacity_people=3, link="https://meet.example.org/1")
    comes(cast, event, "eve", "=Noor Haddad")
    comes(cast, event, "ada")
    comes(cast, event, "hanna")  # waits
    actions.register(actor=cast["ines"], event=event, is_online=True)
    browser = client_of(cast["ben"])
    page = browser.get(at("desk_names", "e"))
    guests = [(each.name, each.brought_by) for each in page.context["guests"]]
    ada, eve = cast["ada"].name, cast["eve"].name
    assert set(guests) == {(ada, ""), (eve, ""), ("=Noor Haddad", eve)}
    assert guests.index(("=Noor Haddad", eve)) == guests.index((eve, "")) + 1
    text = browser.post(at("names_text", "e"))
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    assert sorted(text.content.decode().split("\r\n")) == sorted(["", ada, eve, "=Noor Haddad"])
    table = browser.post(at("names_table", "e")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))
    assert rows[0] == ["Name", "Comes with"]
    assert ["'=Noor Haddad", eve] in rows
    deeds = AuditLine.objects.filter(deed="exported names")
    assert [line.facts for line in deeds] == [{"count": 3}] * 2
    assert "Noor" not in str([line.facts for line in AuditLine.objects.all()])


def test_names_are_marked_as_sent_and_who_comes_later_is_told_of(cast, client_of):
    event = a_visit(cast)
    comes(cast, event, "ada")
    browser = client_of(cast["ben"])
    with time.clock_at(START - 80 * HOUR):
        (item,) = names_to_send(cast["ben"])
        assert item.address == at("desk_names", "e")
        assert list(names_since(cast["ben"])) == []
        browser.post(at("names_sent", "e"))
        assert list(names_to_send(cast["ben"])) == list(names_since(cast["ben"])) == []
    with time.clock_at(START - 70 * HOUR):
        comes(cast, event, "eve", "Noor Haddad")
        assert len(list(names_since(cast["ben"]))) == 1
        page = browser.get(at("desk_names", "e"))
        assert [each.name for each in page.context["guests"] if each.is_new] == [
            cast["eve"].name, "Noor Haddad",
        ]  # fmt: skip
        browser.post(at("names_sent", "e"), {"do": "again"})
    with time.clock_at(START - 60 * HOUR):
        assert list(names_since(cast["ben"])) == []
        assert not any(each.is_new for each in browser.get(at("desk_names", "e")).context["guests"])
        browser.post(at("names_sent", "e"), {"do": "undo"})
        assert len(list(names_to_send(cast["ben"]))) == 1
    deeds = AuditLine.objects.filter(deed__contains="names").order_by("pk")
    assert [line.deed for line in deeds] == ["sent names", "sent names", "took sent names back"]


def test_names_that_are_not_known_are_said(cast, client_of):
    event = a_visit(cast)
    comes(cast, event, "ada", "x")
    Registration.objects.update(companion_name="")  # she registered before it was asked
    page = client_of(cast["ben"]).get(at("desk_names", "e")).content.decode()
    assert "The name of 1 person is not known" in page
    assert at("answers", "e") in client_of(cast["ada"]).get(at("event", "e")).content.decode()


def test_readers_see_what_it_takes_to_get_in_and_until_when(cast, client_of):
    event = a_visit(cast)
    browser = client_of(cast["ada"])
    for deed in (lambda: None, lambda: comes(cast, event, "ada")):
        deed()
        page = browser.get(at("event", "e")).content.decode()
        for words in ("Gate C", "Bring your badge.", "Wear closed shoes.", "Monday 2 May",
                      "register before"):  # fmt: skip
            assert words in page
    actions.note_names_sent(actor=cast["ben"], event=event)
    assert "has the names already" in browser.get(at("event", "e")).content.decode()


@pytest.mark.parametrize("who", ["ada", "eve", "cleo", "fay"])
def test_names_are_no_page_of_others(cast, client_of, who):
    event = a_visit(cast)
    comes(cast, event, "hanna", "Noor Haddad")
    browser = client_of(cast[who])
    answers = [browser.get(at("desk_names", "e"))]
    answers += [browser.post(at(view, "e")) for view in ("names_sent", "names_table", "names_text")]
    for answer in answers:
        assert answer.status_code == 404
        assert b"Noor" not in answer.content
    assert b"Noor" not in browser.get(at("event", "e")).content


def test_event_without_an_entrance_has_no_such_page(cast, client_of):
    published(slug="e")
    browser = client_of(cast["ben"])
    assert browser.get(at("desk_names", "e")).status_code == 404
    for view in ("names_table", "names_text"):
        assert browser.post(at(view, "e")).status_code == 404


def test_names_of_companions_go_with_the_registration_and_a_month_after_the_event(cast):
    event = a_visit(cast)
    comes(cast, event, "ada", "Noor Haddad")
    hers = comes(cast, event, "eve", "Other Person")
    actions.cancel(actor=cast["eve"], registration=hers)
    names = Registration.objects.exclude(companion_name="").values_list("companion_name", flat=True)
    assert list(names) == ["Noor Haddad"]
    with time.clock_at(event.ends_at + ANSWERS_KEPT_FOR + HOUR):
        forget_what_people_said()
    assert list(names.all()) == []


@pytest.mark.parametrize("count", [1, 30])
def test_page_of_names_takes_as_many_queries_for_30_people_as_for_one(
    cast, client_of, django_assert_num_queries, count
):
    event = a_visit(cast)
    for member in make_members(count):
        actions.register(actor=Member.objects.get(pk=member.pk), event=event)
    browser = client_of(cast["ben"])
    with django_assert_num_queries(6):
        assert browser.get(at("desk_names", "e")).status_code == 200

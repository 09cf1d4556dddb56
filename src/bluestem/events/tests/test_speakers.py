"""A speaker's way with letters, her own page, and thanks to who helped."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from bluestem.audit.actors import CONSOLE
from bluestem.events import actions, letters
from bluestem.events.attention import speakers_who_said_no
from bluestem.events.errors import MayNotManage, WrittenMeanwhile, WrongStep
from bluestem.events.models import Event, Recording, Speaker
from bluestem.events.sweeps import forget_addresses_of_speakers
from bluestem.kit import time
from bluestem.mailroom.contexts import unpack
from bluestem.mailroom.models import Delivery, Mailing
from bluestem.members import actions as members

from .kit import HOUR, START, drafted, published

pytestmark = pytest.mark.django_db

TITLE = "Cold magnets"


def at(name, *args):
    return reverse(f"events:{name}", args=args)


@pytest.fixture
def speaker(cast):
    event = published(series="wit-talks", slug="e", title_en=TITLE, title_fr="Aimants froids")
    return actions.add_speaker(
        actor=cast["ben"], event=event, name="Ilse B.", sector="lab", address="ilse@lab.example"
    )


def link_of(letter="events.speaker"):
    context = unpack(Mailing.objects.filter(letter=letter).last().context)
    return re.sub(r"^https?://[^/]+", "", context["button_address"])


def send(browser, speaker, name="invited", **changes):
    """Open the letter of a step as it is written beforehand, change it, send it."""
    where = at("speaker_letter", "e", speaker.pk, name)
    form = browser.get(where).context["form"]
    said = {field.name: field.value() or "" for field in form}
    return browser.post(where, {**said, **changes})


def test_organiser_sends_the_invitation_that_was_written_beforehand(cast, client_of, speaker):
    browser = client_of(cast["ben"])
    page = browser.get(at("speaker_letter", "e", speaker.pk, "invited")).content.decode()
    assert "Dear Ilse B.," in page
    assert "Thursday 5 May, 12:30–13:30" in page
    assert at("speaker_letter", "e", speaker.pk, "invited").join(('href="/fr', '"')) in page
    answer = send(browser, speaker, text="Dear Ilse, **please** come.")
    assert answer.status_code == 302
    delivery = Delivery.objects.get(mailing__letter="events.speaker")
    assert (delivery.address, delivery.language) == ("ilse@lab.example", "en")
    context = unpack(delivery.mailing.context)
    assert context["said_text_en"] == "Dear Ilse, **please** come."
    assert context["said_subject_en"] == f"Would you be our guest? {TITLE}"
    speaker.refresh_from_db()
    assert speaker.way == "invited"


def test_a_french_page_sends_an_english_letter_as_english(cast, client_of, speaker):
    browser = client_of(cast["ben"])
    where = "/fr" + at("speaker_letter", "e", speaker.pk, "invited") + "?language=en"
    page = browser.get(where).content.decode()
    assert 'action="?language=en"' in page
    assert re.search(r'href="\?language=en" lang="en" aria-current="page"', page)
    assert "Invitation à parler" not in page


def test_letter_is_written_in_the_language_that_is_chosen(cast, client_of, speaker):
    browser = client_of(cast["ben"])
    where = at("speaker_letter", "e", speaker.pk, "invited") + "?language=fr"
    page = browser.get(where)
    assert "Aimants froids" in page.context["form"]["text"].value()
    assert "jeudi 5 mai" in page.context["form"]["text"].value()
    said = {field.name: field.value() or "" for field in page.context["form"]}
    browser.post(where, said)
    assert Delivery.objects.get(mailing__letter="events.speaker").language == "fr"
    assert link_of().startswith("/fr/speaking/")
    speaker.refresh_from_db()
    assert speaker.language == "fr"


def test_second_click_sends_no_second_letter_and_loses_no_word(cast, client_of, speaker):
    browser = client_of(cast["ben"])
    where = at("speaker_letter", "e", speaker.pk, "invited")
    said = {"subject": "Come", "text": "Words of mine", "seen": ""}
    assert browser.post(where, said).status_code == 302
    again = browser.post(where, said)
    assert again.status_code == 409
    assert b"Words of mine" in again.content
    assert b"Nothing was sent a second time" in again.content
    assert Mailing.objects.filter(letter="events.speaker").count() == 1
    assert send(browser, speaker).status_code == 302  # opened anew: written once more on purpose
    assert Mailing.objects.filter(letter="events.speaker").count() == 2


@pytest.mark.parametrize(
    "wrong", [{"subject": ""}, {"text": ""}, {"text": "\0"}, {"text": "x" * 20_001},
              {"subject": "x" * 201}],
)  # fmt: skip
def test_refused_letter_comes_back_filled(cast, client_of, speaker, wrong):
    answer = send(client_of(cast["ben"]), speaker, **{"text": "Words of mine", **wrong})
    assert answer.status_code == 200
    assert b"error-summary" in answer.content
    assert not Mailing.objects.exists()
    speaker.refresh_from_db()
    assert speaker.way == "idea"


def test_without_an_address_the_step_is_noted_and_no_letter_goes(cast, client_of, speaker):
    Speaker.objects.update(address="")
    browser = client_of(cast["ben"])
    page = browser.get(at("desk_event", "e")).content.decode()
    assert "Mark as done: Invited" in page
    assert "Write the invitation" not in page
    answer = browser.get(at("speaker_letter", "e", speaker.pk, "invited"))
    assert answer["Location"] == at("speaker_edit", "e", speaker.pk)
    browser.post(at("speaker_step", "e", speaker.pk), {"value": "invited"})
    speaker.refresh_from_db()
    assert speaker.way == "invited"
    assert not Mailing.objects.exists()


@pytest.mark.parametrize("name", ["confirmed", "thanked", "nothing", "briefed"])
def test_letter_of_a_step_that_is_not_next_is_no_page(cast, client_of, speaker, name):
    browser = client_of(cast["ben"])
    assert browser.get(at("speaker_letter", "e", speaker.pk, name)).status_code == 404
    with pytest.raises(WrongStep):
        actions.write_to_speaker(
            actor=cast["ben"], speaker=speaker, step=name, seen_at=None, subject="a", text="b",
            language="en",
        )  # fmt: skip


def test_briefing_and_thanks_take_their_steps(cast, client_of, speaker):
    actions.set_details(actor=cast["ben"], event=speaker.event, interviewer=cast["ada"])
    Speaker.objects.update(way="confirmed")
    browser = client_of(cast["ben"])
    where = at("speaker_letter", "e", speaker.pk, "briefed")
    assert "will ask you the questions." in browser.get(where).content.decode()
    send(browser, speaker, "briefed")
    send(browser, speaker, "thanked")
    speaker.refresh_from_db()
    assert speaker.way == "thanked"
    assert Mailing.objects.filter(letter="events.speaker").count() == 2


@pytest.mark.parametrize("who", ["ada", "eve", "cleo"])
def test_letters_and_speakers_of_others_are_no_pages(cast, client_of, speaker, who):
    browser = client_of(cast[who])
    for view, args in (
        ("speaker_letter", (speaker.pk, "invited")),
        ("speaker_edit", (speaker.pk,)),
        ("desk_thanks", ()),
    ):
        for ask in (browser.get, browser.post):
            answer = ask(at(view, "e", *args))
            assert answer.status_code == 404
            assert b"ilse@lab.example" not in answer.content


def test_speaker_says_yes_then_no_and_organisers_see_it(cast, client, client_of, speaker):
    send(client_of(cast["ben"]), speaker)
    where = link_of()
    assert TITLE in client.get(where).content.decode()
    client.head(where)
    speaker.refresh_from_db()
    assert (speaker.way, speaker.declined_at) == ("invited", None)  # looking changes nothing
    client.post(where, {"do": "yes"})
    speaker.refresh_from_db()
    assert speaker.way == "confirmed"
    client.post(where, {"do": "no"})
    client.post(where, {"do": "no"})
    speaker.refresh_from_db()
    assert (speaker.way, speaker.has_declined) == ("invited", True)
    assert "Said no" in client_of(cast["ben"]).get(at("desk_event", "e")).content.decode()
    (item,) = speakers_who_said_no(cast["ben"])
    assert item.title == "Ilse B. said no"
    assert list(speakers_who_said_no(cast["cleo"])) == []
    client.post(where, {"do": "yes"})
    speaker.refresh_from_db()
    assert (speaker.way, speaker.has_declined) == ("confirmed", False)


def test_organiser_can_note_a_yes_after_a_no(cast, speaker):
    Speaker.objects.update(way="invited", declined_at=timezone.now())
    actions.move_speaker_on(actor=cast["ben"], speaker=speaker, step="confirmed")
    speaker.refresh_from_db()
    assert (speaker.way, speaker.declined_at) == ("confirmed", None)


def test_speaker_says_what_may_be_recorded_before_and_after(cast, client, client_of, speaker):
    send(client_of(cast["ben"]), speaker)
    where = link_of()
    client.post(where, {"do": "recording", "value": "public"})
    speaker.refresh_from_db()
    assert speaker.recording_consent == "public"
    assert speaker.recording_consent_at is not None
    for wrong in ("", "everyone", "\0"):
        client.post(where, {"do": "recording", "value": wrong})
    speaker.refresh_from_db()
    assert speaker.recording_consent == "public"
    with time.clock_at(START + 48 * HOUR):
        client.post(where, {"do": "yes"})  # over: nothing to say yes to
        client.post(where, {"do": "recording", "value": "no"})
        page = client.get(where).content.decode()
    assert "The event is over." in page
    speaker.refresh_from_db()
    assert (speaker.way, speaker.recording_consent) == ("invited", "no")


@pytest.mark.parametrize(
    ("consent", "stays", "audience"),
    [("public", True, "public"), ("members", True, "members"), ("no", False, "public")],
)
def test_recording_is_shown_no_further_than_the_speaker_says_now(speaker, consent, stays, audience):
    recording = Recording.objects.create(
        event=speaker.event, media_type="video/mp4", size_bytes=1, audience="public",
        added_at=START, published_at=START,
    )  # fmt: skip
    Speaker.objects.update(recording_consent="members")
    speaker.refresh_from_db()
    actions.say_recording_consent(actor=CONSOLE, speaker=speaker, consent=consent)
    recording.refresh_from_db()
    if consent != "members":  # said before: nothing changes
        assert (recording.is_published, recording.audience) == (stays, audience)


@pytest.mark.parametrize(
    "token", ["", "1", "1.x", "x.y", "9" * 30 + ".x", "\0", "١.x", "1:x", "²."]
)
def test_forged_link_of_a_speaker_is_no_page(client, speaker, token):
    for ask in (client.get, client.post):
        assert ask(f"/speaking/{token}").status_code == 404


def test_another_address_ends_the_link_that_went_to_the_one_before(cast, client, speaker):
    before = letters.speaker_token(speaker)
    assert client.get(at("speaking", before)).status_code == 200
    actions.change_speaker(
        actor=cast["ben"], speaker=speaker, name="Ilse B.", sector="lab", address="i@lab.example"
    )
    assert client.get(at("speaking", before)).status_code == 404


def test_link_of_one_speaker_opens_no_other(cast, client, speaker):
    other = actions.add_speaker(
        actor=cast["ben"], event=speaker.event, name="Noor", sector="lab", address="n@lab.example"
    )
    forged = f"{other.pk}." + letters.speaker_token(speaker).partition(".")[2]
    assert client.get(at("speaking", forged)).status_code == 404


def test_speaker_is_changed_and_removed_on_her_page(cast, client_of, speaker):
    browser = client_of(cast["ben"])
    where = at("speaker_edit", "e", speaker.pk)
    assert 'value="ilse@lab.example"' in browser.get(where).content.decode()
    said = {"name": "Ilse Brandt", "sector": "industry", "about": "CTO", "language": "fr",
            "address": "i@x.example"}  # fmt: skip
    assert b"error-summary" in browser.post(where, {**said, "name": ""}).content
    browser.post(where, said)
    speaker.refresh_from_db()
    assert (speaker.name, speaker.sector, speaker.language) == ("Ilse Brandt", "industry", "fr")
    browser.post(where, {"do": "remove"})
    assert not Speaker.objects.exists()


def test_refused_speaker_comes_back_filled(cast, client_of, speaker):
    said = {"speaker-name": "Noor", "speaker-sector": "lab", "speaker-address": "no address",
            "speaker-language": "en"}  # fmt: skip
    answer = client_of(cast["ben"]).post(at("speaker_add", "e"), said)
    assert b"error-summary" in answer.content
    assert b'value="no address"' in answer.content


def test_who_helped_is_thanked_once_each_in_her_language(cast, client_of):
    event = published(series="wit-talks", slug="e")
    type(cast["eve"]).objects.filter(pk=cast["eve"].pk).update(language="fr")
    actions.set_details(actor=cast["ben"], event=event, interviewer=cast["eve"])
    for to_do in event.to_dos.all():
        actions.tick_to_do(actor=cast["ben"], to_do=to_do)
    browser = client_of(cast["ben"])
    assert browser.get(at("desk_thanks", "e")).status_code == 404  # not over yet
    with pytest.raises(WrongStep):
        actions.thank_helpers(actor=cast["ben"], event=event, words={})
    with time.clock_at(START + 48 * HOUR):
        page = browser.get(at("desk_thanks", "e"))
        assert cast["eve"].name in page.content.decode()
        said = {field.name: field.value() for field in page.context["form"]}
        refused = browser.post(at("desk_thanks", "e"), {**said, "text_fr": ""})
        assert b"Subject and text belong together." in refused.content
        for status in (302, 409):
            assert browser.post(at("desk_thanks", "e"), said).status_code == status
        with pytest.raises(MayNotManage):
            actions.thank_helpers(actor=cast["ada"], event=event, words=said)
    sent = Delivery.objects.filter(mailing__letter="events.thanks")
    assert {each.address: each.language for each in sent} == {
        "ben@example.org": "en",
        "eve@example.org": "fr",
    }
    context = unpack(sent.first().mailing.context)
    assert "took place because you helped" in context["said_text_en"]
    assert "grâce à votre aide" in context["said_text_fr"]


def test_two_organisers_write_one_letter(cast, speaker):
    values = {"actor": cast["ben"], "speaker": speaker, "step": "invited", "subject": "a",
              "text": "b", "language": "en"}  # fmt: skip
    actions.write_to_speaker(**values, seen_at=None)
    with pytest.raises(WrittenMeanwhile):
        actions.write_to_speaker(**values, seen_at=None)


def test_erased_person_is_taken_out_of_her_events(cast, speaker):
    Speaker.objects.update(address=cast["eve"].address.upper(), recording_consent="public")
    event = drafted(series="wit-talks", slug="hers")
    actions.set_details(actor=cast["ben"], event=event, interviewer=cast["eve"])
    recording = Recording.objects.create(
        event=speaker.event, media_type="video/mp4", size_bytes=1, added_at=START,
        published_at=START,
    )  # fmt: skip
    members.erase(actor=cast["eve"], member=cast["eve"])
    speaker.refresh_from_db()
    assert (speaker.name, speaker.address, speaker.about) == ("", "", "")
    assert speaker.recording_consent == "no"
    assert not Recording.objects.filter(pk=recording.pk).exists()
    event = Event.objects.select_related("interview").get(slug="hers")
    assert event.interview.interviewer is None


def test_address_of_a_speaker_goes_after_a_year_unless_a_recording_is_kept(cast, speaker):
    other = published(series="wit-talks", slug="recorded")
    kept = actions.add_speaker(
        actor=cast["ben"], event=other, name="N", sector="lab", address="n@lab.example"
    )
    Recording.objects.create(event=other, media_type="video/mp4", size_bytes=1, added_at=START)
    with time.clock_at(START + dt.timedelta(days=364)):
        forget_addresses_of_speakers()
        speaker.refresh_from_db()
        assert speaker.address
    with time.clock_at(START + dt.timedelta(days=367)):
        forget_addresses_of_speakers()
    speaker.refresh_from_db()
    kept.refresh_from_db()
    assert (speaker.address, kept.address) == ("", "n@lab.example")

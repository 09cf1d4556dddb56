"""Questions on the desk and on the stage: moderated, projected, and by whom."""

import pytest

from bluestem.audit.models import AuditLine
from bluestem.events import actions
from bluestem.events.attention import questions_to_read
from bluestem.events.letters import speaker_token
from bluestem.events.models import Event
from bluestem.kit import time

from .kit import HOUR, START, published
from .kit_talk import asked, at, talk

pytestmark = pytest.mark.django_db


def test_one_question_is_on_the_stage_and_the_one_before_counts_as_answered(cast, client_of):
    event = talk()
    first, second = asked(event, "First?"), asked(event, "Second?", kept_votes=3)
    browser = client_of(cast["ben"])
    for question, state in ((first, "asked"), (second, "asked"), (second, "asked")):
        browser.post(at("question_step", "t", question.pk), {"do": state})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("answered", "asked")
    lines = AuditLine.objects.filter(deed="moderated question")
    assert [line.facts["state"] for line in lines.order_by("pk")] == ["asked", "asked"]
    stage = browser.get(at("stage", "t"))
    assert stage.context["stage"].current == second
    assert stage.context["stage"].following == []


def test_words_cannot_be_changed_and_odd_steps_are_refused(cast, client_of):
    question = asked(talk(), state="waiting")
    browser = client_of(cast["ben"])
    for state in ("", "waiting", "rewritten", "\0"):
        said = {"do": state, "text": "Other words"}
        page = browser.post(at("question_step", "t", question.pk), said, follow=True)
        assert "This step was taken already" in page.content.decode()
    question.refresh_from_db()
    assert (question.text, question.state) == ("Why so cold?", "waiting")


def test_stage_is_for_organisers_interviewer_and_speaker(cast, client, client_of):
    event = talk()
    asked(event, "Why so cold?", cast["hanna"])
    actions.set_details(actor=cast["ben"], event=event, interviewer=cast["ada"])
    speaker = actions.add_speaker(
        actor=cast["ben"], event=event, name="Ilse", sector="lab", address="ilse@example.net"
    )
    allowed = {"ben": 200, "ada": 200, "eve": 404, "cleo": 404, "hanna": 404}
    for name, status in allowed.items():
        assert client_of(cast[name]).get(at("stage", "t")).status_code == status
    assert client.get(at("stage", "t")).status_code == 302
    page = client.get(at("speaker_stage", speaker_token(speaker)))
    assert page.status_code == 200
    assert "Why so cold?" in page.content.decode()
    assert client.get(at("speaker_stage", "example")).status_code == 404
    assert client_of(cast["ben"]).get(at("stage", "nothing")).status_code == 404
    assert client_of(cast["ben"]).get("/events/a%00b/stage").status_code == 404
    Event.objects.update(state="draft")
    assert client.get(at("speaker_stage", speaker_token(speaker))).status_code == 404


def test_stage_asks_again_by_itself_for_its_part_alone_and_without_scripts(cast, client_of):
    event = talk()
    asked(event, "Why so cold?", cast["hanna"], "asked")
    asked(event, "And now?", None)
    asked(event, "Not let through", None, "waiting")
    browser = client_of(cast["ben"])
    page = browser.get(at("stage", "t")).content.decode()
    assert '<noscript><meta http-equiv="refresh"' in page
    part = browser.get(at("stage", "t"), headers={"HX-Request": "true"}).content.decode()
    for found in (page, part):
        assert 'hx-trigger="every 4s"' in found
        assert "Hanna" in found
        assert "And now?" in found
        assert "Not let through" not in found
    assert "<html" not in part
    assert "<h1" not in part


def test_mentoring_committee_moderates_its_trainings_and_no_talk(cast, client_of):
    mine = published(slug="m", series="trainings")
    theirs = talk()
    browser = client_of(cast["cleo"])
    for event, status in ((mine, 200), (theirs, 404)):
        question = asked(event, state="waiting")
        assert browser.get(at("desk_questions", event.slug)).status_code == status
        step = browser.post(at("question_step", event.slug, question.pk), {"do": "shown"})
        question.refresh_from_db()
        assert (step.status_code == 302) == (question.state == "shown") == (status == 200)
    other = asked(theirs, state="waiting")
    assert browser.post(at("question_step", "m", other.pk), {"do": "shown"}).status_code == 404


def test_desk_says_which_events_have_questions_to_read(cast):
    event = talk()
    asked(event, state="shown")
    assert list(questions_to_read(cast["ben"])) == []
    for words in ("1 question waits", "2 questions wait"):
        asked(event, state="waiting")
        (item,) = questions_to_read(cast["ben"])
        assert words in item.title
        assert (item.text, item.address) == (event.title, at("desk_questions", "t"))
    assert list(questions_to_read(cast["cleo"])) == []
    with time.clock_at(START + 3 * HOUR):
        assert list(questions_to_read(cast["ben"])) == []

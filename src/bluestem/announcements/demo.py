"""The announcements' part of the demonstration: three that went out, one that waits."""

import datetime as dt

from bluestem.announcements.actions import approve_and_release, ask_for_approval, draft
from bluestem.announcements.models import Announcement, Words
from bluestem.kit import time
from bluestem.mailroom.models import Delivery, Mailing
from bluestem.members.models import MailingList, Member

MINUTES_PER_MAILING = 4

PAST = (
    (
        dt.datetime(2022, 1, 24, 9, 30, tzinfo=dt.UTC),
        "announcements",
        Words(
            "Women and girls in science: 60 of us visit schools",
            "Femmes et filles de science : 60 d’entre nous visitent des classes",
            "From **7 to 11 February**, sixty colleagues will visit classes around the "
            "laboratory and talk about how they came to do what they do.\n\n"
            "- 110 classes asked for us, more than ever\n"
            "- visits are in French or English, in class or by video\n\n"
            "If you meet one of them that week, ask what the pupils wanted to know.",
            "Du **7 au 11 février**, soixante collègues iront dans les classes de la région "
            "raconter comment elles en sont arrivées là.\n\n"
            "- 110 classes nous ont demandées, plus que jamais\n"
            "- les visites se font en français ou en anglais, en classe ou en vidéo\n\n"
            "Si vous les croisez, demandez-leur ce que les élèves voulaient savoir.",
        ),
    ),
    (
        dt.datetime(2022, 2, 14, 8, 0, tzinfo=dt.UTC),
        "announcements",
        Words(
            "Mentoring 2022: information session on 25 February",
            "Mentorat 2022 : séance d’information le 25 février",
            "The fifth mentoring programme begins in May. On **Friday 25 February at 12:30** we "
            "tell what mentors and mentees can expect, and answer every question.\n\n"
            "The call for applications opens on 1 March.",
            "Le cinquième programme de mentorat commence en mai. Le **vendredi 25 février à "
            "12 h 30**, nous racontons ce qui attend mentors et mentees, et répondons à toutes les "
            "questions.\n\nL’appel à candidatures ouvre le 1er mars.",
        ),
    ),
    (
        dt.datetime(2022, 3, 1, 8, 0, tzinfo=dt.UTC),
        "mentoring-calls",
        Words(
            "Call for mentors and mentees",
            "Appel : mentors et mentees",
            "Applications are open **until 31 March**. You need not be senior to be a mentor, "
            "and you do not need a problem to be a mentee: wanting to move is enough.",
            "Les candidatures sont ouvertes **jusqu’au 31 mars**. Nul besoin d’être haut placée "
            "pour être mentor, ni d’avoir un problème pour être mentee : l’envie d’avancer suffit.",
        ),
    ),
)

WAITING = Words(
    "What we would like to hear from you",
    "Ce que nous aimerions savoir de vous",
    "Six years, and more than five hundred of us. Before the summer we would like to know what "
    "this network should do more of, and what it should stop.\n\n"
    "Answer this mail with **one sentence**. We read every one.",
    "Six ans, et nous sommes plus de cinq cents. Avant l’été, nous aimerions savoir ce que ce "
    "réseau devrait faire davantage, et ce qu’il devrait arrêter.\n\n"
    "Répondez à ce message par **une phrase**. Nous les lisons toutes.",
)


def make_announcements() -> None:
    """Write them as steering members of the demonstration would; needs its people and lists."""
    writer, approver = Member.objects.filter(
        pk__in=[member.pk for member in Member.objects.organisers() if _steers(member)]
    ).exclude(address="ben@example.org")[:2]
    for at, slug, words in PAST:
        with time.clock_at(at):
            asked = _asked(writer, slug, words)
            approve_and_release(
                actor=approver, announcement=asked, seen_at=asked.changed_at, grace_seconds=0
            )
            _deliver(at)
    _asked(writer, "announcements", WAITING)


def _steers(member: Member) -> bool:
    return "steering" in member.role_kinds


def _asked(writer: Member, slug: str, words: Words) -> Announcement:
    written = draft(
        actor=writer,
        mailing_list=MailingList.objects.get(slug=slug),
        subject_en=words.subject_en,
        subject_fr=words.subject_fr,
        text_en=words.text_en,
        text_fr=words.text_fr,
    )
    return ask_for_approval(actor=writer, announcement=written, seen_at=written.changed_at)


def _deliver(at: dt.datetime) -> None:
    """Let the past be past: these mails left long ago, whatever mail server there is today."""
    finished_at = at + dt.timedelta(minutes=MINUTES_PER_MAILING)
    Delivery.objects.filter(mailing__created_at__lte=at).update(
        state=Delivery.State.SENT, attempt_count=1, changed_at=finished_at, server_words="250 OK"
    )
    Mailing.objects.filter(created_at__lte=at).update(
        state=Mailing.State.DONE, finished_at=finished_at
    )

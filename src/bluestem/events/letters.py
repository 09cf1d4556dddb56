"""The mails this room sends, and what their templates are given."""

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext

from bluestem.community.models import Community
from bluestem.community.queries import the_community
from bluestem.events.models import Event, Offer, PlaceRequest, Registration, Speaker, ToDo, Tour
from bluestem.events.queries.calendars import invitation
from bluestem.events.queries.coffees import Neighbour
from bluestem.kit.templatetags.kit import day_with_year, moment, span
from bluestem.mailroom.actions import Post, Recipient, post, post_all
from bluestem.mailroom.letters import Letter, register
from bluestem.members.models import Member

LANGUAGES_BY_NAME = dict(settings.LANGUAGES)
LANGUAGES = tuple(LANGUAGES_BY_NAME)
BLANK_LINES = re.compile(r"\n\s*\n")
REQUEST, CANCEL = "REQUEST", "CANCEL"
LONGEST_KEY = 18  # digits that every database takes for a number
SAMPLE: dict[str, Any] = {
    "title_en": "Keeping 1,232 magnets cold",
    "title_fr": "Garder 1\N{NO-BREAK SPACE}232 aimants au froid",
    "when_en": "Thursday 5 May, 12:30–13:30",
    "when_fr": "jeudi 5 mai, 12:30–13:30",
    "deadline_en": "4 May 2022, 18:00",
    "deadline_fr": "4 mai 2022, 18:00",
    "before_en": "Wednesday 4 May, 12:30–13:30",
    "before_fr": "mercredi 4 mai, 12:30–13:30",
    "reason_en": "Ilse is ill.",
    "reason_fr": "Ilse est malade.",
    "zone": "Europe/Zurich",
    "place": "Main auditorium",
    "access_en": "Bring your badge.",
    "access_fr": "Prenez votre badge.",
    "link": "https://meeting.example.org/5",
    "button_address": "https://community.example.org/events/magnets",
    "waiting_place": 2,
    "people": [
        {"first_name": "Eve", "address": "", "department_en": "Beams", "department_fr": "Faisceaux"}
    ],
    "who": "Ben Okonkwo",
    "words": "Ask the guide and the place",
    "due_en": "2 May 2022",
    "due_fr": "2 mai 2022",
    "said_subject_en": "Would you be our guest?",
    "said_subject_fr": "Seriez-vous notre invitée ?",
    "said_text_en": "Dear Ilse,\n\nwe would be **very glad**.",
    "said_text_fr": "Chère Ilse,\n\nnous en serions **ravies**.",
}


def _letter(name: str, *, is_secret: bool = False, useful_minutes: int = 0) -> Letter:
    return register(
        Letter(
            name=f"events.{name}",
            template=f"events/letters/{name}",
            is_secret=is_secret,
            useful_minutes=useful_minutes,
            sample=SAMPLE,
        )
    )


# Those with a link that acts are secret: wiped once they are sent.
CONFIRM_PLACE = _letter("confirm_place", is_secret=True)
REGISTERED = _letter("registered", is_secret=True)
WAITING = _letter("waiting", is_secret=True)
OFFERED = _letter("offered", is_secret=True)
LAPSED = _letter("lapsed")
CANCELLED = _letter("cancelled")
CALLED_OFF = _letter("called_off")
MOVED = _letter("moved", is_secret=True)
PROPOSED = _letter("proposed")
REMINDER = _letter("reminder", is_secret=True, useful_minutes=24 * 60)
SPEAKER = _letter("speaker", is_secret=True)
FEEDBACK = _letter("feedback", is_secret=True)
TO_DO = _letter("to_do")
THANKS = _letter("thanks")
# The steps of a speaker's way that have a letter, written beforehand in both languages.
PREPARED = (Speaker.Step.INVITED, Speaker.Step.BRIEFED, Speaker.Step.THANKED)
HELPERS = "helpers"
COFFEE_GROUP = _letter("coffee_group", is_secret=True)  # names of others: not kept in the outbox
# Those to somebody who may come: they say how to get in, and where to take part online.
TO_COME = (REGISTERED, OFFERED, MOVED, REMINDER)

OFFER_SALT, REGISTRATION_SALT, REQUEST_SALT, FEED_SALT, FEEDBACK_SALT = (
    f"bluestem.events.{name}" for name in ("offer", "registration", "request", "feed", "feedback")
)
SPEAKER_SALT = "bluestem.events.speaker"


def token_of(salt: str, key: uuid.UUID) -> str:
    """Return what stands in a link: a key that only this installation can have signed."""
    return signing.Signer(salt=salt, sep=".").sign(str(key))


def key_in(salt: str, token: str) -> uuid.UUID | None:
    """Return the key in a link's token, None for anything else."""
    try:
        return uuid.UUID(signing.Signer(salt=salt, sep=".").unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def speaker_token(speaker: Speaker) -> str:
    """Return what stands in a speaker's link; another address makes it another link."""
    return signing.Signer(salt=f"{SPEAKER_SALT}:{speaker.address}", sep=".").sign(str(speaker.pk))


def speaker_in(token: str) -> Speaker | None:
    """Return the speaker of a link, None for anything else."""
    key = token.partition(".")[0]
    if not (key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY):
        return None
    found = Speaker.objects.select_related("event__series").filter(pk=int(key)).first()
    is_hers = (
        found is not None and found.address and constant_time_compare(token, speaker_token(found))
    )
    return found if is_hers else None


def words_of(event: Event, community: Community | None = None) -> dict[str, Any]:
    """Return what every letter about an event is given, the times in the community's zone."""
    community = community or the_community()
    words: dict[str, Any] = {
        "title_en": event.title_en or event.title_fr,
        "title_fr": event.title_fr or event.title_en,
        "reason_en": event.reason_en or event.reason_fr,
        "reason_fr": event.reason_fr or event.reason_en,
        "place": event.place,
        "zone": community.time_zone,
    }
    for language in LANGUAGES:
        words[f"when_{language}"] = _in_words(
            language, community.zone, event.starts_at, event.ends_at
        )
    return words


def before_words(event: Event, before: Event) -> dict[str, str]:
    """Return what an event was before it changed, in both languages, as far as it is told.

    A link is left out: nobody shall take the old one.
    """
    community = the_community()
    now, then = words_of(event, community), words_of(before, community)
    found = {}
    for code in LANGUAGES:
        names = (f"title_{code}", f"when_{code}", "place")
        old = [then[name] for name in names if then[name] != now[name]]
        found[f"before_{code}"] = " · ".join(words for words in old if words)
    return found


def access_words(event: Event) -> dict[str, str]:
    """Return how to get in, in both languages: what organisers wrote, and what a visit asks."""
    found = {}
    tour = getattr(event, "tour", None)
    for code in LANGUAGES:
        with translation.override(code):
            found[f"access_{code}"] = "\n".join((*_rules_of(tour), event.access)).strip()
    return found


def _rules_of(tour: Tour | None) -> list[str]:
    if tour is None:
        return []
    point = gettext("Meeting point: %(point)s") % {"point": tour.meeting_point}
    rules = (
        (bool(tour.meeting_point), point),
        (tour.needs_badge, gettext("Bring your badge.")),
        (tour.needs_closed_shoes, gettext("Wear closed shoes.")),
    )
    return [words for applies, words in rules if applies]


def _in_words(
    language: str, zone: ZoneInfo, start: dt.datetime, end: dt.datetime | None = None
) -> str:
    with translation.override(language), timezone.override(zone):
        return span(start, end) if end else moment(start)


def address(view: str, language: str, *args: object) -> str:
    """Return the whole address of a page in somebody's language."""
    with translation.override(language):
        return settings.SITE_URL + reverse(view, args=args)


def recipient_of(registration: Registration) -> Recipient | None:
    """Return whom a letter about a registration goes to; None where nobody is left to write to."""
    member = registration.member
    if member is not None:
        return member_as_recipient(member) if member.is_active else None
    if not registration.address:
        return None
    return Recipient(
        address=registration.address, language=registration.language, name=registration.name
    )


def member_as_recipient(member: Member) -> Recipient | None:
    """Return a member as the mailroom knows her; None once she has no address."""
    if not member.address:
        return None
    return Recipient(
        address=member.address, language=member.language, name=member.name, key=str(member.pk)
    )


@dataclass(frozen=True)
class Told:
    """What somebody is told about her registration.

    `calendar` is REQUEST or CANCEL where the entry in her calendar comes, changes or goes.
    """

    registration: Registration
    letter: Letter
    calendar: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


def tell(registration: Registration, letter: Letter, *, calendar: str = "", **more: Any) -> None:
    """Write a letter about a registration to whoever it is of."""
    tell_all(registration.event, [Told(registration, letter, calendar, more)])


def tell_all(event: Event, told: Iterable[Told]) -> int:
    """Write to several people about one event, in as many queries as to one.

    Returns to how many: some have no address any more.
    """
    written = [(one, to) for one in told if (to := recipient_of(one.registration)) is not None]
    if not written:
        return 0
    community = the_community()
    words = words_of(event, community)
    is_way_in_told = any(one.letter in TO_COME for one, _ in written)
    access = access_words(event) if is_way_in_told else {}
    languages = {to.language for _, to in written}
    pages = {language: address("events:event", language, event.slug) for language in languages}
    posts = []
    for one, to in written:
        registration, may_come = one.registration, one.letter in TO_COME
        is_online = registration.is_online
        context = {
            **words,
            # Members have the link in their mail; visitors' page shows it 15 minutes before.
            "link": event.link if may_come and registration.member_id and is_online else "",
            **(access if may_come and not is_online else {}),
            # Members see their registration on the event's page.
            "button_address": (
                pages[to.language]
                if registration.member_id
                else visitors_page(registration, to.language)
            ),
            **one.more,
        }
        if one.calendar:
            is_cancelled = one.calendar == CANCEL
            entry = invitation(registration, community, is_cancelled=is_cancelled)
            context["calendar_entry"] = {"method": one.calendar, "text": entry.decode()}
        posts.append(Post(one.letter.name, to, context, event.reference))
    post_all(posts=posts)
    return len(posts)


def visitors_page(registration: Registration, language: str) -> str:
    """Return where a visitor sees her registration."""
    token = token_of(REGISTRATION_SALT, registration.pk)
    return address("events:own_registration", language, token)


def tell_of_offers(event: Event, offers: Iterable[Offer]) -> None:
    """Write the letters with the two answers to offers of one event."""
    zone = the_community().zone
    told = []
    for offer in offers:
        more = {f"deadline_{code}": _in_words(code, zone, offer.deadline_at) for code in LANGUAGES}
        token = token_of(OFFER_SALT, offer.pk)
        more["button_address"] = _own_page("events:offer", offer.registration, token)
        told.append(Told(offer.registration, OFFERED, more=more))
    tell_all(event, told)


def ask_for_feedback(event: Event, registrations: Iterable[Registration]) -> int:
    """Ask people what they thought of an event; return how many of them have an address."""
    told = []
    for registration in registrations:
        token = token_of(FEEDBACK_SALT, registration.pk)
        more = {"button_address": _own_page("events:feedback", registration, token)}
        told.append(Told(registration, FEEDBACK, more=more))
    return tell_all(event, told)


def _own_page(view: str, registration: Registration, token: str) -> str:
    member = registration.member
    return address(view, member.language if member else registration.language, token)


def tell_of_request(wish: PlaceRequest) -> None:
    """Write the letter by which a visitor confirms her address."""
    token = token_of(REQUEST_SALT, wish.pk)
    post(
        letter=CONFIRM_PLACE.name,
        to=Recipient(address=wish.address, language=wish.language, name=""),
        context={
            **words_of(wish.event),
            "button_address": address("events:confirm_place", wish.language, token),
        },
        reference=wish.event.reference,
    )


def tell_approver(event: Event, member: Member) -> None:
    """Ask an organiser for her yes."""
    to = member_as_recipient(member)
    if to is not None:
        post(
            letter=PROPOSED.name,
            to=to,
            context={
                **words_of(event),
                "who": event.proposed_by.name if event.proposed_by else "",
                "button_address": address("events:desk_event", to.language, event.slug),
            },
            reference=event.reference,
        )


def tell_owner(to_do: ToDo, *, who: str) -> None:
    """Tell a member that something has to be done and that it is hers."""
    to = member_as_recipient(to_do.owner) if to_do.owner else None
    if to is None:
        return
    due = {}
    for code in LANGUAGES:
        with translation.override(code):
            due[f"due_{code}"] = day_with_year(to_do.due_on)
    context = {
        **words_of(to_do.event),
        **due,
        "words": to_do.words,
        "who": who,
        "button_address": address("events:desk_event", to.language, to_do.event.slug),
    }
    post(letter=TO_DO.name, to=to, context=context, reference=to_do.event.reference)


def prepared(name: str, event: Event, language: str, *, who: str, **more: Any) -> tuple[str, str]:
    """Return subject and Markdown of a letter that an organiser finds written beforehand."""
    context = {"event": event, "who": who, "community": the_community(), **more}
    with translation.override(language), timezone.override(the_community().zone):
        context["when"] = span(event.starts_at, event.ends_at)
        subject, text = (
            render_to_string(f"events/letters/prepared/{name}{ending}", context).strip()
            for ending in (".subject.txt", ".txt")
        )
    return subject.replace("\n", " "), BLANK_LINES.sub("\n\n", text)


def tell_speaker(speaker: Speaker, *, subject: str, text: str) -> None:
    """Send a speaker what an organiser wrote, with the link to her own page."""
    language = speaker.language
    post(
        letter=SPEAKER.name,
        to=Recipient(address=speaker.address, language=language, name=speaker.name),
        context={
            f"said_subject_{language}": subject,
            f"said_text_{language}": text,
            "button_address": address("events:speaking", language, speaker_token(speaker)),
        },
        reference=speaker.event.reference,
    )


def thank(event: Event, member: Member, words: Mapping[str, str]) -> None:
    """Send thanks to a member, in her language or in the one that is written."""
    to = member_as_recipient(member)
    if to is not None:
        context = {f"said_{name}": value for name, value in words.items()}
        post(letter=THANKS.name, to=to, context=context, reference=event.reference)


def tell_of_groups(event: Event, seated: Iterable[tuple[Member, Iterable[Neighbour]]]) -> None:
    """Write to members with whom each of them sits at a coffee."""
    words = words_of(event)
    posts = []
    for member, people in seated:
        to = member_as_recipient(member)
        if to is not None:
            context = {
                **words,
                "people": [asdict(each) for each in people],
                "button_address": address("events:event", to.language, event.slug),
            }
            posts.append(Post(COFFEE_GROUP.name, to, context, event.reference))
    post_all(posts=posts)


def announcement_words(event: Event) -> dict[str, tuple[str, str]]:
    """Return subject and Markdown of an announcement of this event, in each language."""
    found = {}
    zone = the_community().zone
    for code in LANGUAGES:
        with translation.override(code):
            when = _in_words(code, zone, event.starts_at, event.ends_at)
            where = event.place or gettext("Online")
            link = (
                f"[{gettext('Register on its page')}]({address('events:event', code, event.slug)})"
            )
            parts = (event.summary, f"**{when}**\n\n{where}", event.text, link)
            found[code] = (event.title, "\n\n".join(part for part in parts if part))
    return found

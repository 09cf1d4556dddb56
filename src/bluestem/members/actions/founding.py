"""What every new community has: its mailing lists, its interests, its first organiser."""

from django.db import transaction

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.kit import time
from bluestem.members.models import (
    Consent,
    Interest,
    MailingList,
    Member,
    Purpose,
    Role,
    Subscription,
    normal_address,
)

MEMBERSHIP_TEXT_VERSION = "2026-11"

LISTS = (
    # slug, English, French, about, à propos, audience, default
    ("announcements", "Announcements", "Annonces",
     "News of the community: events, calls, decisions. About twice a month.",
     "Les nouvelles de la communauté : événements, appels, décisions. Environ deux fois par mois.",
     "members", True),
    ("friday-links", "Friday Links", "Friday Links",
     "Links worth your weekend, every Friday.",
     "Des liens pour le week-end, chaque vendredi.",
     "everyone", True),
    ("mentoring-calls", "Mentoring calls", "Appels au mentorat",
     "When mentors and mentees are sought, a few times a year.",
     "Quand nous cherchons mentors et mentees, quelques fois par an.",
     "members", False),
    ("outreach-calls", "Outreach calls", "Appels aux volontaires",
     "When volunteers are sought for schools and workshops.",
     "Quand nous cherchons des volontaires pour les écoles et les ateliers.",
     "members", False),
    ("teachers", "Teachers", "Personnel enseignant",
     "When school visits can be asked for, once or twice a year.",
     "Quand une visite en classe peut être demandée, une ou deux fois par an.",
     "teachers", False),
)  # fmt: skip

INTERESTS = (
    ("career", "Career", "Carrière"),
    ("mentoring", "Mentoring", "Mentorat"),
    ("outreach", "School visits", "Visites en classe"),
    ("science", "Science", "Science"),
    ("engineering", "Engineering", "Ingénierie"),
    ("computing", "Computing", "Informatique"),
    ("leadership", "Leadership", "Leadership"),
    ("family", "Work and family", "Travail et famille"),
    ("equality", "Equality at work", "Égalité au travail"),
    ("writing", "Writing and speaking", "Écrire et parler en public"),
    ("arts", "Arts and science", "Arts et science"),
    ("languages", "Languages", "Langues"),
)


@transaction.atomic
def make_default_lists() -> None:
    """Make the lists and interests a community starts with; again changes nothing."""
    for rank, (slug, name_en, name_fr, about_en, about_fr, who, is_default) in enumerate(LISTS):
        MailingList.objects.get_or_create(
            slug=slug,
            defaults={
                "name_en": name_en,
                "name_fr": name_fr,
                "about_en": about_en,
                "about_fr": about_fr,
                "audience": who,
                "is_default": is_default,
                "rank": rank,
            },
        )
    for slug, name_en, name_fr in INTERESTS:
        Interest.objects.get_or_create(slug=slug, defaults={"name_en": name_en, "name_fr": name_fr})


@transaction.atomic
def make_first_organiser(
    *, actor: Actor, address: str, name: str = "", language: str = "en"
) -> Member:
    """Make the first member, with a steering role without end, on the default lists.

    Together: member, consent, role, subscriptions and audit line.
    """
    today = time.today()
    member = Member.objects.create(
        address=normal_address(address), name=name, language=language, joined_on=today
    )
    Consent.objects.create(
        member=member,
        purpose=Purpose.MEMBERSHIP,
        text_version=MEMBERSHIP_TEXT_VERSION,
        way="by founding the community",
        given_at=time.now(),
    )
    Role.objects.create(member=member, kind=Role.Kind.STEERING, starts_on=today)
    Subscription.objects.bulk_create(
        Subscription(
            mailing_list=mailing_list,
            address=normal_address(address),
            member=member,
            language=language,
            started_way=Subscription.Way.JOINING,
            started_at=time.now(),
            confirmed_at=time.now(),
        )
        for mailing_list in MailingList.objects.filter(is_default=True)
    )
    note(actor=actor, deed="made first organiser", kind="member", key=member.pk)
    return member

"""What the cast tell of themselves: invented, and only in the demonstration, never in a test."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from bluestem.members.models import Interest, Member, Role, Visibility

TERM_ENDS_ON = dt.date(2023, 2, 1)


@dataclass(frozen=True)
class Words:
    """A few words about oneself, the languages one speaks, what one cares about."""

    about: str
    speaks: str
    interests: str


PROFILES: Mapping[str, Words] = {
    "ada": Words(
        "I keep the batch system awake at night. Ask me about schedulers, choirs, or how to say "
        "no to a third meeting.",
        "en sv fr",
        "computing mentoring",
    ),
    "ben": Words(
        "Detector physicist, on the steering committee because somebody once held a door open "
        "for me. Write to me if you would like to help, even for an hour.",
        "en fr",
        "science equality outreach",
    ),
    "cleo": Words(
        "Je prépare l’édition 2022 du mentorat. Vous hésitez à vous proposer ? Parlons-en autour "
        "d’un café.",
        "fr it en",
        "mentoring career",
    ),
    "eve": Words("New at CERN, working on superconducting cables.", "en", "engineering"),
    "fay": Words(
        "Chaque vendredi, quelques liens choisis par vous. Envoyez-moi ce que vous avez lu.",
        "fr en es",
        "writing arts",
    ),
    "gus": Words(
        "Beam instrumentation on weekdays; in February I am in a classroom.",
        "en de",
        "outreach engineering",
    ),
    "jo": Words(
        "Diversity and inclusion. My door is open, and what you say behind it stays there.",
        "en fr",
        "equality family",
    ),
}


def bring_to_life(cast: Mapping[str, Member]) -> None:
    """Give the cast profiles and terms; those with a role show their name to everyone."""
    interests = {interest.slug: interest for interest in Interest.objects.all()}
    for part, words in PROFILES.items():
        member = cast[part]
        member.about = words.about
        member.spoken_languages = words.speaks.split()
        if member.roles.exists():
            member.name_visibility = member.department_visibility = Visibility.EVERYONE
        member.save()
        chosen = words.interests.split()
        member.interests.set([interests[slug] for slug in chosen if slug in interests])
    Role.objects.filter(ends_on=None).update(ends_on=TERM_ENDS_ON)

"""What the demonstration's visits ask of those who register, and what people say."""

from random import Random

from bluestem.events import actions
from bluestem.events.models import Event, FormField, Said
from bluestem.members.models import Member

LANGUAGES = [["English", "Anglais"], ["French", "Français"], ["Either", "Peu importe"]]
QUESTIONS: tuple[tuple[str, str, str, list[list[str]], bool], ...] = (
    ("choice", "Which language for the visit?", "Quelle langue pour la visite ?", LANGUAGES, True),
    ("yes", "Is it your first time with us?", "Est-ce votre première fois avec nous ?", [], False),
    ("text", "What do you want to ask the guide?", "Que voulez-vous demander au guide ?", [],
     False),
)  # fmt: skip
FOR_THE_GUIDE = (
    "How cold is it inside, and how does one measure that?",
    "What was your way here?",
    "What happens to the antimatter on Friday evening?",
    "Peut-on voir les pièges de près ?",
)
DIETS = ("Vegetarian", "Vegetarian", "Vegan", "No nuts, please", "Halal", "Sans gluten")
ACCESS = ("Step-free access: I use crutches until May", "A seat near the guide, I hear badly")
COMPANIONS = ("Noor Haddad", "Émile Weiss")


def ask(writer: Member, event: Event) -> None:
    """Let a visit ask three questions, and what people need and eat."""
    for kind, words_en, words_fr, choices, is_required in QUESTIONS:
        actions.add_question(
            actor=writer,
            event=event,
            kind=kind,
            words_en=words_en,
            words_fr=words_fr,
            choices=choices,
            is_required=is_required,
        )
    actions.ask_needs(actor=writer, event=event, access=True, diet=True)


def answers_of(event: Event) -> tuple[bool, Said]:
    """Return whether a person brings somebody, and what she says; the same every time."""
    fields = list(event.form_fields.all())
    if not fields:
        return False, Said()
    here = event.registrations.count()
    luck = Random(here)  # noqa: S311  # an invented community, the same one every time
    answers = {str(field.pk): _answer(field, luck) for field in fields}
    brings = event.has_companions and here < len(COMPANIONS)
    return brings, Said(
        answers={key: text for key, text in answers.items() if text},
        access=ACCESS[here // 9 % len(ACCESS)] if here % 9 == 4 else "",
        diet=luck.choice(DIETS) if luck.random() < 0.5 else "",
        companion=COMPANIONS[here] if brings else "",
    )


def _answer(field: FormField, luck: Random) -> str:
    if field.is_counted:
        chosen, _ = luck.choice(field.options)
        return chosen
    return luck.choice(FOR_THE_GUIDE) if luck.random() < 0.4 else ""

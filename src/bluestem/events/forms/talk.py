"""What people fill in about the talk itself: a question, and what they thought of it."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bluestem.events.forms.fields import text_field
from bluestem.events.models import Event, QuestionMode
from bluestem.events.models.talk import FEEDBACK_LENGTH, QUESTION_LENGTH
from bluestem.kit.forms import EMPTY, Form, RadioCards

READ_AS_WORDS = "LNPS"  # letters, numbers, punctuation, signs; marks and spaces say nothing
READ_FIRST = _("An organiser reads every question before others see it.")
SHOWN_AT_ONCE = _("It is on this page as soon as you send it.")


class QuestionForm(Form):
    """A question to the speaker, without a name unless one is wanted."""

    text = forms.CharField(
        label=_("Ask a question"),
        max_length=QUESTION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "class": "short-area"}),
    )
    is_anonymous = forms.BooleanField(
        label=_("Ask anonymously"),
        required=False,
        initial=True,
        help_text=_(
            "Then it is stored without a name: not even organisers can find out. "
            "Otherwise your first name and an initial stand beside it."
        ),
    )

    def __init__(self, *args: Any, event: Event, is_visitor: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_open = event.question_mode == QuestionMode.OPEN
        self.fields["text"].help_text = SHOWN_AT_ONCE if is_open else READ_FIRST
        if is_visitor:
            del self.fields["is_anonymous"]

    def clean_text(self) -> str:
        """Refuse a text in which nobody can see anything."""
        text: str = self.cleaned_data["text"]
        if not any(unicodedata.category(sign)[0] in READ_AS_WORDS for sign in text):
            raise forms.ValidationError(EMPTY)
        return text


class QuestionModeForm(Form):
    """Whether an event takes questions, and who reads them first."""

    marks_optional = False

    mode = forms.ChoiceField(
        label=_("Questions to the speaker"),
        required=False,
        choices=QuestionMode.choices,
        widget=RadioCards(attrs={"class": "min-12"}),
    )


class FeedbackForm(Form):
    """What somebody thought of an event."""

    rating = forms.TypedChoiceField(
        label=_("How was it?"),
        coerce=int,
        choices=[
            (5, _("5: very good")),
            (4, _("4: good")),
            (3, _("3: all right")),
            (2, _("2: not so good")),
            (1, _("1: not good at all")),
        ],
        widget=RadioCards(attrs={"class": "min-8"}),
        error_messages={"required": _("Choose one of the five.")},
    )
    good = text_field(_("What was good?"), rows=4, max_length=FEEDBACK_LENGTH)
    better = text_field(_("What could be better?"), rows=4, max_length=FEEDBACK_LENGTH)

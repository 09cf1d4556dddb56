"""What organisers fill in for one kind of event only."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluestem.audit.actors import Actor
from bluestem.events.forms.fields import DayField, line_field, text_field
from bluestem.events.models import DETAILS, Event, Film, Interview, Series, Tour, details_of
from bluestem.events.queries.details import may_come_before
from bluestem.kit.forms import Form, Number
from bluestem.kit.templatetags.kit import short_day
from bluestem.members.models import Member
from bluestem.members.queries import members_named

PREFIX = "details"
MOST_NAMED = 4
FIRST_FILM, LAST_FILM = 1888, 2199


class MemberField(forms.CharField):
    """A member, found by her address or by her name; empty: nobody."""

    current: Member | None = None  # whose name the page shows: unchanged words mean her

    def prepare_value(self, value: Any) -> Any:
        """Show her name."""
        return value.name if isinstance(value, Member) else value

    def clean(self, value: Any) -> Any:
        """Return the one member who fits; say who fits where several do."""
        words = str(super().clean(value) or "")
        if not words or (self.current is not None and words == self.current.name):
            return self.current if words else None
        fitting = members_named(words, most=MOST_NAMED + 1)
        if not fitting:
            raise forms.ValidationError(
                gettext("No member is called “%(typed)s”. Write the whole name, or the address.")
                % {"typed": words}
            )
        if len(fitting) > 1:
            names = ", ".join(member.name for member in fitting[:MOST_NAMED])
            raise forms.ValidationError(
                gettext("Several members fit: %(names)s. Write the whole name, or the address.")
                % {"names": names + (", …" if len(fitting) > MOST_NAMED else "")}
            )
        return fitting[0]


class DetailsForm(Form):
    """What the forms of all kinds have in common: a stored row fills them in."""

    def __init__(self, data: Any, *, actor: Actor, event: Event) -> None:
        details = details_of(event)
        stored = {name: getattr(details, name, None) for name in self.base_fields}
        super().__init__(data, prefix=PREFIX, initial=stored if details else {})


class InterviewForm(DetailsForm):
    """Who asks, and how the hour runs."""

    heading = _("The conversation")
    interviewer = MemberField(
        label=_("Interviewer"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "A member, by name or address. Whoever asks the questions can read the run sheet too."
        ),
    )
    run_sheet = text_field(
        _("Run sheet"),
        max_length=8000,
        help_text=_("Minute by minute: who says what, which questions. Markdown works here."),
    )

    def __init__(self, data: Any, *, actor: Actor, event: Event) -> None:
        super().__init__(data, actor=actor, event=event)
        field, details = self.fields["interviewer"], details_of(event)
        assert isinstance(field, MemberField)  # for the type checker
        field.current = details.interviewer if isinstance(details, Interview) else None


class TourForm(DetailsForm):
    """A place to discover: who guides, and what it takes to get in."""

    heading = _("The visit")
    guide = line_field(_("Guide"), 120)
    group_people = forms.IntegerField(
        label=_("People in a group"),
        required=False,
        min_value=1,
        max_value=1000,
        widget=Number,
        help_text=_("How many one guide takes at a time. Empty: everybody together."),
    )
    meeting_point = line_field(_("Meeting point"), 200)
    needs_badge = forms.BooleanField(label=_("A badge is needed"), required=False)
    needs_closed_shoes = forms.BooleanField(label=_("Closed shoes are needed"), required=False)
    names_due_on = DayField(
        label=_("Names must be sent by"),
        required=False,
        help_text=_("Where the entrance wants to know who comes. The desk reminds you."),
    )


class FilmForm(DetailsForm):
    """What a screening shows, and on what terms."""

    heading = _("The film")
    title = line_field(_("Film"), 150)
    made_in = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=FIRST_FILM,
        max_value=LAST_FILM,
        widget=Number,
    )
    spoken_language = line_field(_("Language spoken"), 80)
    subtitles = line_field(_("Subtitles"), 80)
    rights_holder = line_field(_("Rights holder"), 150, help_text=_("Only organisers read it."))
    licence = line_field(
        _("Licence"), 300, help_text=_("What it allows, and where it is kept. Only organisers.")
    )
    cost = line_field(_("Cost"), 80, help_text=_("For example: 250 CHF. Only organisers read it."))


class TalkChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A talk by its day and title."""

    def label_from_instance(self, obj: Any) -> str:
        """Show day and title."""
        return f"{short_day(obj.starts_at)}: {obj.title or gettext('Without a title')}"


class LunchForm(Form):
    """Which talk a lunch follows."""

    heading = _("The talk before")
    before = TalkChoice(
        label=_("It follows"),
        queryset=Event.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("No talk"),
        help_text=_("Both pages then lead to each other."),
    )

    def __init__(self, data: Any, *, actor: Actor, event: Event) -> None:
        super().__init__(
            data, prefix=PREFIX, initial={"before": event.follows.order_by("starts_at").first()}
        )
        choice = self.fields["before"]
        assert isinstance(choice, forms.ModelChoiceField)  # for the type checker
        choice.queryset = may_come_before(actor, event)


FORMS: dict[type, type[DetailsForm]] = {Interview: InterviewForm, Tour: TourForm, Film: FilmForm}


def details_form(data: Any, *, actor: Actor, event: Event) -> DetailsForm | LunchForm | None:
    """Return the form for what only this kind of event has; None where that is nothing."""
    if event.series.kind == Series.Kind.LUNCH:
        return LunchForm(data, actor=actor, event=event)
    kind = DETAILS.get(event.series.kind)
    return FORMS[kind](data, actor=actor, event=event) if kind else None

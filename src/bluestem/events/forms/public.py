"""What readers of events fill in: what they look for, and a wish for a place."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bluestem.events.forms.answers import (
    COMPANION,
    companion_field,
    fields_of,
    said_in,
    say_what_is_missing,
)
from bluestem.events.models import Event, Said, Series
from bluestem.events.queries.asking import Asked
from bluestem.events.queries.listing import Wanted
from bluestem.kit.forms import Form, RadioCards

ON_SITE, ONLINE = "site", "online"


class SeriesChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A series by its name in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class ListForm(Form):
    """What one looks for; a word that is no choice is as if it was not said."""

    marks_optional = False

    q = forms.CharField(
        label=_("Search events"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "class": "auto"}),
    )
    series = SeriesChoice(
        label=_("Series"),
        queryset=Series.objects.all(),
        to_field_name="slug",
        empty_label=_("All series"),
        required=False,
    )
    online = forms.BooleanField(label=_("Online"), required=False)
    free = forms.BooleanField(label=_("With free places"), required=False)
    mine = forms.BooleanField(label=_("I am registered"), required=False)
    past = forms.BooleanField(label=_("Past events"), required=False)

    @property
    def wanted(self) -> Wanted:
        """What was asked for, as far as it can be read."""
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            series=said.get("series"),
            words=said.get("q", ""),
            is_past=said.get("past", False),
            is_online=said.get("online", False),
            has_places=said.get("free", False),
            is_mine=said.get("mine", False),
        )


class WayForm(Form):
    """How somebody takes part: on site or online, alone or not, and what the event asks."""

    way = forms.ChoiceField(
        label=_("How you take part"),
        choices=[(ON_SITE, _("On site")), (ONLINE, _("Online"))],
        widget=RadioCards(attrs={"class": "min-8"}),
        initial=ON_SITE,
    )
    companion = forms.BooleanField(label=_("I bring one person along"), required=False)

    def __init__(self, *args: Any, event: Event, asked: Asked | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = Asked() if asked is None else asked
        if not event.is_both:
            del self.fields["way"]
        if not event.has_companions:
            self.fields.pop("companion", None)
        elif self.asked.companion:
            self.fields[COMPANION] = companion_field()
        self.fields |= fields_of(self.asked)
        say_what_is_missing(self)

    def clean(self) -> dict[str, Any]:
        """Ask for the name of whom somebody brings, where the entrance wants it."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("companion") and COMPANION in self.fields and not said.get(COMPANION):
            self.add_error(COMPANION, _("Write the name: the entrance asks who comes."))
        return said

    @property
    def said(self) -> Said:
        """What the valid form answers."""
        return said_in(self.asked, self.cleaned_data)

    @property
    def is_online(self) -> bool | None:
        """The way that was chosen; None where there is but one."""
        way = self.cleaned_data.get("way")
        return None if way is None else bool(way == ONLINE)


class PlaceRequestForm(WayForm):
    """A visitor's wish for a place at a public event."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    address = forms.EmailField(
        label=_("Your email address"),
        max_length=254,
        help_text=_("We send one mail there; your place is kept once you confirm it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, event: Event, asked: Asked | None = None, **kwargs: Any) -> None:
        super().__init__(*args, event=event, asked=asked, **kwargs)
        for name in ("companion", COMPANION):
            self.fields.pop(name, None)
        self.order_fields(["way", "name", "address"])

    @property
    def language(self) -> str:
        """The language in which the form was read."""
        return get_language() or "en"

"""Pages of the kit itself: refusals in the community's look, and the sheet of all components."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseServerError,
)
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from bluestem.kit import forms as kit_forms
from bluestem.kit.audience import EVERYONE, audience
from bluestem.kit.time import today


@audience(EVERYONE)
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a request could not be read; asks nothing of it, and nothing of the database."""
    return HttpResponseBadRequest(get_template("400.html").render())


@audience(EVERYONE)
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that somebody's part in the community does not include this."""
    return render(request, "403.html", status=403)


@audience(EVERYONE)
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer alike for what does not exist and for what this person may not see."""
    return render(request, "404.html", status=404)


@audience(EVERYONE)
def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke, without asking anything that may be broken too."""
    return HttpResponseServerError(get_template("500.html").render())


@audience(EVERYONE)
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was open for too long; the reason is for logs, not for people."""
    return render(request, "403_csrf.html", status=403)


@audience(EVERYONE)
def too_many_tries(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that somebody has to wait."""
    return render(request, "429.html", status=429)


class SheetForm(kit_forms.Form):
    """One field of each shape, for the sheet."""

    name = forms.CharField(label=_("Text"), help_text=_("Hints come before the field."))
    hours = forms.IntegerField(label=_("With an error"), widget=kit_forms.Number)
    about = forms.CharField(
        label=_("Long text"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    language = forms.ChoiceField(
        label=_("Choice from a list"), choices=[("en", "English"), ("fr", "Français")]
    )
    seen_by = forms.ChoiceField(
        label=_("Choice cards"),
        choices=[("members", _("Members")), ("everyone", _("Everyone"))],
        widget=kit_forms.RadioCards(
            attrs={"class": "min-8"},
            hints={"members": _("People who signed in"), "everyone": _("The public too")},
        ),
    )
    topics = forms.MultipleChoiceField(
        label=_("Chips"),
        choices=[("a", _("Talks")), ("b", _("Coffees")), ("c", _("Mentoring"))],
        required=False,
        widget=kit_forms.CheckboxChips,
    )
    starts_on = forms.DateField(label=_("Day"), widget=forms.SelectDateWidget(years=[2022, 2023]))
    picture = forms.FileField(label=_("File"), required=False)
    agrees = forms.BooleanField(
        label=_("I agree to the code of conduct"), help_text=_("One page; it takes two minutes.")
    )
    is_listed = forms.BooleanField(
        label=_("Switch"),
        help_text=_("Takes effect at once"),
        required=False,
        widget=kit_forms.Switch,
    )


def _sheet_context() -> dict[str, Any]:
    good = {"name": "Written", "hours": "a few", "seen_by": "members", "language": "en"}
    hidden = format_html("–<span class='visually-hidden'> {}</span>", _("fewer than five"))
    start = datetime(2022, 2, 3, 11, 30, tzinfo=UTC)
    return {
        "form": SheetForm(good),
        "series": [
            ("talk", _("Talk")),
            ("div", _("Diversity Talk")),
            ("drink", _("Drinks")),
            ("coffee", _("Coffee")),
            ("mentor", _("Mentoring")),
            ("out", _("Outreach")),
            ("lect", _("Lecture or screening")),
        ],
        "icons": _icon_names(),
        "people": [
            SimpleNamespace(pk=key, name=name, initials="".join(word[0] for word in name.split()))
            for key, name in enumerate(("Ada Marin", "Ben Aydin", "Cleo Roux", "Hanna Vogt"), 1)
        ],
        "page": Paginator(range(300), 30).page(4),
        "steps": [
            {"words": _("Done"), "is_done": True},
            {"words": _("Now"), "is_current": True},
            {"words": _("Later")},
        ],
        "figures": [
            {"words": _("members, September 2021"), "value": 509},
            {"words": _("mentoring pairs every year"), "value": 25},
        ],
        "tasks": _sheet_tasks(),
        "columns": [
            {"label": _("Department")},
            {"label": _("Members"), "is_number": True},
            *({"label": year, "is_number": True} for year in range(2016, 2022)),
        ],
        "rows": [
            ("EP", 103, 12, 24, 39, 55, 81, 103),
            ("IT", 98, 10, 21, 40, 60, 77, 98),
            ("TH", 12, hidden, hidden, 5, 7, 10, 12),
        ],
        "start": start,
        "end": start.replace(hour=12),
        "subnav": [
            {"label": _("Calendar"), "address": "#calendar", "is_current": True},
            {"label": _("Past events"), "address": "#past"},
        ],
    }


def _icon_names() -> list[str]:
    from bluestem.kit.templatetags.kit import sprite

    return [name for name in sprite() if not name.startswith("series-")]


def _sheet_tasks() -> list[dict[str, Any]]:
    return [
        {
            "due_on": today(),
            "series": "out",
            "series_words": _("Outreach"),
            "title": _("6 of 32 classes have nobody"),
            "text": _("Schools were promised an answer by tonight."),
            "address": "#",
            "button": _("Fill the gaps"),
        },
        {
            "due_on": today() + timedelta(days=4),
            "kind": _("Talk"),
            "title": _("The talk needs a second host"),
            "address": "#",
            "button": _("I can do it"),
            "is_post": True,
        },
        {
            "title": _("7 mentors have not answered"),
            "address": "#",
            "button": _("Write to them"),
        },
    ]


@audience(EVERYONE)
def sheet(request: HttpRequest) -> HttpResponse:
    """Show every component in every state, on development and demonstration sites only."""
    if not (settings.DEBUG or getattr(settings, "DEMONSTRATION", None)):
        raise Http404
    return render(request, "kit/sheet.html", _sheet_context())

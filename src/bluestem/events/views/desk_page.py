"""The page of one event on the desk, and what all its forms show again when they were refused."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bluestem.community.queries import the_community
from bluestem.events.forms.desk import CallOffForm, CopyForm, HandoverForm, PlacesForm
from bluestem.events.forms.invited import InvitedForm
from bluestem.events.forms.running import PartForm, SpeakerForm, ToDoForm
from bluestem.events.models import Event, Series, ToDo, details_of
from bluestem.events.queries import organisers_of, places_of
from bluestem.events.queries.details import BEFORE_A_LUNCH
from bluestem.events.queries.invited import invited_to
from bluestem.events.rules import can_approve, can_manage, is_second_person
from bluestem.events.views.reader import me
from bluestem.kit.forms import Form, ModelForm
from bluestem.members.models import Member

YEAR = dt.timedelta(days=364)  # the same day of the week


def desk_page(request: HttpRequest, event: Event, **refused: Form | ModelForm) -> HttpResponse:
    """Show how it stands with an event; `refused` are forms in place of the empty ones."""
    community = the_community()
    context: dict[str, Any] = {
        "event": event,
        "is_manager": can_manage(me(request), event),
        "needs_approval": community.needs_approval,
        "can_approve": can_approve(me(request), event),
        "approvers": _approvers(event) if not event.is_announced else [],
    }
    if context["is_manager"]:
        context |= {**_around(event), **_forms(event, community.language)}
        if event.audience in Event.BY_INVITATION:
            context |= _invited(event)
        context |= refused
        context["refused"] = next(iter(refused), "")
    return render(request, "events/desk_event.html", context)


def _around(event: Event) -> dict[str, Any]:
    to_dos: list[ToDo] = list(event.to_dos.select_related("owner"))
    is_lunch = event.series.kind == Series.Kind.LUNCH
    return {
        "places": places_of(event),
        "details": details_of(event),
        "speakers": list(event.speakers.all()),
        "parts": list(event.parts.all()),
        "open_to_dos": [to_do for to_do in to_dos if not to_do.is_done],
        "done_to_dos": [to_do for to_do in to_dos if to_do.is_done],
        "talks_before": list(event.follows.order_by("starts_at")) if is_lunch else [],
        "may_have_lunch": event.series.kind in BEFORE_A_LUNCH and not event.is_cancelled,
    }


def _forms(event: Event, language: str) -> dict[str, Any]:
    places = {name: getattr(event, name) for name in PlacesForm.base_fields}
    return {
        "places_form": PlacesForm(initial=places),
        "speaker_form": SpeakerForm(prefix="speaker", initial={"language": language}),
        "to_do_form": ToDoForm(prefix="to_do", event=event),
        "part_form": PartForm(prefix="part", initial={"starts_at": event.starts_at}),
        "copy_form": CopyForm(initial={"starts_at": event.starts_at + YEAR}, prefix="copy"),
        "handover_form": HandoverForm(initial={"handover": event.handover}, prefix="note"),
        "call_off_form": CallOffForm(prefix="off"),
    }


def _invited(event: Event) -> dict[str, Any]:
    people = invited_to(event)
    return {"invited": people, "invited_form": InvitedForm(event=event, invited=people)}


def _approvers(event: Event) -> list[Member]:
    return [member for member in organisers_of(event) if is_second_person(member, event)]

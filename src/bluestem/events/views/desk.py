"""Events on the desk: written, proposed, approved, changed, called off."""

import datetime as dt
from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bluestem.events import actions
from bluestem.events.errors import ChangedMeanwhile
from bluestem.events.forms.desk import (
    CallOffForm,
    CopyForm,
    EventForm,
    HandoverForm,
    PlacesForm,
    initial_of,
)
from bluestem.events.forms.details import DetailsForm, LunchForm, details_form
from bluestem.events.forms.invited import InvitedForm
from bluestem.events.models import Event, Registration, Series
from bluestem.events.queries import managed_events, series_for
from bluestem.events.rules import can_manage
from bluestem.events.views.desk_page import desk_page
from bluestem.events.views.reader import desk_address, fetched, me, step
from bluestem.kit import time
from bluestem.kit.audience import MEMBER, STEERING, audience
from bluestem.kit.errors import Refusal
from bluestem.members.models import Member

ROWS = 30
CONFLICT = 409
NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
WHEN = ("coming", "waiting", "past")


@audience(MEMBER)
@require_safe
def desk_events(request: HttpRequest) -> HttpResponse:
    """Show the events that the reader runs or wrote, what waits for a yes first."""
    chosen = request.GET.get("when", "")
    found = managed_events(me(request))
    if chosen == "past":
        found = found.filter(ends_at__lte=time.now()).order_by("-starts_at", "-id")
    elif chosen == "waiting":
        found = found.filter(state__in=("draft", "proposed")).order_by("starts_at", "id")
    else:
        chosen = "coming"
        found = found.filter(ends_at__gt=time.now()).order_by("starts_at", "id")
    found = found.annotate(
        going=Count("registrations", filter=Q(registrations__state__in=Registration.HOLDING)),
        waiting=Count("registrations", filter=Q(registrations__state="waiting")),
    )
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "chosen": chosen, "has_series": Series.objects.exists()}
    return render(request, "events/desk_events.html", context)


@audience(MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_new(request: HttpRequest) -> HttpResponse:
    """Begin an event."""
    initial = {"audience": "members", "series": request.GET.get("series", "")}
    form = EventForm(request.POST or None, series=series_for(me(request)), initial=initial)
    if request.method != "POST" or not form.is_valid():
        return _editor(request, form, None)
    event = actions.draft(actor=me(request), series=form.cleaned_data["series"], **form.values)
    messages.success(request, _("Saved as a draft. Nobody else sees it yet."))
    return redirect("events:desk_event", event.slug)


@audience(MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change an event; the later of two editors is told, and keeps what she typed."""
    found = fetched(request, slug, to="edit")
    data = request.POST if request.method == "POST" else None
    form = EventForm(data, initial=initial_of(found))
    details = None
    if can_manage(me(request), found):
        details = details_form(data, actor=me(request), event=found)
    if data is None or not form.is_valid() & (details is None or details.is_valid()):
        return _editor(request, form, found, details)
    try:
        _keep(me(request), found, form, details)
    except ChangedMeanwhile as changed:
        form.data = {**request.POST.dict(), "seen": changed.current.changed_at.isoformat()}
        form.add_error(None, str(changed))
        return _editor(request, form, changed.current, details, CONFLICT)
    except Refusal as refused:
        form.add_error(None, str(refused))
        return _editor(request, form, found, details, CONFLICT)
    messages.success(request, _("Saved."))
    return redirect("events:desk_event", slug)


@transaction.atomic
def _keep(
    actor: Member, event: Event, form: EventForm, details: DetailsForm | LunchForm | None
) -> None:
    """Keep all that the page says, or nothing."""
    seen_at = form.cleaned_data["seen"] or NEVER
    saved = actions.edit(actor=actor, event=event, seen_at=seen_at, values=form.values)
    if saved.is_taking_place:
        actions.change_capacity(
            actor=actor,
            event=saved,
            capacity_people=saved.capacity_people,
            online_capacity_people=saved.online_capacity_people,
        )
    if isinstance(details, LunchForm):
        actions.follow(actor=actor, event=saved, before=details.cleaned_data["before"])
    elif details is not None:
        actions.set_details(actor=actor, event=saved, **details.cleaned_data)


def _editor(
    request: HttpRequest,
    form: EventForm,
    stored: Event | None,
    details: DetailsForm | LunchForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "event": stored, "details": details}
    return render(request, "events/desk_edit.html", context, status=status)


@audience(MEMBER)
@require_safe
def desk_event(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how it stands with an event: state, places, speakers, to-dos, the next step."""
    return desk_page(request, fetched(request, slug, to="edit"))


def _deed(
    request: HttpRequest, slug: str, right: str, deed: Callable[..., Event], done: str
) -> HttpResponse:
    found = fetched(request, slug, to=right)
    return step(
        request, lambda: deed(actor=me(request), event=found), done, "events:desk_event", slug
    )


@audience(MEMBER)
@require_POST
def desk_propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask an organiser to publish it."""
    done = _("Proposed. Those who can say yes have been written to.")
    return _deed(request, slug, "edit", actions.propose, done)


@audience(MEMBER)
@require_POST
def desk_withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a proposal back."""
    return _deed(request, slug, "edit", actions.withdraw, _("It is a draft again."))


@audience(MEMBER)
@require_POST
def desk_approve(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish it."""
    done = _("Published. People can register now.")
    return _deed(request, slug, "approve", actions.approve, done)


@audience(MEMBER)
@require_POST
def desk_call_off(request: HttpRequest, slug: str) -> HttpResponse:
    """Call it off, and write to everybody who is registered."""
    found = fetched(request, slug, to="manage")
    form = CallOffForm(request.POST, prefix="off")
    form.is_valid()
    words = {name: form.cleaned_data.get(name, "") for name in ("reason_en", "reason_fr")}
    return step(
        request,
        lambda: actions.call_off(actor=me(request), event=found, **words),
        _("Called off. Everybody who was registered gets a mail."),
        "events:desk_event",
        slug,
    )


@audience(MEMBER)
@require_POST
def desk_discard(request: HttpRequest, slug: str) -> HttpResponse:
    """Delete what was never published."""
    found = fetched(request, slug, to="edit")
    try:
        actions.discard(actor=me(request), event=found)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("events:desk_event", slug)
    messages.success(request, _("The draft is deleted."))
    return redirect("events:desk_events")


@audience(MEMBER)
@require_POST
def desk_copy(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin an event like an earlier one."""
    found = fetched(request, slug, to="manage")
    form = CopyForm(request.POST, prefix="copy")
    if not form.is_valid():
        return desk_page(request, found, copy_form=form)
    new = actions.copy_from_last_year(
        actor=me(request), event=found, starts_at=form.cleaned_data["starts_at"]
    )
    messages.success(request, _("This is a copy with its to-dos on new dates. Change what is new."))
    return redirect("events:desk_event", new.slug)


@audience(MEMBER)
@require_POST
def desk_places(request: HttpRequest, slug: str) -> HttpResponse:
    """Change how many places there are; new ones are offered to who waits."""
    found = fetched(request, slug, to="manage")
    form = PlacesForm(request.POST)
    if not form.is_valid():
        return desk_page(request, found, places_form=form)
    return step(
        request,
        lambda: actions.change_capacity(actor=me(request), event=found, **form.cleaned_data),
        _("The number of places is changed. Free ones are offered to who waits."),
        desk_address(slug, "places"),
    )


@audience(MEMBER)
@require_POST
def desk_invited(request: HttpRequest, slug: str) -> HttpResponse:
    """Say whom it is for, in place of who it was for; other events have no such list."""
    found = fetched(request, slug, to="manage")
    if found.audience not in Event.BY_INVITATION:
        raise Http404
    form = InvitedForm(request.POST, event=found)
    if not form.is_valid():
        return desk_page(request, found, invited_form=form)
    members, group_name = form.cleaned_data["addresses"], form.cleaned_data.get("group_name", "")
    done = ngettext(
        "Saved. %(count)d person is invited.", "Saved. %(count)d people are invited.", len(members)
    )
    return step(
        request,
        lambda: actions.invite(
            actor=me(request), event=found, members=members, group_name=group_name
        ),
        done % {"count": len(members)} if members else _("Saved. Nobody is invited."),
        desk_address(slug, "invited"),
    )


@audience(STEERING)
@require_POST
def desk_announce(request: HttpRequest, slug: str) -> HttpResponse:
    """Write an announcement of it as a draft, and go on writing there."""
    found = fetched(request, slug, to="manage")
    try:
        written = actions.draft_announcement(actor=me(request), event=found)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("events:desk_event", slug)
    messages.success(request, _("This is a draft with what the event says. Nothing was sent."))
    return redirect("announcements:announcement", written.pk)


@audience(MEMBER)
@require_POST
def desk_handover(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep the note for whoever organises it next."""
    found = fetched(request, slug, to="manage")
    form = HandoverForm(request.POST, prefix="note")
    if not form.is_valid():
        return desk_page(request, found, handover_form=form)
    return step(
        request,
        lambda: actions.edit(actor=me(request), event=found, values=form.cleaned_data),
        _("Kept. It shows when somebody copies this event."),
        desk_address(slug, "again"),
    )


@audience(MEMBER)
@require_POST
def desk_lunch(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin the lunch that follows a talk, and go on writing there."""
    found = fetched(request, slug, to="manage")
    try:
        lunch = actions.draft_lunch_after(actor=me(request), event=found)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("events:desk_event", slug)
    messages.success(request, _("This lunch follows the talk. It is a draft: add the place."))
    return redirect("events:desk_edit", lunch.slug)

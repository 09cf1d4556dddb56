"""Around one event on the desk: who is registered, the door, speakers, to-dos, series."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluestem.events import actions
from bluestem.events.forms.desk import SeriesForm, SpeakerForm, ToDoForm, WalkInForm
from bluestem.events.models import Event, Registration, Series, Speaker, ToDo
from bluestem.events.queries import places_of, registration_for
from bluestem.events.queries.listing import people_at
from bluestem.events.rules import kinds_of
from bluestem.events.views.reader import fetched, me, step
from bluestem.kit.audience import MENTORING, STEERING, audience
from bluestem.kit.errors import Refusal

MANAGERS = (STEERING, MENTORING)
LONGEST_SEARCH = 100


@audience(*MANAGERS)
@require_GET
def registration_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who is registered and who waits, in order."""
    found = fetched(request, slug, to="manage")
    people = found.registrations.select_related("member").order_by("order")
    context = {"event": found, "people": people, "places": places_of(found)}
    return render(request, "events/registration_list.html", context)


@audience(*MANAGERS)
@require_POST
def registration_cancel(
    request: HttpRequest, slug: str, registration_id: uuid.UUID
) -> HttpResponse:
    """Cancel somebody's registration for her."""
    registration = _registration(request, slug, registration_id)
    return step(
        request,
        lambda: actions.cancel(actor=me(request), registration=registration),
        _("The registration is cancelled; the next person is offered the place."),
        "events:registration_list",
        slug,
    )


@audience(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, slug: str) -> HttpResponse:
    """Count people in from a phone: one tap each, and a name for who came without registering."""
    found = fetched(request, slug, to="manage")
    if request.method == "POST":
        form = WalkInForm(request.POST)
        form.is_valid()
        return step(
            request,
            lambda: actions.walk_in(
                actor=me(request), event=found, name=form.cleaned_data.get("name", "")
            ),
            _("Counted in."),
            "events:door",
            slug,
        )
    words = request.GET.get("q", "").replace("\0", "")[:LONGEST_SEARCH]
    everybody = people_at(found)
    context = {
        "event": found,
        "people": people_at(found, words) if words else everybody,
        "words": words,
        "here": sum(each.people for each in everybody if each.is_attended),
        "expected": sum(each.people for each in everybody if not each.is_waiting),
        "form": WalkInForm(),
    }
    return render(request, "events/door.html", context)


@audience(*MANAGERS)
@require_POST
def check_in(request: HttpRequest, slug: str, registration_id: uuid.UUID) -> HttpResponse:
    """Count somebody as present, or take that back."""
    registration = _registration(request, slug, registration_id)
    is_here = request.POST.get("do") != "undo"
    return step(
        request,
        lambda: actions.check_in(actor=me(request), registration=registration, is_here=is_here),
        "",
        "events:door",
        slug,
    )


def _registration(request: HttpRequest, slug: str, registration_id: uuid.UUID) -> Registration:
    try:
        return registration_for(me(request), slug, registration_id)
    except (Event.DoesNotExist, Registration.DoesNotExist):
        raise Http404 from None


@audience(*MANAGERS)
@require_POST
def speaker_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a speaker, as an idea."""
    found = fetched(request, slug, to="manage")
    form = SpeakerForm(request.POST, prefix="speaker")
    if not form.is_valid():
        messages.error(request, _("A speaker needs a name and a sector."))
        return redirect("events:desk_event", slug)
    return step(
        request,
        lambda: actions.add_speaker(actor=me(request), event=found, **form.cleaned_data),
        _("Added."),
        "events:desk_event",
        slug,
    )


@audience(*MANAGERS)
@require_POST
def speaker_step(request: HttpRequest, slug: str, speaker_id: int) -> HttpResponse:
    """Take the next step with a speaker, keep her consent, or remove her."""
    found = fetched(request, slug, to="manage")
    speaker = _of(found, Speaker, speaker_id)
    do, value = request.POST.get("do", ""), request.POST.get("value", "")

    def deed() -> object:
        if do == "remove":
            return actions.remove_speaker(actor=me(request), speaker=speaker)
        if do == "consent":
            return actions.set_recording_consent(actor=me(request), speaker=speaker, consent=value)
        return actions.move_speaker_on(actor=me(request), speaker=speaker, step=value)

    return step(request, deed, _("Noted."), "events:desk_event", slug)


@audience(*MANAGERS)
@require_POST
def to_do_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Add something to do."""
    found = fetched(request, slug, to="manage")
    form = ToDoForm(request.POST, prefix="to_do")
    if not form.is_valid():
        messages.error(request, _("A to-do needs words and a day."))
        return redirect("events:desk_event", slug)
    return step(
        request,
        lambda: actions.add_to_do(actor=me(request), event=found, **form.cleaned_data),
        _("Added."),
        "events:desk_event",
        slug,
    )


@audience(*MANAGERS)
@require_POST
def to_do_tick(request: HttpRequest, slug: str, to_do_id: int) -> HttpResponse:
    """Tick something off, or take the tick back."""
    found = fetched(request, slug, to="manage")
    to_do = _of(found, ToDo, to_do_id)
    is_done = request.POST.get("do") != "undo"
    return step(
        request,
        lambda: actions.tick_to_do(actor=me(request), to_do=to_do, is_done=is_done),
        "",
        "events:desk_event",
        slug,
    )


def _of[Row: (Speaker, ToDo)](event: Event, kind: type[Row], key: int) -> Row:
    """Return a row of this event; one of another event is as if it did not exist."""
    try:
        row: Row = kind.objects.get(pk=key, event=event)
    except (kind.DoesNotExist, OverflowError):
        raise Http404 from None
    row.event = event
    return row


@audience(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def series_list(request: HttpRequest) -> HttpResponse:
    """Show the series; its button makes the usual ones where there are none."""
    if request.method == "POST":
        actions.make_default_series(actor=me(request))
        messages.success(request, _("The usual series are there. Change what is different here."))
        return redirect("events:series_list")
    context = {"all_series": Series.objects.all()}
    return render(request, "events/series_list.html", context)


@audience(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def series_new(request: HttpRequest) -> HttpResponse:
    """Make a series of the community's own."""
    form = SeriesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        slug = _free_slug(form.cleaned_data["name_en"])

        def deed() -> object:
            return actions.make_series(actor=me(request), slug=slug, **form.cleaned_data)

        if _kept(request, form, deed):
            return redirect("events:series_list")
    return render(request, "events/series_edit.html", {"form": form, "series": None})


@audience(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def series_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a series."""
    series = Series.objects.filter(slug=slug.replace("\0", ""), kind__in=kinds_of(me(request)))
    found = series.first()
    if found is None:
        raise Http404
    initial = {name: getattr(found, name) for name in SeriesForm.Meta.fields}
    form = SeriesForm(request.POST or None, initial=initial)

    def deed() -> object:
        return actions.change_series(actor=me(request), series=found, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and _kept(request, form, deed):
        return redirect("events:series_list")
    return render(request, "events/series_edit.html", {"form": form, "series": found})


def _kept(request: HttpRequest, form: SeriesForm, deed: Callable[[], object]) -> bool:
    try:
        deed()
    except Refusal as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("Saved."))
    return True


def _free_slug(name: str) -> str:
    base = slugify(name)[:50] or "series"
    taken = set(Series.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug

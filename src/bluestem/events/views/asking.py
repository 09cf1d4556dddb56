"""The form of an event on the desk: questions of its own, and whether needs are asked."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from bluestem.events import actions
from bluestem.events.forms.asking import NeedsForm, QuestionForm
from bluestem.events.models import Event, FormField
from bluestem.events.models.form import MOST_QUESTIONS
from bluestem.events.queries.asking import answered_fields
from bluestem.events.views.reader import fetched, me, step
from bluestem.events.views.running import MANAGERS
from bluestem.kit.audience import audience
from bluestem.kit.errors import Refusal


@audience(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_form(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what an event asks of those who register; its two switches say whether needs are."""
    found = fetched(request, slug, to="manage")
    if request.method != "POST":
        return _page(request, found)
    form = NeedsForm.of(found, request.POST)
    form.is_valid()  # a switch that says nothing readable is off
    return step(
        request,
        lambda: actions.ask_needs(actor=me(request), event=found, **form.cleaned_data),
        _("Saved."),
        "events:desk_form",
        slug,
    )


def _page(request: HttpRequest, event: Event, form: QuestionForm | None = None) -> HttpResponse:
    fields = answered_fields(event)
    context = {
        "event": event,
        "fields": fields,
        "needs_form": NeedsForm.of(event),
        "form": form or QuestionForm(),
        "most": MOST_QUESTIONS,
        "is_full": len(fields) >= MOST_QUESTIONS,
        "people": event.registrations.in_force().count(),
    }
    return render(request, "events/desk_form.html", context)


@audience(*MANAGERS)
@require_POST
def question_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a question at the end."""
    found = fetched(request, slug, to="manage")
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        actions.add_question(actor=me(request), event=found, **form.values)
    except Refusal as refused:
        form.add_error(None, str(refused))
        return _page(request, found, form)
    messages.success(request, _("Added."))
    return redirect("events:desk_form", slug)


@audience(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def question_edit(request: HttpRequest, slug: str, field_id: uuid.UUID) -> HttpResponse:
    """Change a question as far as its answers stay answers, or remove it with them."""
    found = fetched(request, slug, to="manage")
    field, count = _field(found, field_id)
    if request.POST.get("do") == "remove":
        return step(
            request,
            lambda: actions.remove_question(actor=me(request), field=field),
            _("Removed."),
            "events:desk_form",
            slug,
        )
    data = request.POST if request.method == "POST" else None
    form = QuestionForm.of(field, data, is_answered=count > 0)
    if form.is_bound and form.is_valid():
        try:
            actions.change_question(actor=me(request), field=field, **form.values)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("events:desk_form", slug)
    context = {"event": found, "field": field, "form": form, "count": count,
               "back": reverse("events:desk_form", args=[slug]), "goes": _goes(count)}  # fmt: skip
    return render(request, "events/desk_question.html", context)


@audience(*MANAGERS)
@require_POST
def question_move(request: HttpRequest, slug: str, field_id: uuid.UUID) -> HttpResponse:
    """Let a question change places with the one before it, or after it."""
    found = fetched(request, slug, to="manage")
    field, _count = _field(found, field_id)
    is_up = request.POST.get("do") != "down"
    return step(
        request,
        lambda: actions.move_question(actor=me(request), field=field, is_up=is_up),
        "",
        reverse("events:desk_form", args=[slug]) + "#questions",
    )


@audience(*MANAGERS)
@require_POST
def questions_usual(request: HttpRequest, slug: str) -> HttpResponse:
    """Let each new event of the series begin with these questions."""
    found = fetched(request, slug, to="manage")
    return step(
        request,
        lambda: actions.keep_questions_for_series(actor=me(request), event=found),
        _("Each new event of this series begins with these questions."),
        "events:desk_form",
        slug,
    )


def _field(event: Event, field_id: uuid.UUID) -> tuple[FormField, int]:
    """Return a question of this event and how many answered; another event's is none."""
    field = event.form_fields.filter(pk=field_id).first()
    if field is None:
        raise Http404
    field.event = event
    return field, field.answers.count()


def _goes(count: int) -> str:
    if not count:
        return _("Nobody answered it yet.")
    words = ngettext(
        "%(count)d answer goes with it and cannot be brought back.",
        "%(count)d answers go with it and cannot be brought back.",
        count,
    )
    return words % {"count": count}

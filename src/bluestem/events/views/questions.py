"""Questions to a speaker: asked and voted for on the event's page, and shown on a stage."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bluestem.audit.actors import VISITOR
from bluestem.events import actions, letters
from bluestem.events.forms.talk import QuestionForm
from bluestem.events.models import Event, Question, QuestionMode
from bluestem.events.queries.talk import event_on_stage, question_for, stage_of
from bluestem.events.views.mails import registration_context, visitors_registration
from bluestem.events.views.public import event_context
from bluestem.events.views.reader import fetched, me, step
from bluestem.kit.audience import EVERYONE, MEMBER, SIGNED_IN, audience
from bluestem.kit.errors import Refusal

CONFLICT = 409


def questions_address(slug: str) -> str:
    """Return the address of the questions on an event's page."""
    return reverse("events:event", args=[slug]) + "#questions"


@audience(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a member's question; refused, the page comes back with her words."""
    found = fetched(request, slug)
    form = QuestionForm(request.POST, event=found)
    if request.method != "POST":
        return redirect(questions_address(slug))
    status = 200
    if form.is_valid():
        try:
            actions.ask(actor=me(request), event=found, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
            status = CONFLICT
        else:
            messages.success(request, _thanks(found))
            return redirect(questions_address(slug))
    context = event_context(request, found, question_form=form)
    return render(request, "events/event.html", context, status=status)


@audience(EVERYONE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_ask(request: HttpRequest, token: str) -> HttpResponse:
    """Take the question of a visitor who is registered, from the page behind her mail."""
    found = visitors_registration(token)
    form = QuestionForm(request.POST, event=found.event, is_visitor=True)
    if request.method != "POST":
        return redirect("events:own_registration", token)
    status = 200
    if form.is_valid():
        try:
            actions.ask(
                actor=VISITOR,
                event=found.event,
                text=form.cleaned_data["text"],
                registration=found,
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
            status = CONFLICT
        else:
            messages.success(request, _thanks(found.event))
            return redirect("events:own_registration", token)
    context = registration_context(found, token, question_form=form)
    return render(request, "events/own_registration.html", context, status=status)


def _thanks(event: Event) -> str:
    if event.question_mode == QuestionMode.OPEN:
        return _("Thank you. Your question is on the list.")
    return _("Thank you. Your question is on its way to the organisers.")


@audience(SIGNED_IN)
@require_POST
def vote(request: HttpRequest, slug: str, question_id: uuid.UUID) -> HttpResponse:
    """Give a vote, or take it back."""
    try:
        question = question_for(me(request), slug, question_id)
    except Question.DoesNotExist:
        raise Http404 from None
    is_wanted = request.POST.get("do") != "undo"
    return step(
        request,
        lambda: actions.vote(actor=me(request), question=question, is_wanted=is_wanted),
        "",
        questions_address(slug),
    )


@audience(MEMBER)
@never_cache
@require_safe
def stage(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the questions to a whole room; asked again every few seconds for its part alone."""
    try:
        found = event_on_stage(me(request), slug)
    except Event.DoesNotExist:
        raise Http404 from None
    return _stage(request, found, reverse("events:event", args=[slug]))


@audience(EVERYONE)
@never_cache
@require_safe
def speaker_stage(request: HttpRequest, token: str) -> HttpResponse:
    """Show the same to the speaker, behind the link of our letters."""
    speaker = letters.speaker_in(token)
    if speaker is None or not speaker.event.is_announced:
        raise Http404
    return _stage(request, speaker.event, reverse("events:speaking", args=[token]))


def _stage(request: HttpRequest, event: Event, back: str) -> HttpResponse:
    part = "#now" if getattr(request, "htmx", False) else ""
    context = {"event": event, "stage": stage_of(event), "back": back}
    return render(request, f"events/stage.html{part}", context)

"""What somebody said while she registered: shown to her alone, changed until the event begins."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bluestem.audit.actors import Actor
from bluestem.events import actions
from bluestem.events.actions.answers import may_answer
from bluestem.events.errors import AnswersClosed
from bluestem.events.forms.answers import AnswersForm
from bluestem.events.models import Registration
from bluestem.events.queries import registration_of
from bluestem.events.queries.asking import Asked, asked_of, said_of
from bluestem.events.views.reader import fetched, me
from bluestem.kit.audience import SIGNED_IN, audience
from bluestem.kit.errors import Refusal


@audience(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a member what she said while she registered."""
    found = fetched(request, slug)
    mine = registration_of(me(request), found)
    if mine is None:
        return redirect("events:event", slug)
    mine.event = found
    return answers_page(request, me(request), mine, reverse("events:event", args=[slug]))


def answers_page(
    request: HttpRequest, actor: Actor, registration: Registration, back: str
) -> HttpResponse:
    """Show the form with what she said, or keep what it says now; `back` is where she came from."""
    asked = asked_of(registration.event)
    if not has_to_answer(asked, registration):
        messages.error(request, str(AnswersClosed()))
        return redirect(back)
    form = AnswersForm(
        request.POST if request.method == "POST" else None,
        asked=asked,
        said=said_of(registration),
        has_companion=registration.has_companion,
    )
    if form.is_bound and form.is_valid():
        try:
            actions.change_answers(actor=actor, registration=registration, said=form.said)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your answers are kept."))
            return redirect(back)
    context = {"event": registration.event, "form": form, "back": back, "asked": asked}
    return render(request, "events/answers.html", context)


def has_to_answer(asked: Asked, registration: Registration) -> bool:
    """Whether something is asked of her, and she may still answer."""
    is_asked = asked.is_something or (asked.companion and registration.has_companion)
    return is_asked and may_answer(event=registration.event, found=registration)

"""Behind the link of our letter: what somebody thought of an event, once, without her name."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bluestem.events import actions, letters
from bluestem.events.errors import AnsweredBefore
from bluestem.events.forms.talk import FeedbackForm
from bluestem.events.models import Registration
from bluestem.kit.audience import EVERYONE, audience
from bluestem.kit.errors import Refusal

CONFLICT = 409


@audience(EVERYONE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, token: str) -> HttpResponse:
    """Ask what she thought; who answered before reads that it is in, and thanks."""
    found = _registration(token)
    form = FeedbackForm(request.POST or None)
    is_open = found.event.takes_feedback and found.may_give_feedback
    status = 200
    if request.method == "POST" and is_open and form.is_valid():
        try:
            actions.give_feedback(registration=found, **form.cleaned_data)
        except AnsweredBefore:
            pass
        except Refusal as refused:
            form.add_error(None, str(refused))
            status = CONFLICT
        if not form.errors:
            return redirect("events:feedback", token)
    context = {
        "event": found.event,
        "form": form,
        "has_answered": found.has_given_feedback,
        "is_open": is_open,
    }
    return render(request, "events/feedback.html", context, status=status)


def _registration(token: str) -> Registration:
    key = letters.key_in(letters.FEEDBACK_SALT, token)
    if key is None:
        raise Http404
    try:
        return Registration.objects.select_related("event__series").get(pk=key)
    except Registration.DoesNotExist:
        raise Http404 from None

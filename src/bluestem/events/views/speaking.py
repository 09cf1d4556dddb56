"""Pages of those who speak: a speaker's own, behind her link, and the run sheet of an interview."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bluestem.audit.actors import VISITOR
from bluestem.events import actions, letters
from bluestem.events.models import Event, Speaker
from bluestem.events.queries.details import run_sheet_for
from bluestem.events.rules import can_manage
from bluestem.events.views.reader import me
from bluestem.kit.audience import EVERYONE, MEMBER, audience
from bluestem.kit.errors import Refusal


@audience(EVERYONE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def speaking(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link of our letters: a speaker says yes or no, and what may be recorded.

    Looking changes nothing; only its buttons do, so that no link scanner answers for her.
    """
    speaker = letters.speaker_in(token)
    if speaker is None:
        raise Http404
    if request.method == "POST":
        try:
            _answer(speaker, request.POST.get("do", ""), request.POST.get("value", ""))
        except Refusal as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Thank you. The organisers see your answer."))
        return redirect("events:speaking", token)
    context = {
        "speaker": speaker,
        "event": speaker.event,
        "is_open": not (speaker.event.is_past or speaker.event.is_cancelled),
        "has_confirmed": speaker.has_confirmed,
        "stage_address": reverse("events:speaker_stage", args=[token]),
        "sees_link": speaker.event.is_online and speaker.has_confirmed,
        "choices": [(each.value, each.label) for each in Speaker.SAYABLE],
    }
    return render(request, "events/speaking.html", context)


def _answer(speaker: Speaker, do: str, value: str) -> Speaker:
    if do in {"yes", "no"}:
        return actions.answer_invitation(actor=VISITOR, speaker=speaker, is_coming=do == "yes")
    return actions.say_recording_consent(actor=VISITOR, speaker=speaker, consent=value)


@audience(MEMBER)
@never_cache
@require_safe
def run_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how the hour runs, to print, for organisers and for whoever asks the questions."""
    try:
        event = run_sheet_for(me(request), slug)
    except Event.DoesNotExist:
        raise Http404 from None
    context = {
        "event": event,
        "interview": getattr(event, "interview", None),
        "speakers": event.speakers.all(),
        "parts": event.parts.all(),
        "is_manager": can_manage(me(request), event),
    }
    return render(request, "events/run_sheet.html", context)

"""Speakers on the desk: who they are, how far it is with them, and our letters to them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bluestem.community.queries import the_community
from bluestem.events import actions, letters
from bluestem.events.forms.running import LetterForm, SpeakerForm, ThanksForm
from bluestem.events.models import Event, Interview, Registration, Speaker, Tour, details_of
from bluestem.events.queries.details import helpers_of
from bluestem.events.views.desk_page import desk_page
from bluestem.events.views.reader import desk_address, fetched, me, row_of, step
from bluestem.events.views.rows import edit_row
from bluestem.events.views.running import MANAGERS
from bluestem.kit.audience import audience
from bluestem.kit.errors import Refusal

CONFLICT = 409


@audience(*MANAGERS)
@require_POST
def speaker_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a speaker, as an idea."""
    found = fetched(request, slug, to="manage")
    form = SpeakerForm(request.POST, prefix="speaker")
    if not form.is_valid():
        return desk_page(request, found, speaker_form=form)
    return step(
        request,
        lambda: actions.add_speaker(actor=me(request), event=found, **form.cleaned_data),
        _("Added."),
        desk_address(slug, "speakers"),
    )


@audience(*MANAGERS)
@require_POST
def speaker_step(request: HttpRequest, slug: str, speaker_id: int) -> HttpResponse:
    """Take the next step with a speaker, or keep what she told us about a recording."""
    found = fetched(request, slug, to="manage")
    speaker = row_of(found, Speaker, speaker_id)
    do, value = request.POST.get("do", ""), request.POST.get("value", "")

    def deed() -> object:
        if do == "consent":
            return actions.set_recording_consent(actor=me(request), speaker=speaker, consent=value)
        return actions.move_speaker_on(actor=me(request), speaker=speaker, step=value)

    return step(request, deed, _("Noted."), desk_address(slug, "speakers"))


@audience(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def speaker_edit(request: HttpRequest, slug: str, speaker_id: int) -> HttpResponse:
    """Change who a speaker is, or remove her."""
    found = fetched(request, slug, to="manage")
    speaker = row_of(found, Speaker, speaker_id)
    is_change = request.method == "POST" and request.POST.get("do") != "remove"
    form = SpeakerForm.of(speaker, request.POST if is_change else None)

    def change() -> object:
        return actions.change_speaker(actor=me(request), speaker=speaker, **form.cleaned_data)

    def remove() -> object:
        return actions.remove_speaker(actor=me(request), speaker=speaker)

    return edit_row(
        request, found, form, section="speakers", heading=speaker.name, change=change, remove=remove
    )


@audience(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def speaker_letter(request: HttpRequest, slug: str, speaker_id: int, name: str) -> HttpResponse:
    """Show the letter of a step, written beforehand; its button sends it and takes the step."""
    found = fetched(request, slug, to="manage")
    speaker = row_of(found, Speaker, speaker_id)
    if name not in letters.PREPARED or name not in {speaker.way, speaker.next_step}:
        raise Http404
    if not speaker.address:
        messages.error(request, _("There is no address to write to. Add it here first."))
        return redirect("events:speaker_edit", slug, speaker.pk)
    language = _language(request, speaker)
    form = LetterForm(request.POST or None, initial=_written(request, speaker, name, language))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_to_speaker(
                actor=me(request),
                speaker=speaker,
                step=name,
                seen_at=form.cleaned_data["seen"],
                subject=form.cleaned_data["subject"],
                text=form.cleaned_data["text"],
                language=language,
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
            status = CONFLICT
        else:
            messages.success(request, _("The letter is on its way."))
            return redirect(desk_address(slug, "speakers"))
    context = {
        "event": found,
        "speaker": speaker,
        "form": form,
        "written_in": language,  # `language` is that of the page
        "letter_languages": letters.LANGUAGES_BY_NAME,
        "back": desk_address(slug, "speakers"),
    }
    return render(request, "events/speaker_letter.html", context, status=status)


def _language(request: HttpRequest, speaker: Speaker) -> str:
    wanted = request.GET.get("language", "")
    return wanted if wanted in letters.LANGUAGES else speaker.language


def _written(request: HttpRequest, speaker: Speaker, name: str, language: str) -> dict[str, Any]:
    event, details = speaker.event, details_of(speaker.event)
    interviewer = details.interviewer if isinstance(details, Interview) else None
    subject, text = letters.prepared(
        name,
        event,
        language,
        who=me(request).name,
        speaker=speaker,
        interviewer=interviewer.name if interviewer else "",
        people=_people_who_came(event),
    )
    seen = speaker.written_at.isoformat() if speaker.written_at else ""
    return {"subject": subject, "text": text, "seen": seen}


def _people_who_came(event: Event) -> int:
    """Return how many came; 0 where nobody counted, or so few that it would tell who."""
    came = event.registrations.filter(state=Registration.State.ATTENDED).count()
    return came if came >= the_community().small_cell_threshold else 0


@audience(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the letter of thanks to who helped, written beforehand; its button sends it."""
    found = fetched(request, slug, to="manage")
    if not found.is_past or found.is_cancelled:
        raise Http404
    form = ThanksForm(request.POST or None, initial=_thanks(request, found))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.thank_helpers(actor=me(request), event=found, words=form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
            status = CONFLICT
        else:
            messages.success(request, _("The letters are on their way."))
            return redirect(desk_address(slug, "again"))
    tour = details_of(found)
    context = {
        "event": found,
        "form": form,
        "people": helpers_of(found),
        "guide": tour.guide if isinstance(tour, Tour) else "",
        "back": desk_address(slug, "again"),
    }
    return render(request, "events/desk_thanks.html", context, status=status)


def _thanks(request: HttpRequest, event: Event) -> dict[str, str]:
    words = {}
    for code in letters.LANGUAGES:
        subject, text = letters.prepared(letters.HELPERS, event, code, who=me(request).name)
        words[f"subject_{code}"], words[f"text_{code}"] = subject, text
    return words

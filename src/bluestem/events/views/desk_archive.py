"""After an event, on the desk: its recordings, subtitles, notes and pictures."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bluestem.events import actions
from bluestem.events.actions.recordings import MOST_BYTES
from bluestem.events.errors import ChangedMeanwhile
from bluestem.events.forms.archive import (
    NewPictureForm,
    NotesForm,
    PictureForm,
    PublishForm,
    RecordingForm,
    SubtitlesForm,
)
from bluestem.events.models import Event, Picture, Recording
from bluestem.events.queries.archive import picture_for, recording_for
from bluestem.events.views.reader import fetched, me, step
from bluestem.kit.audience import MENTORING, STEERING, audience
from bluestem.kit.errors import Refusal
from bluestem.kit.faults import FileRefused
from bluestem.kit.pictures import redrawn
from bluestem.kit.uploads import is_too_large, takes_large_file
from bluestem.kit.webvtt import read_subtitles

MANAGERS = (STEERING, MENTORING)


@audience(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
@takes_large_file(MOST_BYTES)
def desk_recordings(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the recordings of an event, and take one more."""
    found = fetched(request, slug, to="manage")
    if request.method != "POST":
        return _recordings(request, found, RecordingForm())
    form = RecordingForm(request.POST, request.FILES, is_too_large=is_too_large(request))
    if not form.is_valid():
        return _recordings(request, found, form)
    try:
        kept = actions.keep_file(file=form.cleaned_data["file"])
        title = form.cleaned_data["title"]
        actions.add_recording(actor=me(request), event=found, kept=kept, title=title)
    except Refusal as refused:
        form.add_error("file", str(refused))
        return _recordings(request, found, form)
    messages.success(request, _("The recording is here. Nobody else sees it until you publish it."))
    return redirect("events:desk_recordings", slug)


def _recordings(
    request: HttpRequest,
    found: Event,
    form: RecordingForm,
    chosen: uuid.UUID | None = None,
    words_form: SubtitlesForm | None = None,
) -> HttpResponse:
    """Show the page; with a form of subtitles that were refused, at their recording."""
    rows = [
        (
            recording,
            words_form
            if words_form and recording.pk == chosen
            else SubtitlesForm(auto_id=f"{recording.pk.hex}_%s"),
        )
        for recording in found.recordings.prefetch_related("subtitles")
    ]
    context = {
        "event": found,
        "rows": rows,
        "speakers": found.speakers.all(),
        "form": form,
        "chosen": chosen,
    }
    return render(request, "events/desk_recordings.html", context)


@audience(*MANAGERS)
@require_POST
def recording_step(request: HttpRequest, slug: str, recording_id: uuid.UUID) -> HttpResponse:
    """Publish a recording, withdraw it or delete it."""
    recording = _recording(request, slug, recording_id)
    do = request.POST.get("do", "")

    def deed() -> object:
        if do == "remove":
            return actions.remove_recording(actor=me(request), recording=recording)
        if do == "withdraw":
            return actions.withdraw_recording(actor=me(request), recording=recording)
        form = PublishForm(request.POST, has_speakers=recording.event.speakers.exists())
        form.is_valid()
        return actions.publish_recording(
            actor=me(request),
            recording=recording,
            audience=form.cleaned_data.get("audience", Recording.Audience.MEMBERS),
            everyone_agreed=form.cleaned_data.get("everyone_agreed", False),
        )

    done = {
        "remove": _("The recording and its file are deleted."),
        "withdraw": _("The recording is withdrawn. Nobody but organisers sees it now."),
    }.get(do, _("The recording is published."))
    return step(request, deed, done, "events:desk_recordings", slug)


@audience(*MANAGERS)
@require_POST
def subtitles_step(request: HttpRequest, slug: str, recording_id: uuid.UUID) -> HttpResponse:
    """Take the subtitles of a recording in one language, or delete them."""
    recording = _recording(request, slug, recording_id)
    if request.POST.get("do") == "remove":
        subtitles = recording.subtitles.filter(
            language=request.POST.get("language", "").replace("\0", "")
        ).first()
        if subtitles is not None:
            subtitles.recording = recording
            actions.remove_subtitles(actor=me(request), subtitles=subtitles)
        return redirect("events:desk_recordings", slug)
    form = SubtitlesForm(request.POST, request.FILES, auto_id=f"{recording.pk.hex}_%s")
    if not form.is_valid():
        return _recordings(request, recording.event, RecordingForm(), recording.pk, form)
    file = form.cleaned_data["file"]
    try:
        text = read_subtitles(file.name, file.read())
    except FileRefused as refused:
        form.add_error("file", [str(fault) for fault in refused.faults])
        return _recordings(request, recording.event, RecordingForm(), recording.pk, form)
    language = form.cleaned_data["language"]
    return step(
        request,
        lambda: actions.write_subtitles(
            actor=me(request), recording=recording, language=language, text=text
        ),
        _("The subtitles are kept."),
        "events:desk_recordings",
        slug,
    )


def _recording(request: HttpRequest, slug: str, recording_id: uuid.UUID) -> Recording:
    try:
        return recording_for(me(request), slug, recording_id, to="manage")
    except Recording.DoesNotExist:
        raise Http404 from None


@audience(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_notes(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down what was said."""
    found = fetched(request, slug, to="manage")
    initial = {
        "notes_en": found.notes_en,
        "notes_fr": found.notes_fr,
        "seen": found.changed_at.isoformat(),
    }
    form = NotesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.write_notes(
                actor=me(request),
                event=found,
                notes_en=said["notes_en"],
                notes_fr=said["notes_fr"],
                seen_at=said["seen"],
            )
        except ChangedMeanwhile as changed:
            form.add_error(None, str(changed))
            # Saved once more, it is meant: the page now carries the present version.
            form.data = request.POST.copy()
            form.data["seen"] = changed.current.changed_at.isoformat()
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("events:desk_event", slug)
    return render(request, "events/desk_notes.html", {"event": found, "form": form})


@audience(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_pictures(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the pictures of an event, and take one more."""
    found = fetched(request, slug, to="manage")
    form = NewPictureForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        file = said.pop("file")
        try:
            drawn = redrawn(file, file.size)
            actions.add_picture(actor=me(request), event=found, drawn=drawn, **said)
        except Refusal as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, _("The picture is kept."))
            return redirect("events:desk_pictures", slug)
    return _pictures(request, found, form)


def _pictures(request: HttpRequest, found: Event, form: NewPictureForm) -> HttpResponse:
    rows = [
        (
            picture,
            PictureForm(
                initial={
                    "description_en": picture.description_en,
                    "description_fr": picture.description_fr,
                    "consent": picture.consent,
                },
                auto_id=f"{picture.pk.hex}_%s",
            ),
        )
        for picture in found.pictures.all()
    ]
    context = {"event": found, "rows": rows, "form": form}
    return render(request, "events/desk_pictures.html", context)


@audience(*MANAGERS)
@require_POST
def picture_step(request: HttpRequest, slug: str, picture_id: uuid.UUID) -> HttpResponse:
    """Change what is said of a picture, or delete it."""
    try:
        picture = picture_for(me(request), slug, picture_id, to="manage")
    except Picture.DoesNotExist:
        raise Http404 from None
    if request.POST.get("do") == "remove":
        return step(
            request,
            lambda: actions.remove_picture(actor=me(request), picture=picture),
            _("The picture is deleted."),
            "events:desk_pictures",
            slug,
        )
    form = PictureForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what the picture shows, in one language at least."))
        return redirect("events:desk_pictures", slug)
    return step(
        request,
        lambda: actions.change_picture(actor=me(request), picture=picture, **form.cleaned_data),
        _("Saved."),
        "events:desk_pictures",
        slug,
    )

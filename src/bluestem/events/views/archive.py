"""Recordings, subtitles and pictures of an event: sent to whom they are for, at each request."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from bluestem.community.queries import the_community
from bluestem.events.models import AUDIENCES, Picture, Recording, Subtitles
from bluestem.events.queries.archive import picture_for, recording_for, subtitles_for
from bluestem.events.views.reader import fetched, reader_of, share_picture_of
from bluestem.kit.audience import EVERYONE, audience
from bluestem.kit.media import KINDS
from bluestem.kit.pictures import ENDING, MEDIA_TYPE
from bluestem.kit.ranges import send_file

ENDINGS = {kind.media_type: kind.ending for kind in KINDS}
# Nothing of it stays on a shared computer; what is for everyone may, but is asked for again each
# time, so that a consent that is taken back counts at once.
FOR_MEMBERS, FOR_ALL = "private, no-store", "private, no-cache"
A_DAY_SECONDS = 24 * 60 * 60


def _cache(is_public: bool) -> str:
    return FOR_ALL if is_public else FOR_MEMBERS


@audience(EVERYONE)
@require_safe
def recording(request: HttpRequest, slug: str, recording_id: uuid.UUID) -> HttpResponseBase:
    """Play a recording, or a part of it, for whom it is published; managers see it before."""
    try:
        found = recording_for(reader_of(request), slug, recording_id)
        return send_file(
            request,
            found.file,
            media_type=found.media_type,
            etag=f'"{found.pk.hex}-{found.size_bytes}"',
            name=f"{slug}.{ENDINGS.get(found.media_type, 'bin')}",
            cache=_cache(found.is_published and found.audience == Recording.Audience.PUBLIC),
        )
    except (Recording.DoesNotExist, FileNotFoundError):
        raise Http404 from None


@audience(EVERYONE)
@require_safe
def subtitles(
    request: HttpRequest, slug: str, recording_id: uuid.UUID, language: str
) -> HttpResponse:
    """Send the words of a recording to whoever may play it."""
    try:
        found = subtitles_for(reader_of(request), slug, recording_id, language.replace("\0", ""))
    except (Recording.DoesNotExist, Subtitles.DoesNotExist):
        raise Http404 from None
    return HttpResponse(
        found.text,
        content_type="text/vtt; charset=utf-8",
        headers={"Cache-Control": _cache(found.recording.audience == Recording.Audience.PUBLIC)},
    )


@audience(EVERYONE)
@require_safe
def picture(request: HttpRequest, slug: str, picture_id: uuid.UUID) -> HttpResponseBase:
    """Show a picture of an event to its audience, with the consent of the people in it."""
    try:
        found = picture_for(reader_of(request), slug, picture_id)
        return send_file(
            request,
            found.file,
            media_type=MEDIA_TYPE,
            etag=f'"{found.pk.hex}"',
            name=f"{slug}.{ENDING}",
            cache=_cache(found.event.audience == AUDIENCES.PUBLIC),
        )
    except (Picture.DoesNotExist, FileNotFoundError):
        raise Http404 from None


@audience(EVERYONE)
@require_safe
def share_picture(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the picture that other sites put beside a link to a public event."""
    found = fetched(request, slug)
    if found.audience != AUDIENCES.PUBLIC:
        raise Http404
    drawn = share_picture_of(found, the_community(), get_language() or "en")
    return HttpResponse(
        drawn.content(),
        content_type="image/png",
        headers={"Cache-Control": f"public, max-age={A_DAY_SECONDS}"},
    )

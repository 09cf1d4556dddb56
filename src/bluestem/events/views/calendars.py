"""Calendars: what programs fetch, in one language each, and a member's own secret address."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bluestem.community.queries import the_community
from bluestem.events import actions, letters
from bluestem.events.models import Feed, Series
from bluestem.events.queries.calendars import event_file, personal_feed, public_feed
from bluestem.events.views.reader import fetched, me
from bluestem.kit.audience import EVERYONE, MEMBER, audience

KIND = "text/calendar; charset=utf-8"
FRESH_SECONDS = 900


@audience(EVERYONE)
@require_safe
def all_ics(request: HttpRequest) -> HttpResponse:
    """The feed of all public events, in the community's language."""
    return _public(public_feed(the_community().language))


@audience(EVERYONE)
@require_safe
def series_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """The feed of one series' public events."""
    # PostgreSQL takes no text with a NUL in it, not even to look for it.
    series = None if "\0" in slug else Series.objects.filter(slug=slug).first()
    if series is None:
        raise Http404
    return _public(public_feed(the_community().language, series))


@audience(EVERYONE)
@require_safe
def personal_ics(request: HttpRequest, secret: str) -> HttpResponse:
    """Behind a member's secret address: her own events, as long as she is a member."""
    key = letters.key_in(letters.FEED_SALT, secret)
    feed = Feed.objects.select_related("member").filter(pk=key).first() if key else None
    if feed is None or not feed.member.is_active:
        raise Http404
    return _private(personal_feed(feed.member))


@audience(EVERYONE)
@require_safe
def event_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """One event as a file, for who may read it."""
    found = fetched(request, slug)
    response = _private(event_file(found, get_language() or "en"))
    response["Content-Disposition"] = f'attachment; filename="{found.slug}.ics"'
    return response


@audience(MEMBER)
@require_POST
def calendar_open(request: HttpRequest) -> HttpResponse:
    """Make a secret calendar address, in place of an older one."""
    actions.open_calendar(actor=me(request))
    messages.success(request, _("Here is your calendar address. Whoever has it sees your events."))
    return redirect("events:my_events")


@audience(MEMBER)
@require_POST
def calendar_close(request: HttpRequest) -> HttpResponse:
    """Take the secret calendar address back."""
    actions.close_calendar(actor=me(request))
    messages.success(request, _("The calendar address is taken back; it answers nobody any more."))
    return redirect("events:my_events")


def _public(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=KIND)
    patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    return response


def _private(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=KIND)
    patch_cache_control(response, private=True, no_store=True)
    return response

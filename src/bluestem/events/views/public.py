"""Events as everybody reads them, and a place with one click."""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bluestem.audit.actors import Actor
from bluestem.community.queries import the_community
from bluestem.events import actions, letters
from bluestem.events.errors import FormNeeded
from bluestem.events.forms.public import ListForm, PlaceRequestForm, WayForm
from bluestem.events.forms.talk import QuestionForm
from bluestem.events.models import AUDIENCES, Event, Feed, Offer, Registration, Series
from bluestem.events.queries import events_for, places_of, registration_of, waiting_place
from bluestem.events.queries.archive import pictures_shown, recordings_shown
from bluestem.events.queries.asking import Asked, asked_of
from bluestem.events.queries.coffees import neighbours_of
from bluestem.events.queries.coming import coming_for
from bluestem.events.queries.details import before
from bluestem.events.queries.listing import Wanted, listed, month_of, own_rows, past_of, rows_of
from bluestem.events.queries.talk import questions_shown
from bluestem.events.rules import can_ask, can_come, can_manage, can_read_run_sheet
from bluestem.events.views.answers import has_to_answer
from bluestem.events.views.reader import (
    fetched,
    me,
    month_in,
    reader_of,
    share_picture_of,
    step,
    words_of_leaving,
)
from bluestem.kit import time
from bluestem.kit.audience import EVERYONE, SIGNED_IN, audience
from bluestem.members.models import Member

ROWS = 30
LAST_PAGE = 5000


@audience(EVERYONE)
@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """Show what is coming, or what was, with filters; or a month as a calendar."""
    reader = reader_of(request)
    form = ListForm(request.GET)
    wanted = form.wanted
    context: dict[str, Any] = {
        "form": form,
        "wanted": wanted,
        "all_series": Series.objects.all(),
        "is_filtered": wanted != Wanted(),
        "own": own_rows(reader)[:5] if isinstance(reader, Member) else [],
        "may_propose": isinstance(reader, Member),
    }
    if "month" in request.GET:
        return _month(request, reader, wanted, context)
    page = Paginator(listed(reader, wanted), ROWS).get_page(_page_number(request))
    context |= {"page": page, "rows": rows_of(reader, page)}
    return render(request, "events/event_list.html", context)


def _page_number(request: HttpRequest) -> str:
    """Return the page that was asked for, as far as a database can count."""
    said = request.GET.get("page", "1")
    return said if said.isascii() and said.isdigit() and len(said) <= len(str(LAST_PAGE)) else "1"


def _month(
    request: HttpRequest, reader: Actor, wanted: Wanted, context: dict[str, Any]
) -> HttpResponse:
    first = month_in(request.GET.get("month", ""), time.today())
    following = (first.replace(day=28) + dt.timedelta(days=7)).replace(day=1)
    before = (first - dt.timedelta(days=1)).replace(day=1)
    weeks = month_of(reader, first, wanted.series)
    context |= {
        "first": first,
        "weeks": weeks,
        "is_empty": not any(day.events for week in weeks for day in week if day.is_in_month),
        "before": before.strftime("%Y-%m"),
        "following": following.strftime("%Y-%m"),
    }
    return render(request, "events/event_month.html", context)


@audience(EVERYONE)
@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one event, and what the reader can do about it."""
    found = fetched(request, slug)
    return render(request, "events/event.html", event_context(request, found))


def event_context(
    request: HttpRequest,
    found: Event,
    refused: WayForm | None = None,
    question_form: QuestionForm | None = None,
) -> dict[str, Any]:
    """Return what the page of an event shows this reader; refused forms in place of empty ones."""
    reader = reader_of(request)
    mine = registration_of(reader, found) if isinstance(reader, Member) else None
    if mine is not None:
        mine.event = found
    offer = mine.offers.filter(answer="open").first() if mine and mine.is_offered else None
    places = places_of(found)
    is_visitor = not isinstance(reader, Member)
    takes_visitors = is_visitor and found.audience == AUDIENCES.PUBLIC and found.is_open
    asked = asked_of(found) if found.is_open else Asked()
    form_of = PlaceRequestForm if takes_visitors else WayForm
    is_in_force = mine is not None and mine.is_in_force
    may_come = can_come(reader, found)
    shows_form = (
        found.is_open and not is_in_force and (takes_visitors or (may_come and not is_visitor))
    )
    return {
        "event": found,
        "places": places,
        "mine": mine if is_in_force else None,
        "waiting_place": waiting_place(mine) if mine and mine.is_waiting else None,
        "offer": offer,
        "may_come": may_come,
        "is_manager": can_manage(reader, found),
        "is_visitor": is_visitor,
        "asked": asked,
        "form": refused if refused and not is_in_force else form_of(event=found, asked=asked),
        "takes_visitors": takes_visitors,
        "is_form_apart": shows_form and asked.is_something,
        "may_answer": mine is not None and has_to_answer(asked, mine),
        "parts": found.parts.all(),
        "speakers": found.speakers.all(),
        "offer_address": _offer_address(offer),
        "all_full": all(each.is_full for way, each in places.items() if found.has_way(way)),
        "neighbours": neighbours_of(reader, found) if isinstance(reader, Member) else [],
        "followed": _followed(reader, found),
        "before": before(reader, found) if found.series.kind == Series.Kind.LUNCH else [],
        "has_run_sheet": found.series.is_interview and can_read_run_sheet(reader, found),
        "site_url": settings.SITE_URL,
        "sees_link": bool(mine and mine.is_online and mine.state in Registration.HOLDING),
        "feedback_address": _feedback_address(mine),
        **_questions(reader, found, question_form),
        **_what_stays(reader, found),
    }


def _questions(reader: Actor, found: Event, form: QuestionForm | None) -> dict[str, Any]:
    """Return the questions that the reader sees, and the form where she may ask."""
    if not found.has_questions:
        return {"question_form": None}
    shown = questions_shown(reader, found)
    may_ask = found.takes_questions and can_ask(reader, found)
    return {
        "questions": [each for each in shown if not each.is_waiting],
        "own_questions": [each for each in shown if each.is_waiting],
        "may_ask": may_ask,
        "question_form": form or (QuestionForm(event=found) if may_ask else None),
    }


def _feedback_address(mine: Registration | None) -> str:
    """Return where she says what she thought; "" before the end, or once she did."""
    if mine is None or mine.has_given_feedback or not mine.may_give_feedback:
        return ""
    if not mine.event.takes_feedback or mine.state == Registration.State.ABSENT:
        return ""
    return reverse("events:feedback", args=[letters.token_of(letters.FEEDBACK_SALT, mine.pk)])


def _what_stays(reader: Actor, found: Event) -> dict[str, Any]:
    """Return what was kept of an event, and the picture that other sites show beside a link."""
    context: dict[str, Any] = {"recordings": [], "pictures": []}
    if found.audience == AUDIENCES.PUBLIC:
        drawn = share_picture_of(found, the_community(), get_language() or "en")
        address = reverse("events:share_picture", args=[found.slug])
        context["share_address"] = f"{settings.SITE_URL}{address}?v={drawn.name[:12]}"
    if found.starts_at <= time.now():
        context["recordings"] = recordings_shown(reader, found)
        context["pictures"] = pictures_shown(found)
    return context


def _offer_address(offer: Offer | None) -> str:
    if offer is None:
        return ""
    return reverse("events:offer", args=[letters.token_of(letters.OFFER_SALT, offer.pk)])


def _followed(reader: Actor, found: Event) -> Event | None:
    """Return what comes after an event, if the reader may read of it too."""
    if found.followed_by_id is None:
        return None
    return events_for(reader).filter(pk=found.followed_by_id).first()


@audience(SIGNED_IN)
@require_POST
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a place, or the next place on the waiting list."""
    if set(request.POST) <= {"csrfmiddlewaretoken"}:
        with suppress(FormNeeded):
            return _taken(
                request, slug, lambda: actions.register_by_click(actor=me(request), slug=slug)
            )
    try:
        coming = coming_for(me(request), slug)
    except Event.DoesNotExist:
        raise Http404 from None
    form = WayForm(request.POST, event=coming.event, asked=coming.asked)
    if not form.is_valid():
        found = fetched(request, slug)
        return render(request, "events/event.html", event_context(request, found, form))

    def take() -> Registration:
        return actions.register(
            actor=me(request),
            event=coming.event,
            is_online=form.is_online,
            has_companion=form.cleaned_data.get("companion", False),
            said=form.said,
        )

    return _taken(request, slug, take)


def _taken(request: HttpRequest, slug: str, take: Callable[[], Registration]) -> HttpResponse:
    def deed() -> None:
        messages.success(request, _said(take()))

    return step(request, deed, "", "events:event", slug)


def _said(registration: Registration) -> str:
    if registration.is_waiting:
        return _("All places are taken. You are number %(place)d on the waiting list.") % {
            "place": registration.place_told or waiting_place(registration)
        }
    return _("You have a place. A mail with everything you need is on its way.")


@audience(SIGNED_IN)
@require_POST
def cancel(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a place back, or leave the waiting list."""
    found = fetched(request, slug)
    mine = registration_of(me(request), found)
    if mine is None:
        return redirect("events:event", slug)
    return step(
        request,
        lambda: actions.cancel(actor=me(request), registration=mine),
        words_of_leaving(mine, _("Your place is given back. Thank you: somebody else can come.")),
        "events:event",
        slug,
    )


@audience(EVERYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def place_request(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a visitor's wish for a place at a public event, and mail her a link."""
    found = fetched(request, slug)
    if request.method != "POST" or isinstance(reader_of(request), Member):
        return redirect("events:event", slug)
    form = PlaceRequestForm(request.POST, event=found, asked=asked_of(found))
    if not form.is_valid():
        return render(request, "events/event.html", event_context(request, found, form))
    return step(
        request,
        lambda: actions.request_place(
            actor=reader_of(request),
            event=found,
            address=form.cleaned_data["address"],
            name=form.cleaned_data["name"],
            language=form.language,
            is_online=form.is_online,
            said=form.said,
        ),
        _("We have sent you a mail. Your place is kept once you follow the link in it."),
        "events:event",
        slug,
    )


@audience(SIGNED_IN)
@require_safe
def my_events(request: HttpRequest) -> HttpResponse:
    """Show where the reader is registered or waits, and where she was."""
    context = {
        "rows": own_rows(me(request)),
        "past": past_of(me(request)),
        "feed_address": _feed_address(me(request)),
    }
    return render(request, "events/my_events.html", context)


def _feed_address(member: Member) -> str:
    """Return her secret calendar address, "" where she has none."""
    feed = Feed.objects.filter(member=member).first()
    if feed is None:
        return ""
    token = letters.token_of(letters.FEED_SALT, feed.pk)
    return settings.SITE_URL + reverse("event_feeds:personal_ics", args=[token])

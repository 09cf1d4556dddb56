"""Behind the links of mails: confirming a place, answering an offer, giving a place back.

Each page asks; only its button changes something, so that no link scanner does.
"""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bluestem.audit.actors import VISITOR, Actor
from bluestem.events import actions, letters
from bluestem.events.forms.talk import QuestionForm
from bluestem.events.models import Offer, PlaceRequest, Registration
from bluestem.events.queries import waiting_place
from bluestem.events.queries.asking import asked_of
from bluestem.events.views.answers import answers_page, has_to_answer
from bluestem.events.views.reader import words_of_leaving
from bluestem.kit import time
from bluestem.kit.audience import EVERYONE, audience
from bluestem.kit.errors import Refusal
from bluestem.members.models import Member


@audience(EVERYONE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_place(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the visitor's mail: the page asks, its button takes the place."""
    wish = (
        PlaceRequest.objects.select_related("event__series")
        .filter(pk=_key(letters.REQUEST_SALT, token))
        .first()
    )
    if wish is None:
        raise Http404
    refused = ""
    if request.method == "POST":
        try:
            found = actions.confirm_place(actor=VISITOR, wish=wish)
        except Refusal as refusal:
            refused = str(refusal)
        else:
            if found.member_id:  # the address turned out to be a member's
                messages.success(request, _said(found))
                return redirect("events:event", wish.event.slug)
            own = letters.token_of(letters.REGISTRATION_SALT, found.pk)
            return redirect("events:own_registration", own)
    context = {"event": wish.event, "refused": refused}
    return render(request, "events/confirm_place.html", context, status=409 if refused else 200)


def _said(found: Registration) -> str:
    """Return what came of her yes, in the words of a visitor's page of her registration."""
    if found.is_waiting:
        place = found.place_told or waiting_place(found)
        return _("You are number %(place)s on the waiting list.") % {"place": place}
    if found.is_offered:
        return _("A place is free for you. Answer with the link in our mail.")
    return _("You have a place.")


@audience(EVERYONE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_registration(request: HttpRequest, token: str) -> HttpResponse:
    """Show a visitor her registration; its button gives the place back, or leaves the list."""
    found = visitors_registration(token)
    if request.method == "POST":
        done = words_of_leaving(found, _("Your place is given back. Thank you for telling us."))
        try:
            actions.cancel(actor=VISITOR, registration=found)
        except Refusal as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, done)
        return redirect("events:own_registration", token)
    return render(request, "events/own_registration.html", registration_context(found, token))


def visitors_registration(token: str) -> Registration:
    """Return the registration of a visitor's link; another person's or none does not exist."""
    found = (
        Registration.objects.select_related("event__series")
        .filter(pk=_key(letters.REGISTRATION_SALT, token), member=None)
        .first()
    )
    if found is None:
        raise Http404
    return found


def registration_context(
    found: Registration, token: str, question_form: QuestionForm | None = None
) -> dict[str, Any]:
    """Return what a visitor's page of her registration shows."""
    event = found.event
    may_ask = event.takes_questions and found.is_in_force
    empty = QuestionForm(event=event, is_visitor=True) if may_ask else None
    return {
        "event": event,
        "registration": found,
        "token": token,
        "may_answer": has_to_answer(asked_of(found.event), found),
        "waiting_place": waiting_place(found) if found.is_waiting else None,
        "sees_link": found.is_online
        and found.state in Registration.HOLDING
        and event.is_link_open_to_visitors,
        "question_form": question_form or empty,
    }


@audience(EVERYONE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_answers(request: HttpRequest, token: str) -> HttpResponse:
    """Show a visitor what she said while she registered, to be changed until the event begins."""
    back = reverse("events:own_registration", args=[token])
    return answers_page(request, VISITOR, visitors_registration(token), back)


@audience(EVERYONE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the letter of an offer: take the place, or leave it to the next person."""
    found = (
        Offer.objects.select_related("registration__event__series", "registration__member")
        .filter(pk=_key(letters.OFFER_SALT, token))
        .first()
    )
    if found is None:
        raise Http404
    refused = ""
    if request.method == "POST":
        answer = actions.decline if request.POST.get("do") == "decline" else actions.accept
        try:
            answer(actor=_answering(request, found), offer=found)
        except Refusal as refusal:
            refused = str(refusal)
        else:
            return redirect("events:offer", token)
    context = {
        "offer": found,
        "event": found.registration.event,
        "registration": found.registration,
        "is_open": found.is_open and found.deadline_at > time.now(),
        "refused": refused,
    }
    return render(request, "events/offer.html", context, status=409 if refused else 200)


def _registration(token: str) -> Registration:
    found = (
        Registration.objects.select_related("event__series", "event__tour")
        .filter(pk=_key(letters.REGISTRATION_SALT, token), member=None)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _key(salt: str, token: str) -> uuid.UUID:
    key = letters.key_in(salt, token)
    if key is None:
        raise Http404
    return key


def _answering(request: HttpRequest, found: Offer) -> Actor:
    """Whoever holds the link answers; the audit names her where she is signed in as its owner."""
    is_owner = isinstance(request.user, Member) and request.user.pk == found.registration.member_id
    return request.user if is_owner and isinstance(request.user, Member) else VISITOR

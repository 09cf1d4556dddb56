"""Joining: the form, the page after it, and the page behind the letter's link."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bluestem.audit.actors import VISITOR
from bluestem.kit.audience import EVERYONE, audience
from bluestem.kit.errors import Refusal
from bluestem.members import actions
from bluestem.members.actions.founding import MEMBERSHIP_TEXT_VERSION
from bluestem.members.forms.joining import JoiningForm
from bluestem.members.forms.sent import posted
from bluestem.members.models import Joining, Member
from bluestem.members.queries.account import joining_letters
from bluestem.members.sign_in import PENDING_SECONDS
from bluestem.members.views.limits import limited

JOINING_KEY = "joining"


@audience(EVERYONE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("join", allowed=1000)
def join(request: HttpRequest) -> HttpResponse:
    """Take down who wants to join; the answer is the same for every address."""
    if request.user.is_authenticated:
        return redirect("members:settings")
    form = JoiningForm(posted(request))
    if request.method == "POST" and form.is_valid():
        joining = actions.ask_to_join(
            actor=VISITOR,
            address=form.cleaned_data["address"],
            name=form.cleaned_data["name"],
            language=form.cleaned_data["language"],
            department_code=form.cleaned_data["department"],
            lists=form.cleaned_data["lists"],
        )
        request.session[JOINING_KEY] = str(joining.pk)
        request.session.set_expiry(PENDING_SECONDS * 8)  # the resend is possible after an hour
        return redirect("members:join_sent")
    return render(
        request, "members/join.html", {"form": form, "text_version": MEMBERSHIP_TEXT_VERSION}
    )


@audience(EVERYONE)
@never_cache
@require_safe
def join_sent(request: HttpRequest) -> HttpResponse:
    """Say where the mail went and when another one is possible; true for every address alike."""
    joining = _own_joining(request)
    if joining is None:
        return redirect("members:join")
    next_at = joining_letters(joining.address).next_at
    context = {
        "joining": joining,
        "next_at": next_at,
        "is_due": next_at is None or next_at <= timezone.now(),
    }
    return render(request, "members/join_sent.html", context)


@audience(EVERYONE)
@never_cache
@require_POST
@limited("join", allowed=1000)
def join_again(request: HttpRequest) -> HttpResponse:
    """Send the mail once more, where its time has come."""
    joining = _own_joining(request)
    if joining is None:
        return redirect("members:join")
    if actions.ask_to_join_again(actor=VISITOR, joining=joining):
        messages.success(request, _("We have sent the mail once more. Use the latest one."))
    else:
        messages.info(request, _("It is too early for another mail; the time stands below."))
    return redirect("members:join_sent")


@audience(EVERYONE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("join-confirm", allowed=1000)
def join_confirm(request: HttpRequest, joining_id: uuid.UUID) -> HttpResponse:
    """Behind the letter's link: the page asks, only its button makes a member."""
    joining = Joining.objects.filter(pk=joining_id).first()
    refused = "" if joining else _("This link is not known any more. Join again; it is one page.")
    if joining is not None and request.method == "POST":
        try:
            member = actions.confirm_joining(actor=VISITOR, joining=joining)
        except Refusal as refusal:
            refused = str(refusal)
        else:
            return _confirmed(request, member)
    if joining is not None and joining.is_expired and not joining.confirmed_at:
        refused = refused or _("This link was good for seven days, and they are over. Join again.")
    context = {"joining": joining, "refused": refused}
    return render(request, "members/join_confirm.html", context, status=410 if refused else 200)


def _confirmed(request: HttpRequest, member: Member) -> HttpResponse:
    request.session.pop(JOINING_KEY, None)
    return redirect(
        "members:join_waiting" if member.state == Member.State.WAITING else "members:join_done"
    )


@audience(EVERYONE)
@require_safe
def join_done(request: HttpRequest) -> HttpResponse:
    """Welcome a new member and show the way in."""
    return render(request, "members/join_done.html")


@audience(EVERYONE)
@require_safe
def join_waiting(request: HttpRequest) -> HttpResponse:
    """Say that steering looks at each joining, and what happens next."""
    return render(request, "members/join_done.html", {"is_waiting": True})


def _own_joining(request: HttpRequest) -> Joining | None:
    """The joining that this browser asked for."""
    key = request.session.get(JOINING_KEY)
    return Joining.objects.filter(pk=key).first() if key else None

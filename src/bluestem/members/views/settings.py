"""A member's own settings: what she receives, her language, address, sessions, data, leaving."""

import json
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bluestem.kit.audience import SIGNED_IN, audience
from bluestem.kit.errors import Refusal
from bluestem.members import actions
from bluestem.members.errors import ChangeExpired
from bluestem.members.forms.account import AddressForm, EraseForm, LanguageForm
from bluestem.members.forms.sent import posted
from bluestem.members.models import AddressChange, Consent, Member, Purpose
from bluestem.members.queries import account as queries
from bluestem.members.sign_in import in_language
from bluestem.members.views.limits import limited


def _me(request: HttpRequest) -> Member:
    """The member who is signed in; the audience of each view here makes sure that there is one."""
    member = request.user
    assert isinstance(member, Member)
    return member


@audience(SIGNED_IN)
@never_cache
@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """Show everything a member can set about her account, and what is known about her."""
    return render(request, "members/settings.html", _settings_context(_me(request)))


def _settings_context(member: Member) -> dict[str, Any]:
    return {
        "member": member,
        "lists": queries.lists_of(member),
        "language_form": LanguageForm(initial={"language": member.language}),
        "consents": queries.consents_of(member),
        "membership": Purpose.MEMBERSHIP,
        "change": queries.open_address_change(member),
    }


@audience(SIGNED_IN)
@never_cache
@require_POST
def settings_lists(request: HttpRequest) -> HttpResponse:
    """Put the member on the lists that are switched on, and take her off the others."""
    member = _me(request)
    actions.choose_lists(actor=member, member=member, slugs=request.POST.getlist("lists"))
    messages.success(request, _("Saved. This is what we send you from now on."))
    return redirect("members:settings")


@audience(SIGNED_IN)
@never_cache
@require_POST
def settings_language(request: HttpRequest) -> HttpResponse:
    """Set the language, and go on in it."""
    member, form = _me(request), LanguageForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the languages in the list."))
        return redirect("members:settings")
    actions.choose_language(actor=member, member=member, language=form.cleaned_data["language"])
    with override(member.language):
        messages.success(request, _("Pages and mails are in English from now on."))
    return redirect(in_language(reverse("members:settings"), member))


@audience(SIGNED_IN)
@never_cache
@require_POST
def settings_sessions(request: HttpRequest) -> HttpResponse:
    """End every session but this one."""
    member = _me(request)
    actions.end_sessions(actor=member, member=member)
    update_session_auth_hash(request, member)
    messages.success(request, _("Every other browser is signed out."))
    return redirect("members:settings")


@audience(SIGNED_IN)
@never_cache
@require_POST
def consent_withdraw(request: HttpRequest, consent_id: int) -> HttpResponse:
    """Take one of the member's own consents back."""
    member = _me(request)
    try:
        consent = queries.consent_for(member, consent_id)
    except (Consent.DoesNotExist, OverflowError) as unknown:
        raise Http404 from unknown
    try:
        actions.withdraw_consent(actor=member, consent=consent)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Withdrawn. Nothing is done for this purpose any more."))
    return redirect("members:settings")


@audience(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("address", allowed=30)
def address(request: HttpRequest) -> HttpResponse:
    """Ask for another address; the answer is the same whoever the new one belongs to."""
    member = _me(request)
    form = AddressForm(posted(request), member=member)
    if request.method == "POST" and form.is_valid():
        change = actions.ask_for_address(
            actor=member, member=member, address=form.cleaned_data["address"]
        )
        messages.success(
            request,
            _("We have written to %(address)s. Nothing changes before you follow that link.")
            % {"address": change.new_address},
        )
        return redirect("members:settings")
    return render(request, "members/settings_address.html", {"form": form, "member": member})


@audience(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def address_confirm(request: HttpRequest, change_id: uuid.UUID) -> HttpResponse:
    """Behind the link to the new address: the page asks, only its button changes anything."""
    member = _me(request)
    try:
        change = queries.address_change_for(member, change_id)
    except AddressChange.DoesNotExist as unknown:
        raise Http404 from unknown
    refused = "" if change.is_open else str(ChangeExpired())
    if request.method == "POST":
        try:
            actions.confirm_address(actor=member, change=change)
        except Refusal as refusal:
            refused = str(refusal)
        else:
            logout(request)
            messages.success(request, _("Your address is changed. Sign in with the new one."))
            return redirect("members:sign_in")
    context = {"change": change, "refused": refused}
    return render(request, "members/settings_address_confirm.html", context)


@audience(SIGNED_IN)
@never_cache
@require_safe
def own_data(request: HttpRequest) -> HttpResponse:
    """Hand out everything that is held about the member, as one JSON file."""
    held = queries.data_of(_me(request))
    text = json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@audience(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Say what leaving does; the button does it."""
    return _end(request, actions.leave, _("You have left. We wrote you a last mail; farewell."))


@audience(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Say what erasing does; a tick and the button do it."""
    form = EraseForm(posted(request))
    if request.method == "POST" and not form.is_valid():
        return _leave_page(request, form)
    return _end(request, actions.erase, _("Your name, address and words are erased."))


def _end(request: HttpRequest, act: Callable[..., Member], words: str) -> HttpResponse:
    member = _me(request)
    if request.method == "POST":
        try:
            act(actor=member, member=member)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("members:leave")
        logout(request)
        messages.success(request, words)
        return redirect("front:home")
    return _leave_page(request, EraseForm())


def _leave_page(request: HttpRequest, form: EraseForm) -> HttpResponse:
    context = {"form": form, "is_last": queries.would_leave_nobody(_me(request))}
    return render(request, "members/leave.html", context)

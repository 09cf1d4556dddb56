"""Signing in and out."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluestem.audit.actors import VISITOR
from bluestem.kit.audience import EVERYONE, audience
from bluestem.members import actions
from bluestem.members.errors import OneTimeAddressIsOver
from bluestem.members.forms.account import CodeForm, SignInForm
from bluestem.members.forms.sent import posted
from bluestem.members.sign_in import SignInProcess, open_session, safe_next
from bluestem.members.views.limits import limited

NEXT_KEY = "sign_in_next"


@audience(EVERYONE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("sign-in", allowed=1000)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Take an address and send its code; the answer is the same for every address."""
    if request.user.is_authenticated:
        return redirect(safe_next(request, request.GET.get("next", "")) or reverse("front:home"))
    form = SignInForm(posted(request), initial={"next": request.GET.get("next", "")[:2000]})
    if request.method == "POST" and form.is_valid():
        SignInProcess.begin(request, form.cleaned_data["address"])
        request.session[NEXT_KEY] = safe_next(request, form.cleaned_data["next"])
        return redirect("members:sign_in_code")
    return render(request, "members/sign_in.html", {"form": form})


@audience(EVERYONE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("code", allowed=1000)
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Take the code from the mail, in the browser that asked for it."""
    if request.user.is_authenticated:
        return redirect("front:home")
    process = SignInProcess.current(request)
    if process is None:
        messages.warning(request, _("There is no code under way, or its ten minutes are over."))
        return redirect("members:sign_in")
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        next_address = str(request.session.get(NEXT_KEY, ""))
        member = process.accepts(form.cleaned_data["code"])
        if member is not None:
            request.session.pop(NEXT_KEY, None)
            return process.sign_in(member, next_address)
        if process.tries_left <= 0:
            messages.error(request, _("That was the third wrong code. Ask for a new one."))
            return redirect("members:sign_in")
        form.refuse(process.tries_left)
    return render(request, "members/sign_in_code.html", {"form": form, "process": process})


@audience(EVERYONE)
@never_cache
@require_POST
@limited("sign-in", allowed=1000)
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """Send a new code to the address this browser gave; the one before is void."""
    process = SignInProcess.current(request)
    if process is None:
        return redirect("members:sign_in")
    SignInProcess.begin(request, process.address)
    messages.success(request, _("A new code is on its way. Only the latest one works."))
    return redirect("members:sign_in_code")


@audience(EVERYONE)
@never_cache
@require_GET  # a HEAD would use the address up and sign nobody in
def sign_in_once(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by a one-time address from the console. It is never mailed, so a GET may act."""
    try:
        member = actions.use_one_time_address(actor=VISITOR, token=token)
    except OneTimeAddressIsOver as over:
        messages.warning(request, str(over))
        return redirect("members:sign_in")
    return open_session(request, member, "", way="one-time address")


@audience(EVERYONE)
@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this browser's session."""
    logout(request)
    messages.success(request, _("You are signed out."))
    return redirect("front:home")

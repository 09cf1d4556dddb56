"""Sign-in by a code that comes by mail: allauth's process, in our own order and words.

What is ours: the code is known by a keyed hash alone, a row counts the tries, and nobody asks
who somebody is before the right code is there; so a stranger and a member walk the same way.
"""

from contextlib import suppress
from functools import cached_property
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, translate_url
from django.utils import translation
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from bluestem.audit.actors import VISITOR
from bluestem.kit.by_key import ByKey
from bluestem.members import actions
from bluestem.members.actions.signing_in import TRIES
from bluestem.members.errors import CodeSignsNobodyIn
from bluestem.members.models import Member, SignInRequest

_MEMBERS = ByKey(Member, "id")
CODE_LENGTH = 8
PENDING_SECONDS = 15 * 60  # how long a browser that has not signed in keeps what was typed


class MemberBackend(AuthenticationBackend):
    """As allauth's, with a faster answer to what every request of a signed-in member asks."""

    def get_user(self, user_id: object) -> Member | None:
        """Return the member behind a session while she may sign in."""
        member = _MEMBERS.first(user_id)
        return member if member is not None and self.user_can_authenticate(member) else None


class SignInAdapter(DefaultAccountAdapter):
    """What Bluestem asks of allauth: no sign-up, codes of eight digits, nothing sent by itself."""

    def generate_login_code(self) -> str:
        """Return a new code."""
        return get_random_string(CODE_LENGTH, "0123456789")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Joining has a way of its own."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Letters go through the mailroom; allauth has none of its own here."""
        raise NotImplementedError(f"{template_prefix} has no letter in the mailroom.")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say in our own words what happened."""

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Begin the session; the short life of a browser that was not signed in ends."""
        super().login(request, user)
        request.session.set_expiry(None)

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """Answer a member who is not active any more like everybody who is not signed in."""
        from django.shortcuts import redirect

        return redirect("members:sign_in")


class SignInProcess(LoginCodeVerificationProcess):
    """One browser's way from a typed address to a session. Its state lives in that session."""

    @classmethod
    def begin(cls, request: HttpRequest, address: str) -> "SignInProcess":
        """Make a code for an address, whoever it belongs to, and ask for its letter."""
        login = Login(user=None)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=None))
        stage.state["initiated_by_user"] = True
        process = cls(stage=stage)
        process.write_down(address)
        process.persist()
        request.session.set_expiry(PENDING_SECONDS)
        return process

    @classmethod
    def current(cls, request: HttpRequest) -> "SignInProcess | None":
        """Return this browser's process, unless there is none or its ten minutes are over."""
        stage = LoginStageController.enter(request, LoginByCodeStage.key)
        process: SignInProcess | None = cls(stage=stage).abort_if_invalid() if stage else None
        return process if process is not None and process.address else None

    @cached_property
    def address(self) -> str:
        """What was typed; it stands in the row, not in the session. Empty once the row is gone."""
        found = SignInRequest.objects.filter(pk=self.state["request"]).first()
        return found.address if found else ""

    @property
    def tries_left(self) -> int:
        """How many wrong codes it would still forgive."""
        return TRIES - int(self.state["failed_attempts"])

    def write_down(self, address: str) -> None:
        """Make a code and write it down for the task that writes the letter."""
        code = get_adapter().generate_login_code()
        request = actions.ask_to_sign_in(
            actor=VISITOR,
            address=address,
            code=code,
            language=translation.get_language() or settings.LANGUAGE_CODE,
        )
        self.state["request"] = str(request.pk)
        self.state["code"] = self._hashed(code)

    def accepts(self, code: str) -> Member | None:
        """Return the member whom the typed code signs in; count the try where it does not."""
        if not actions.count_try(request_id=self.state["request"]):
            self.state["failed_attempts"] = TRIES
            self.abort()
            return None
        if constant_time_compare(self._hashed(code), self.code):
            # A stranger's right guess is a wrong one: her code was written to nobody.
            with suppress(CodeSignsNobodyIn):
                return actions.use_code(actor=VISITOR, request_id=self.state["request"])
        self.record_invalid_attempt()
        return None

    def sign_in(self, member: Member, next_address: str) -> HttpResponse:
        """Open the session and lead on, in her language."""
        return open_session(self.request, member, next_address, way="code")

    def _hashed(self, code: str) -> str:
        content = f"{self.state['request']}:{code}"
        return salted_hmac("bluestem.members.sign_in", content, algorithm="sha256").hexdigest()


def open_session(
    request: HttpRequest, member: Member, next_address: str, *, way: str
) -> HttpResponse:
    """Sign a member in through allauth's stages, and lead on to a page in her language."""
    record_authentication(request, member, method=way)
    onward = in_language(safe_next(request, next_address) or reverse("front:home"), member)
    response: HttpResponse = perform_login(request, Login(user=member, redirect_url=onward))
    return response


def safe_next(request: HttpRequest, address: str) -> str:
    """Return an address of this site as it is, anything else as nothing."""
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_ours and len(address) <= 2000 else ""


def in_language(address: str, member: Member) -> str:
    """Return the same page in a member's language."""
    if member.language not in dict(settings.LANGUAGES):
        return address
    with translation.override(
        translation.get_language_from_path(address) or settings.LANGUAGE_CODE
    ):
        return translate_url(address, member.language)

"""The way in: a code by mail, or a one-time address made on the console."""

import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.kit.tasks import later
from bluestem.mailroom.actions import post
from bluestem.members import letters
from bluestem.members.errors import CodeSignsNobodyIn, NoSuchMember, OneTimeAddressIsOver
from bluestem.members.models import Member, OneTimeAddress, SignInRequest, normal_address
from bluestem.members.models.sign_in import CODE_GOOD_FOR
from bluestem.members.tasks import answer_sign_in as answer_sign_in_task

TRIES = 3
LETTERS_IN_TEN_MINUTES = 6
TEN_MINUTES = dt.timedelta(minutes=10)
A_DAY = dt.timedelta(days=1)


@transaction.atomic
def ask_to_sign_in(*, actor: Actor, address: str, code: str, language: str) -> SignInRequest:
    """Write down that somebody wants to sign in, with the code that her letter would carry.

    Does the same for every address: one row, one task. No audit line: a visitor did nothing yet.
    After commit: the letter, by a task.
    """
    request = SignInRequest.objects.create(
        address=normal_address(address), code=code, language=language, asked_at=timezone.now()
    )
    later(answer_sign_in_task, request_id=str(request.pk))
    return request


@transaction.atomic
def answer_sign_in(*, actor: Actor, request: SignInRequest) -> SignInRequest:
    """Write the letter that a sign-in request is owed, and forget its code.

    A member gets the code, at most six in ten minutes; others learn once a day how things stand.
    Together: the letter and the mark that it was written, so that a second run writes nothing.
    """
    request = SignInRequest.objects.select_for_update().get(pk=request.pk)
    if request.answered_at is not None:
        return request
    now = timezone.now()
    member = Member.objects.filter(address=request.address).first()
    is_active = member is not None and member.is_active
    earlier = SignInRequest.objects.filter(
        address=request.address,
        has_letter=True,
        asked_at__gt=now - (TEN_MINUTES if is_active else A_DAY),
    ).count()
    if earlier < (LETTERS_IN_TEN_MINUTES if is_active else 1):
        _write_letter(request, member)
        request.has_letter = True
    request.code = ""
    request.answered_at = now
    request.save(update_fields=["has_letter", "code", "answered_at"])
    return request


def _write_letter(request: SignInRequest, member: Member | None) -> None:
    if member is None or member.state in {Member.State.LEFT, Member.State.ERASED}:
        post(
            letter=letters.INVITE_STRANGER.name,
            to=letters.to_stranger(request.address, request.language),
            context=letters.button("members:join", request.language),
        )
    elif member.is_active:
        if timezone.now() - request.asked_at < CODE_GOOD_FOR:
            post(
                letter=letters.SIGN_IN_CODE.name,
                to=letters.to_member(member),
                context={"code": request.code},
            )
    elif member.state == Member.State.WAITING:
        post(letter=letters.JOINING_RECEIVED.name, to=letters.to_member(member))
    else:
        post(letter=letters.DEACTIVATED.name, to=letters.to_member(member))


def count_try(*, request_id: str) -> bool:
    """Take one of the few tries of a request, in one step: tries at the same moment all count."""
    return bool(
        SignInRequest.objects.filter(
            pk=request_id, used_at__isnull=True, try_count__lt=TRIES
        ).update(try_count=F("try_count") + 1)
    )


@transaction.atomic
def use_code(*, actor: Actor, request_id: str) -> Member:
    """Take a request's right code out of the world and return the member it signs in.

    Together: the use and the audit line.
    Raises: CodeSignsNobodyIn where it was used before, or the address is no active member's.
    """
    now = timezone.now()
    unused = SignInRequest.objects.filter(pk=request_id, used_at__isnull=True)
    if not unused.update(used_at=now):  # in one step: of two at the same moment one finds it
        raise CodeSignsNobodyIn
    address = SignInRequest.objects.values_list("address", flat=True).get(pk=request_id)
    member = Member.objects.active().filter(address=address).first()
    if member is None:
        raise CodeSignsNobodyIn
    note(actor=member, deed="signed in", kind="member", key=member.pk, facts={"way": "code"})
    return member


@transaction.atomic
def make_one_time_address(*, actor: Actor, address: str) -> str:
    """Make a path that signs a member in, once, within ten minutes; she is told by mail.

    Together: the address, the letter and the audit line. Only a hash of the address is kept.
    Raises: NoSuchMember.
    """
    if "\x00" in address:  # PostgreSQL takes no such text, not even to look for it
        raise NoSuchMember(address)
    member = Member.objects.active().filter(address=normal_address(address)).first()
    if member is None:
        raise NoSuchMember(address)
    token = secrets.token_urlsafe(32)
    made = OneTimeAddress.objects.create(
        token_hash=_hashed(token), member=member, made_at=timezone.now()
    )
    note(
        actor=actor,
        deed="made one-time address",
        kind="member",
        key=member.pk,
        facts={"one_time_address": made.pk},
    )
    post(letter=letters.ONE_TIME_ADDRESS.name, to=letters.to_member(member))
    with translation.override(member.language):
        return reverse("members:sign_in_once", args=[token])


@transaction.atomic
def use_one_time_address(*, actor: Actor, token: str) -> Member:
    """Take a one-time address out of the world and return the member it signs in.

    Together: the use and the audit line.
    Raises: OneTimeAddressIsOver where it never was, was used, is too old, or she may not sign in.
    """
    now = timezone.now()
    unused = OneTimeAddress.objects.filter(
        token_hash=_hashed(token), used_at__isnull=True, made_at__gt=now - TEN_MINUTES
    )
    if not unused.update(used_at=now):  # in one step: of two at the same moment one finds it
        raise OneTimeAddressIsOver
    member = Member.objects.active().filter(one_time_addresses__token_hash=_hashed(token)).first()
    if member is None:
        raise OneTimeAddressIsOver
    facts = {"way": "one-time address"}
    note(actor=member, deed="signed in", kind="member", key=member.pk, facts=facts)
    return member


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

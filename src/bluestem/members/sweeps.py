"""What is looked for on a schedule: letters still owed, and rows that lived long enough."""

import datetime as dt

from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from bluestem.audit.actors import SYSTEM
from bluestem.kit import time
from bluestem.kit.sweeps import sweep
from bluestem.members import actions
from bluestem.members.imports import sweeps as import_sweeps
from bluestem.members.models import AddressChange, Joining, Member, OneTimeAddress, SignInRequest
from bluestem.members.models.joining import LINK_GOOD_FOR

SOON = dt.timedelta(seconds=30)  # a task in time has written its letter by then
A_DAY = dt.timedelta(days=1)
LEAVERS_KEPT_FOR = dt.timedelta(days=365)


@sweep(every_seconds=60)
def write_owed_letters() -> None:
    """Write the letters whose task was lost with a killed worker."""
    before = timezone.now() - SOON
    for joining in Joining.objects.filter(answered_at=None, asked_at__lt=before)[:500]:
        actions.answer_joining(actor=SYSTEM, joining=joining)
    for request in SignInRequest.objects.filter(answered_at=None, asked_at__lt=before)[:500]:
        actions.answer_sign_in(actor=SYSTEM, request=request)
    for change in AddressChange.objects.filter(answered_at=None, asked_at__lt=before)[:500]:
        actions.answer_address_change(actor=SYSTEM, change=change)


@sweep(cron="17 3 * * *")
def delete_what_is_over() -> None:
    """Delete joinings after seven days, requests and one-time addresses after one, dead sessions.

    Changes of address that were confirmed are kept with their member: an erasure needs to know
    the addresses she had.
    """
    now = timezone.now()
    Joining.objects.filter(asked_at__lt=now - LINK_GOOD_FOR).delete()
    SignInRequest.objects.filter(asked_at__lt=now - A_DAY).delete()
    OneTimeAddress.objects.filter(made_at__lt=now - A_DAY).delete()
    AddressChange.objects.filter(confirmed_at=None, asked_at__lt=now - A_DAY).delete()
    SessionStore.clear_expired()


@sweep(cron="37 3 * * *")
def erase_who_left() -> None:
    """Erase people a year after they left; the page for leaving says so."""
    day = time.today() - LEAVERS_KEPT_FOR
    for member in Member.objects.filter(state=Member.State.LEFT, left_on__lt=day)[:500]:
        actions.erase(actor=SYSTEM, member=member)


__all__ = ["import_sweeps"]  # registers its own

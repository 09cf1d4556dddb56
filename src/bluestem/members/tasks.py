"""What runs after the answer is given: letters that depend on who somebody is.

A row that is gone by then is owed nothing.
"""

from django.tasks import task

from bluestem.audit.actors import SYSTEM
from bluestem.members.models import AddressChange, Joining, SignInRequest


@task()
def answer_joining(joining_id: str) -> None:
    """Write the letter that a joining is owed."""
    from bluestem.members import actions  # actions name these tasks

    for joining in Joining.objects.filter(pk=joining_id):
        actions.answer_joining(actor=SYSTEM, joining=joining)


@task()
def answer_sign_in(request_id: str) -> None:
    """Write the letter that a sign-in request is owed."""
    from bluestem.members import actions  # actions name these tasks

    for request in SignInRequest.objects.filter(pk=request_id):
        actions.answer_sign_in(actor=SYSTEM, request=request)


@task()
def answer_address_change(change_id: str) -> None:
    """Write the letter that an address change is owed."""
    from bluestem.members import actions  # actions name these tasks

    for change in AddressChange.objects.filter(pk=change_id):
        actions.answer_address_change(actor=SYSTEM, change=change)


@task()
def wipe_traces(member_id: str) -> None:
    """After an erasure: end what sessions are left and overwrite the freed pages."""
    from bluestem.members import actions  # actions name these tasks

    actions.wipe_traces(actor=SYSTEM, member_id=member_id)

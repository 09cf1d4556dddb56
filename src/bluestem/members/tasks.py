"""What runs after the answer is given: letters that depend on who somebody is."""

from django.tasks import task

from bluestem.audit.actors import SYSTEM


@task()
def answer_joining(joining_id: str) -> None:
    """Write the letter that a joining is owed."""
    from bluestem.members import actions

    actions.answer_joining(actor=SYSTEM, joining_id=joining_id)


@task()
def answer_sign_in(request_id: str) -> None:
    """Write the letter that a sign-in request is owed."""
    from bluestem.members import actions

    actions.answer_sign_in(actor=SYSTEM, request_id=request_id)


@task()
def answer_address_change(change_id: str) -> None:
    """Write the letter that an address change is owed."""
    from bluestem.members import actions

    actions.answer_address_change(actor=SYSTEM, change_id=change_id)


@task()
def wipe_traces(member_id: str) -> None:
    """After an erasure: end what sessions are left and overwrite the freed pages."""
    from bluestem.members import actions

    actions.wipe_traces(actor=SYSTEM, member_id=member_id)

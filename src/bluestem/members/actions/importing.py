"""Bring in the people of a file: all of them or, where anything is wrong, nobody."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from bluestem.audit.actions import note
from bluestem.audit.actors import CONSOLE, Actor
from bluestem.community.queries import the_community
from bluestem.kit import audience, time
from bluestem.kit.imports.reading import Progress, no_progress
from bluestem.kit.imports.result import CHECKED, IMPORTED, REFUSED
from bluestem.mailroom.actions import withdraw
from bluestem.mailroom.models import Delivery
from bluestem.members.actions.founding import MEMBERSHIP_TEXT_VERSION
from bluestem.members.folding import folded
from bluestem.members.imports.comparing import (
    Batch,
    Terms,
    batches,
    compare,
    impossible_leavings,
    protected_keys,
)
from bluestem.members.imports.errors import LeaversNeedCompleteList, NotAllowedToImport
from bluestem.members.imports.known import new_codes, what_is_known
from bluestem.members.imports.reading import Reading
from bluestem.members.imports.result import Result
from bluestem.members.imports.writing import insert_rows
from bluestem.members.models import (
    Consent,
    Department,
    MailingList,
    Member,
    OneTimeAddress,
    Purpose,
    Role,
    Subscription,
)
from bluestem.members.models.member import SORT_NAME_LENGTH
from bluestem.members.signals import member_left

CHUNK = 2000
WRITTEN = (
    "name", "sort_name", "department", "affiliation", "language", "pronouns",
    "joined_on", "is_joining_estimated", "left_on", "state",
)  # fmt: skip
MEMBER_VARYING = (
    "id", "address", "state", "name", "sort_name", "language", "affiliation", "pronouns",
    "department_id", "joined_on", "is_joining_estimated", "left_on",
)  # fmt: skip
SUBSCRIPTION_WRITTEN = (
    "member", "started_way", "started_at", "confirmed_at", "ended_at", "ended_way",
)  # fmt: skip


def check_people(
    *,
    actor: Actor,
    reading: Reading,
    is_complete: bool = False,
    progress: Progress = no_progress,
) -> Result:
    """Say what an import would do, and write nothing.

    Raises: NotAllowedToImport.
    """
    result, terms = _started(actor, reading, CHECKED)
    if terms is None:
        return result
    for done, people in enumerate(batches(reading.people), 1):
        compare(people, terms, result)
        progress("comparing", min(done * CHUNK, len(reading.people)))
    if is_complete:
        _find_absent(actor, reading, result)
    return result


@transaction.atomic
def import_people(
    *,
    actor: Actor,
    reading: Reading,
    is_complete: bool = False,
    makes_leavers: bool = False,
    progress: Progress = no_progress,
) -> Result:
    """Write the people of a file, unless anything in it is at fault; repeating changes nothing.

    Together: members, consents, subscriptions, departments, leavers and one audit line. No mail.
    A status of "refused" says that nothing was written.
    Raises: NotAllowedToImport, LeaversNeedCompleteList.
    """
    if makes_leavers and not is_complete:
        raise LeaversNeedCompleteList
    result, terms = _started(actor, reading, IMPORTED)
    if terms is None:
        return result
    terms = replace(terms, departments=_make_departments(reading, terms))
    for done, people in enumerate(batches(reading.people), 1):
        _write(compare(people, terms, result), terms, actor)
        progress("writing", min(done * CHUNK, len(reading.people)))
    if is_complete:
        leavers = _find_absent(actor, reading, result)
        if makes_leavers:
            result.left = _end_memberships(actor, leavers)
    note(actor=actor, deed="imported members", kind="import", key="", facts=result.audit_facts)
    return result


def _started(actor: Actor, reading: Reading, status: str) -> tuple[Result, Terms | None]:
    """Return the empty result and the terms, or the refusal and None."""
    if audience.STEERING not in actor.audiences:
        raise NotAllowedToImport
    faults = reading.faults or impossible_leavings(reading, actor.audit_key)
    result = Result(
        status=REFUSED if faults else status,
        read=reading.read,
        duplicates=list(reading.duplicates),
        refused=list(faults),
        columns_ignored=list(reading.columns.ignored),
    )
    if faults:
        return result, None
    known = what_is_known()  # anew: time may have passed since the file was read
    codes = new_codes(reading.departments, known.departments)
    result.departments_new = list(codes.values())
    terms = Terms(
        known=known,
        departments=dict(known.departments),
        today=time.today(),
        now=time.now(),
        source=f"imported by {_name_of(actor)} on {time.today().isoformat()}",
        language=the_community().language,
    )
    return result, terms


def _name_of(actor: Actor) -> str:
    """Return who imports, as the consent's source tells it to the people imported."""
    if actor == CONSOLE or not isinstance(actor, Member):
        return f"the {actor.audit_key}"
    return actor.name[:80] or "the steering committee"


def _make_departments(reading: Reading, terms: Terms) -> dict[str, int | None]:
    codes = new_codes(reading.departments, terms.known.departments)
    made = Department.objects.bulk_create(
        Department(
            code=code,
            name_en=reading.departments[key] if reading.departments[key] != code else "",
            name_fr=reading.departments[key] if reading.departments[key] != code else "",
        )
        for key, code in codes.items()
    )
    return {**terms.departments, **{key: one.pk for key, one in zip(codes, made, strict=True)}}


def _write(batch: Batch, terms: Terms, actor: Actor) -> None:
    """Write one batch with a handful of statements."""
    insert_rows(
        Member,
        same={"consent_source": terms.source},
        names=MEMBER_VARYING,
        rows=[_member_row(member) for member in batch.new],
    )
    insert_rows(
        Consent,
        same={
            "purpose": Purpose.MEMBERSHIP,
            "text_version": MEMBERSHIP_TEXT_VERSION,
            "way": terms.source,
            "given_at": terms.now,
        },
        names=["member_id"],
        rows=[[member.pk] for member in batch.new],
    )
    _update_members(batch.changed)
    _write_interests(batch.interests)
    insert_rows(
        Subscription,
        same={
            "started_way": Subscription.Way.IMPORT,
            "started_at": terms.now,
            "confirmed_at": terms.now,
        },
        names=["mailing_list_id", "address", "member_id", "language"],
        rows=[
            [key, member.address, member.pk, member.language]
            for key, member in batch.subscriptions_new
        ],
    )
    Subscription.objects.bulk_create(
        batch.subscriptions_changed,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=SUBSCRIPTION_WRITTEN,
    )
    if batch.withdrawn:
        slugs = dict(MailingList.objects.values_list("id", "slug"))
        _withdraw_waiting((address, slugs[key]) for address, key in batch.withdrawn)
    if batch.leavers:
        _end_rights(actor, [member.pk for member in batch.leavers])


def _member_row(member: Member) -> list[Any]:
    member.sort_name = folded(member.name)[:SORT_NAME_LENGTH]
    return [getattr(member, name) for name in MEMBER_VARYING]


def _update_members(members: Sequence[Member]) -> None:
    # An upsert writes each row as it is; Django's bulk_update builds a CASE for each value and
    # takes minutes for 50,000 people.
    Member.objects.bulk_create(
        members, update_conflicts=True, unique_fields=["id"], update_fields=WRITTEN
    )


def _write_interests(interests: dict[UUID, tuple[int, ...]]) -> None:
    through = Member.interests.through
    through.objects.filter(member_id__in=list(interests)).delete()
    insert_rows(
        through,
        same={},
        names=["member_id", "interest_id"],
        rows=[
            [member_id, interest_id] for member_id, ids in interests.items() for interest_id in ids
        ],
    )


def _find_absent(actor: Actor, reading: Reading, result: Result) -> list[UUID]:
    """List members missing from a complete file; return those who may be made leavers."""
    listed = {person.address for person in reading.people}
    protected = protected_keys(actor.audit_key)
    leavers = []
    for key, address in (
        Member.objects.active().order_by("address").values_list("id", "address").iterator()
    ):
        if address in listed:
            continue
        result.absent.append(address or "")
        if key in protected:
            result.protected.append(address or "")
        else:
            leavers.append(key)
    return leavers


def _end_memberships(actor: Actor, keys: Sequence[UUID]) -> int:
    """Make people leavers because their organisation's list no longer has them.

    They did not withdraw their membership consent themselves, so a later list may bring them back.
    """
    today = time.today()
    for start in range(0, len(keys), CHUNK):
        part = keys[start : start + CHUNK]
        hers = Member.objects.filter(pk__in=part)
        # Nobody leaves before joining.
        hers.filter(joined_on__gt=today).update(state=Member.State.LEFT, left_on=F("joined_on"))
        hers.filter(joined_on__lte=today).update(state=Member.State.LEFT, left_on=today)
        _end_rights(actor, part)
    return len(keys)


def _end_rights(actor: Actor, keys: Sequence[UUID]) -> None:
    """End lists, roles, further consents and sessions of people who are no longer members."""
    members = Member.objects.filter(pk__in=keys)
    members.update(session_epoch=F("session_epoch") + 1)
    standing = Subscription.objects.filter(member_id__in=keys, ended_at__isnull=True)
    _withdraw_waiting(standing.values_list("address", "mailing_list__slug"))
    standing.update(ended_at=time.now(), ended_way=Subscription.Way.LEAVING)
    _end_roles(actor, Role.objects.filter(member_id__in=keys))
    Consent.objects.given().filter(member_id__in=keys).exclude(purpose=Purpose.MEMBERSHIP).update(
        withdrawn_at=time.now()
    )
    OneTimeAddress.objects.filter(member_id__in=keys).delete()
    for member in members.iterator(chunk_size=CHUNK):
        member_left.send(sender=Member, member=member)


def _end_roles(actor: Actor, roles: "QuerySet[Role]") -> None:
    today = time.today()
    roles.filter(starts_on__gt=today).delete()
    for role in Role.objects.current() & roles:
        role.ends_on = today
        role.save(update_fields=["ends_on"])
        note(actor=actor, deed="ended role", kind="role", key=role.pk, facts={"kind": role.kind})


def _withdraw_waiting(pairs: Iterable[tuple[Any, ...]]) -> None:
    """Stop mails that wait for these addresses on these lists; most have none."""
    by_address: dict[str, set[str]] = {}
    for address, slug in pairs:
        by_address.setdefault(address, set()).add(slug)
    under_way = Delivery.objects.filter(
        address__in=list(by_address), state__in=Delivery.UNDER_WAY
    ).values_list("address", "mailing__list_key")
    for address, slug in sorted(set(under_way)):
        if slug in by_address[address]:
            withdraw(address=address, list_key=slug)

"""Compare people of a file with the community: who is new, who changed, what of their lists.

Works in batches, each with a handful of queries, so that 50,000 people fit in little memory.
"""

import contextlib
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from bluestem.kit.faults import Fault
from bluestem.kit.imports.values import quoted
from bluestem.mailroom.queries import suppressed_among
from bluestem.members.imports.known import Known
from bluestem.members.imports.reading import Person, Reading
from bluestem.members.imports.result import Result
from bluestem.members.models import Consent, Member, Purpose, Role, Subscription

BATCH_PEOPLE = 2000
COMPARED = (
    "id", "address", "state", "name", "department_id", "affiliation", "language",
    "joined_on", "is_joining_estimated", "left_on", "pronouns",
)  # fmt: skip
TAKEN_OVER = ("name", "affiliation", "language", "pronouns")

State = Member.State
Way = Subscription.Way


@dataclass
class Batch:
    """What a batch of people changes; nothing is written yet."""

    new: list[Member] = field(default_factory=list)
    changed: list[Member] = field(default_factory=list)
    interests: dict[UUID, tuple[int, ...]] = field(default_factory=dict)  # replaced as a whole
    subscriptions_new: list[tuple[int, Member]] = field(default_factory=list)  # list, member
    subscriptions_changed: list[Subscription] = field(default_factory=list)
    withdrawn: list[tuple[str, int]] = field(default_factory=list)  # address, list
    leavers: list[Member] = field(default_factory=list)


@dataclass(frozen=True)
class Terms:
    """What holds for a whole import."""

    known: Known
    departments: Mapping[str, int | None]  # folded word: id, None while it is only checked
    today: dt.date
    now: dt.datetime
    source: str  # "imported by … on …"
    language: str  # of people whose file says none


def batches(people: Sequence[Person]) -> Iterator[Sequence[Person]]:
    """Cut the people into batches."""
    for start in range(0, len(people), BATCH_PEOPLE):
        yield people[start : start + BATCH_PEOPLE]


def compare(people: Sequence[Person], terms: Terms, result: Result) -> Batch:
    """Say what a batch changes, and count it into the result."""
    suppressed = suppressed_among(person.address for person in people)
    result.suppressed += sorted(suppressed)
    people = [person for person in people if person.address not in suppressed]
    return _Comparison(people, terms, result).batch()


class _Comparison:
    def __init__(self, people: Sequence[Person], terms: Terms, result: Result) -> None:
        self.people, self.terms, self.result = people, terms, result
        self.found = Batch()
        self.touched: set[int] = set()
        self.members = _members_of(people)
        self.willing = _willing_leavers(self.members)
        self.interests = _interests_of(people, self.members)
        self.subscriptions = _subscriptions_of(people, self.members)

    def batch(self) -> Batch:
        for person in self.people:
            row = self.members.get(person.address)
            if row is None:
                self._add(person)
            elif row["state"] == State.DEACTIVATED:
                self.result.deactivated.append(person.address)
                self.result.unchanged += 1
            elif row["state"] == State.LEFT and self._stays_away(person, row):
                self.result.stayed_away.append(person.address)
                self.result.unchanged += 1
            elif self._change(person, row):
                self.result.changed += 1
            else:
                self.result.unchanged += 1
        return self.found

    def _stays_away(self, person: Person, row: dict[str, Any]) -> bool:
        """Whether she left of her own accord; an import made leavers keep their consent."""
        return person.left_on is None and row["id"] not in self.willing

    def _add(self, person: Person) -> None:
        terms = self.terms
        member = Member(
            address=person.address,
            name=person.name or "",
            language=person.language or terms.language,
            affiliation=person.affiliation or "",
            pronouns=person.pronouns or "",
            department_id=terms.departments.get(person.department or ""),
            joined_on=person.joined_on or person.left_on or terms.today,
            is_joining_estimated=person.joined_on is None,
            left_on=person.left_on,
            state=State.LEFT if person.left_on else State.ACTIVE,
            consent_source=terms.source,
        )
        self.found.new.append(member)
        self.result.new += 1
        if person.interests:
            self.found.interests[member.pk] = person.interests
        hers = self.subscriptions.get(person.address, {})
        for subscription in hers.values():
            if subscription.member_id is None:  # so far a visitor's
                subscription.member = member
                self._touch(subscription)
        if not person.left_on:
            wanted = terms.known.default_lists if person.lists is None else person.lists
            self._subscribe(member, wanted, hers, ())

    def _change(self, person: Person, row: dict[str, Any]) -> bool:
        """Take over what the file says otherwise; empty cells leave things as they are."""
        member = Member(**row)
        was = row["state"]
        for name in TAKEN_OVER:
            value = getattr(person, name)
            if value is not None:
                setattr(member, name, value)
        if person.department is not None:
            member.department_id = self.terms.departments.get(person.department)
        if person.joined_on is not None:
            member.joined_on, member.is_joining_estimated = person.joined_on, False
        if person.left_on is not None:
            member.left_on, member.state = person.left_on, State.LEFT
        else:
            member.left_on, member.state = None, State.ACTIVE
        is_changed = any(getattr(member, name) != row[name] for name in COMPARED) or (
            person.department is not None and member.department_id is None  # is new, only checked
        )
        if is_changed:
            self.found.changed.append(member)
        is_changed |= self._change_interests(person, member)
        if member.state == State.LEFT:
            if was != State.LEFT:
                self.found.leavers.append(member)
            return is_changed
        self.result.returned += was == State.LEFT
        return self._change_lists(person, member, was) or is_changed

    def _change_interests(self, person: Person, member: Member) -> bool:
        if person.interests is None or person.interests == self.interests.get(member.pk, ()):
            return False
        self.found.interests[member.pk] = person.interests
        return True

    def _change_lists(self, person: Person, member: Member, was: str) -> bool:
        hers = self.subscriptions.get(person.address, {})
        before = self._count()
        if was == State.LEFT and person.lists is None:
            ended = tuple(key for key, one in hers.items() if one.ended_way == Way.LEAVING)
            self._subscribe(member, ended, hers, (Way.LEAVING,))
        elif person.lists is not None:
            self._subscribe(member, person.lists, hers, (Way.LEAVING,) * (was == State.LEFT))
            self._take_back(person, hers)
        if was == State.WAITING:
            asleep = tuple(key for key, one in hers.items() if not one.confirmed_at)
            self._subscribe(member, asleep, hers, ())
        return self._count() > before

    def _count(self) -> int:
        return len(self.found.subscriptions_new) + len(self.touched)

    def _subscribe(
        self,
        member: Member,
        wanted: Sequence[int],
        hers: Mapping[int, Subscription],
        resumed: Sequence[str],
    ) -> None:
        """Put her on lists. What she stopped herself stays stopped; what an import ended does not.

        `resumed` names further ways of ending that are undone.
        """
        for key in wanted:
            subscription = hers.get(key)
            if subscription is None:
                self.found.subscriptions_new.append((key, member))
                continue
            if subscription.ended_at is not None:
                if subscription.ended_way not in (Way.IMPORT, *resumed):
                    continue
                subscription.started_way, subscription.started_at = Way.IMPORT, self.terms.now
                subscription.ended_at, subscription.ended_way = None, ""
            elif subscription.confirmed_at is not None and subscription.member_id == member.pk:
                continue
            subscription.confirmed_at = subscription.confirmed_at or self.terms.now
            if subscription.member_id is None:
                subscription.member = member
            self._touch(subscription)

    def _touch(self, subscription: Subscription) -> None:
        if subscription.pk not in self.touched:  # a row can be written once in one statement
            self.touched.add(subscription.pk)
            self.found.subscriptions_changed.append(subscription)

    def _take_back(self, person: Person, hers: Mapping[int, Subscription]) -> None:
        """End what an import began and this one no longer names; what she chose herself stays."""
        for key, subscription in hers.items():
            if (
                key not in (person.lists or ())
                and subscription.ended_at is None
                and subscription.started_way == Way.IMPORT
            ):
                subscription.ended_at, subscription.ended_way = self.terms.now, Way.IMPORT
                self._touch(subscription)
                self.found.withdrawn.append((person.address, key))


def _members_of(people: Sequence[Person]) -> dict[str, dict[str, Any]]:
    rows = Member.objects.filter(address__in=[person.address for person in people])
    return {row["address"]: row for row in rows.values(*COMPARED)}


def _willing_leavers(members: Mapping[str, dict[str, Any]]) -> set[UUID]:
    """Return those who left but never withdrew their consent: their organisation's list did it."""
    left = [row["id"] for row in members.values() if row["state"] == State.LEFT]
    if not left:
        return set()
    standing = Consent.objects.given().filter(purpose=Purpose.MEMBERSHIP, member_id__in=left)
    return set(standing.values_list("member_id", flat=True))


def _interests_of(
    people: Sequence[Person], members: Mapping[str, dict[str, Any]]
) -> dict[UUID, tuple[int, ...]]:
    asked = [
        members[person.address]["id"]
        for person in people
        if person.interests is not None and person.address in members
    ]
    held: dict[UUID, list[int]] = defaultdict(list)
    if asked:
        through = Member.interests.through.objects.filter(member_id__in=asked)
        for member_id, interest_id in through.values_list("member_id", "interest_id"):
            held[member_id].append(interest_id)
    return {key: tuple(sorted(ids)) for key, ids in held.items()}


def _subscriptions_of(
    people: Sequence[Person], members: Mapping[str, dict[str, Any]]
) -> dict[str, dict[int, Subscription]]:
    """Return subscriptions by address and list, of those whose lists this import may touch."""
    asked = [
        person.address
        for person in people
        if person.lists is not None
        or person.address not in members
        or members[person.address]["state"] != State.ACTIVE
    ]
    held: dict[str, dict[int, Subscription]] = defaultdict(dict)
    if asked:
        for subscription in Subscription.objects.filter(address__in=asked):
            held[subscription.address][subscription.mailing_list_id] = subscription
    return held


def protected_keys(actor_key: str) -> set[UUID]:
    """Return whom no import makes a leaver: who holds a steering role, and who imports."""
    keys = set(
        Role.objects.current().filter(kind=Role.Kind.STEERING).values_list("member_id", flat=True)
    )
    with contextlib.suppress(ValueError):  # the console is nobody
        keys.add(UUID(actor_key))
    return keys


def impossible_leavings(reading: Reading, actor_key: str) -> list[Fault]:
    """Return the faults of leaving dates that only the database can tell: of people who must not
    leave by a file, and before the joining date that is known."""
    leaving = {person.address: person for person in reading.people if person.left_on}
    if not leaving:
        return []
    faults = []
    protected = protected_keys(actor_key)
    addresses = list(leaving)
    for start in range(0, len(addresses), BATCH_PEOPLE):
        rows = Member.objects.filter(address__in=addresses[start : start + BATCH_PEOPLE])
        for row in rows.values("id", "address", "joined_on", "state"):
            fault = _leaving_fault(reading, leaving[row["address"] or ""], row, protected)
            if fault:
                faults.append(fault)
    return sorted(faults)


def _leaving_fault(
    reading: Reading, person: Person, row: Mapping[str, Any], protected: set[UUID]
) -> Fault | None:
    left_on = person.left_on or row["joined_on"]
    if row["id"] in protected and row["state"] == State.ACTIVE:
        expected = _("no leaving date for a member of the steering committee or yourself")
        cure = _("end the role first, or empty the cell")
    elif person.joined_on is None and left_on < row["joined_on"]:
        expected = _("a leaving date on or after the joining date, %(date)s") % {
            "date": row["joined_on"].isoformat()
        }
        cure = _("correct one of the two dates")
    else:
        return None
    found = quoted(left_on.isoformat())
    return Fault(reading.file, person.line, reading.heading("left_on"), found, expected, cure)

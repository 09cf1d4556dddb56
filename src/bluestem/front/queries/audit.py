"""The audit as people read it: names looked up when shown, deeds in words."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from bluestem.audit.actors import CONSOLE, SYSTEM, VISITOR
from bluestem.audit.models import AuditLine, AuditLineQuerySet
from bluestem.front.deeds import deed_words, fact_words, kind_words, value_words
from bluestem.front.navigation import address_named
from bluestem.kit import time
from bluestem.members.models import Member, normal_address

PAGE_SIZE = 50
MOST_NAMESAKES = 50


@dataclass(frozen=True)
class ShownLine:
    """One line of the audit in words."""

    id: int
    at: dt.datetime
    who: str
    who_key: str
    deed: str
    about: str
    about_address: str
    facts: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Wanted:
    """What a reader of the audit looks for."""

    person: str = ""
    deed: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


def lines_for(wanted: Wanted) -> AuditLineQuerySet:
    """Return the lines somebody looks for, newest first."""
    lines = AuditLine.objects.newest_first()
    if wanted.person:
        keys = _keys_of(wanted.person)
        of_them = Q(object_kind="member", object_key__in=keys)
        lines = lines.filter(Q(actor_key__in=keys) | of_them)
    if wanted.deed:
        lines = lines.filter(deed=wanted.deed)
    if wanted.since:
        lines = lines.filter(at__gte=time.midnight(wanted.since))
    if wanted.until:
        lines = lines.filter(at__lt=time.midnight(wanted.until + dt.timedelta(days=1)))
    return lines


def shown_page(wanted: Wanted, before: int | None = None) -> tuple[list[ShownLine], int | None]:
    """Return one page of lines in words, and where the next page begins.

    Pages follow the key of the last line, so the thousandth costs no more than the first.
    """
    lines = lines_for(wanted)
    if before is not None:
        lines = lines.filter(id__lt=before)
    found = list(lines[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE]
    return in_words(page), page[-1].pk if len(found) > PAGE_SIZE else None


def in_words(lines: Iterable[AuditLine]) -> list[ShownLine]:
    """Put lines into words; all names come from one query."""
    lines = list(lines)
    names = _names(key for line in lines for key in _member_keys(line))
    return [_shown(line, names) for line in lines]


def built_in_names() -> dict[str, str]:
    """Return the words for actors that are no person."""
    return {
        CONSOLE.audit_key: _("the console"),
        SYSTEM.audit_key: _("the program"),
        VISITOR.audit_key: _("a visitor"),
    }


def _shown(line: AuditLine, names: Mapping[str, str]) -> ShownLine:
    is_member = line.object_kind == "member"
    about = names[line.object_key] if is_member and line.object_key in names else ""
    address = address_named("members:member", line.object_key) if about else ""
    return ShownLine(
        id=line.pk,
        at=line.at,
        who=_name_of(line.actor_key, names),
        who_key=line.actor_key,
        deed=deed_words(line.deed),
        about=_about(line, names),
        about_address=address,
        facts=[
            (fact_words(key), names.get(str(value), "") or _plain(value))
            for key, value in line.facts.items()
        ],
    )


def _about(line: AuditLine, names: Mapping[str, str]) -> str:
    if line.object_kind == "member":
        return _name_of(line.object_key, names)
    return kind_words(line.object_kind, line.object_key)


def _name_of(key: str, names: Mapping[str, str]) -> str:
    return built_in_names().get(key) or names.get(key) or _("a former member")


def _member_keys(line: AuditLine) -> Iterable[str]:
    yield line.actor_key
    if line.object_kind == "member":
        yield line.object_key
    yield from (value for value in line.facts.values() if isinstance(value, str))


def _names(keys: Iterable[str]) -> dict[str, str]:
    ids = {key: _uuid(key) for key in keys}
    wanted = {known for known in ids.values() if known is not None}
    if not wanted:
        return {}
    members = {
        member.pk: member
        for member in Member.objects.filter(pk__in=wanted).only("id", "name", "address", "state")
    }
    return {
        key: member.name or member.address or ""
        for key, known in ids.items()
        if known is not None and (member := members.get(known))
    }


def _keys_of(person: str) -> list[str]:
    """Return the keys somebody typed: an id, the words for the console, a name or an address."""
    typed = person.strip().replace("\x00", "")
    built_in = [
        key for key, words in built_in_names().items() if typed.lower() in {key, words.lower()}
    ]
    if built_in or not typed:
        return built_in
    if (known := _uuid(typed)) is not None:
        return [str(known)]
    members = Member.objects.filter(Q(address=normal_address(typed)) | Q(name__icontains=typed))
    return [str(pk) for pk in members.values_list("pk", flat=True)[:MOST_NAMESAKES]]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return ", ".join(_plain(one) for one in value) or "–"
    return value_words(str(value)) if value not in {"", None} else "–"

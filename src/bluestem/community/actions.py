"""Change what this installation is."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.community.errors import (
    AlreadyFounded,
    NoSecondApprover,
    NotSteering,
    PageChangedMeanwhile,
)
from bluestem.community.models import Community, Page
from bluestem.community.queries import the_community
from bluestem.community.rules import can_change_community
from bluestem.community.settings_registry import setting_named
from bluestem.community.signals import approvers_asked
from bluestem.community.texts import default_text
from bluestem.kit import time

NEEDED_APPROVERS = 2


@transaction.atomic
def found(
    *, actor: Actor, name: str, language: str = "en", time_zone: str = "Europe/Zurich"
) -> Community:
    """Make the community's one row, and its pages with the texts the program brings.

    Together: the row, the pages and the audit line.
    Raises: AlreadyFounded.
    """
    if Community.objects.exists():
        raise AlreadyFounded
    languages = [language, *[code for code in ("en", "fr") if code != language]]
    community = Community.objects.create(id=1, name=name, languages=languages, time_zone=time_zone)
    make_default_pages()
    note(actor=actor, deed="founded", kind="community", key=1)
    return community


@transaction.atomic
def make_default_pages() -> list[Page]:
    """Make the pages that are missing, with the texts the program brings; again changes nothing."""
    made = []
    for slug in Page.Slug.values:
        english, french = default_text(slug, "en"), default_text(slug, "fr")
        page, is_new = Page.objects.get_or_create(
            slug=slug,
            defaults={
                "title_en": english.title,
                "title_fr": french.title,
                "text_en": english.text,
                "text_fr": french.text,
                "changed_at": time.now(),
            },
        )
        made += [page] if is_new else []
    return made


@transaction.atomic
def change_setting(*, actor: Actor, key: str, value: str) -> Community:
    """Give one setting a value, written as text; the same value changes nothing.

    Together: the column and the audit line, which holds values only where they name nobody.
    Raises: NotSteering, UnknownSetting, WrongValue, NoSecondApprover.
    """
    if not can_change_community(actor):
        raise NotSteering
    setting = setting_named(key)
    wanted = setting.parse(value)
    community = Community.objects.select_for_update().get(id=1)
    if getattr(community, setting.field) == wanted:
        return community
    if key == "approval" and wanted:
        _refuse_lonely_approval()
    before = setting.text_of(community)
    setattr(community, setting.field, wanted)
    community.save(update_fields=[setting.field])
    facts = {"before": before, "after": setting.show(wanted)} if setting.is_in_audit else {}
    note(actor=actor, deed="changed setting", kind="setting", key=key, facts=facts)
    return community


@transaction.atomic
def change_settings(*, actor: Actor, values: Mapping[str, str]) -> Community:
    """Give several settings their values, all of them or none.

    Raises: what `change_setting` raises.
    """
    if not can_change_community(actor):
        raise NotSteering
    for key, value in values.items():
        change_setting(actor=actor, key=key, value=value)
    return the_community()


def _refuse_lonely_approval() -> None:
    answers: list[tuple[Any, Any]] = approvers_asked.send(sender=Community)
    count = max((int(people) for _, people in answers), default=0)
    if count < NEEDED_APPROVERS:
        raise NoSecondApprover(count)


@transaction.atomic
def change_page(
    *,
    actor: Actor,
    slug: str,
    version: int,
    title_en: str,
    title_fr: str,
    text_en: str,
    text_fr: str,
) -> Page:
    """Replace a page's words in both languages, if it is still at `version`.

    Saving the words the program brought, unchanged, says that they are the community's own;
    saving any other page unchanged changes nothing. Together: page and audit line.
    Raises: NotSteering, PageChangedMeanwhile, Page.DoesNotExist.
    """
    if not can_change_community(actor):
        raise NotSteering
    page = Page.objects.select_for_update().get(slug=slug)
    if page.version != version:
        raise PageChangedMeanwhile
    words = {"title_en": title_en, "title_fr": title_fr, "text_en": text_en, "text_fr": text_fr}
    is_same = all(getattr(page, name) == text for name, text in words.items())
    if is_same and not page.is_as_brought:
        return page
    for name, text in words.items():
        setattr(page, name, text)
    page.version += 1
    page.changed_at = time.now()
    page.save(update_fields=[*words, "version", "changed_at"])
    deed = "kept page" if is_same else "changed page"
    note(actor=actor, deed=deed, kind="page", key=slug, facts={"version": page.version})
    return page

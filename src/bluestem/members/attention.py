"""What people ask of organisers on the desk."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bluestem.community.queries import the_community
from bluestem.kit.attention import Item, asks
from bluestem.kit.audience import STEERING
from bluestem.kit.templatetags.kit import date_with_year
from bluestem.kit.time import today
from bluestem.members import rules
from bluestem.members.imports import attention as import_attention
from bluestem.members.models import Role
from bluestem.members.queries import desk, people


@asks(STEERING)
def joinings(organiser: object) -> Iterator[Item]:
    """People who wait for an answer."""
    count = desk.waiting_count()
    if count:
        yield Item(
            kind=_("Joining"),
            title=ngettext("%(count)s person waits to join", "%(count)s people wait to join", count)
            % {"count": count},
            text=_("Their addresses are confirmed. Each gets a letter with your answer."),
            button=_("Answer them"),
            address=reverse("members:desk_members") + "?state=waiting",
            due_on=today(),
        )


@asks(STEERING)
def terms(organiser: object) -> Iterator[Item]:
    """Roles that end within thirty days."""
    circle = rules.circle_of(organiser)  # type: ignore[arg-type]
    for role in desk.roles_ending_soon():
        name = people.profile_of(role.member, circle, with_all=False).name
        words = {
            "role": str(Role.Kind(role.kind).label),
            "name": name or _("Name not shown"),
            "day": date_with_year(role.ends_on),
        }
        yield Item(
            kind=_("Role"),
            title=_("%(name)s: %(role)s ends on %(day)s") % words,
            text=_("Give it to them again, or to somebody else."),
            button=_("Look at it"),
            address=reverse("members:desk_member", args=[role.member_id]),
            due_on=role.ends_on,
        )


@asks(STEERING)
def single_organiser(organiser: object) -> Iterator[Item]:
    """Approval is switched on, and there is nobody to ask."""
    if the_community().needs_approval and people.steering_member_count() == 1:
        yield Item(
            kind=_("Role"),
            title=_("Approval is on, but you are alone on the steering committee"),
            text=_("Until there are two of you, nothing waits for a second person’s yes."),
            button=_("Look at the roles"),
            address=reverse("members:role_list"),
        )


@asks(STEERING)
def headcounts(organiser: object) -> Iterator[Item]:
    """Departments whose number of people nobody wrote down."""
    count = desk.departments_without_headcount().count()
    if count:
        yield Item(
            kind=_("Departments"),
            title=ngettext(
                "%(count)s department has no headcount",
                "%(count)s departments have no headcount",
                count,
            )
            % {"count": count},
            text=_("Figures show members beside the number of people who work there."),
            button=_("Write them down"),
            address=reverse("members:desk_departments"),
        )


@asks(STEERING)
def institutions(organiser: object) -> Iterator[Item]:
    """Institutions that members typed."""
    circle = rules.circle_of(organiser)  # type: ignore[arg-type]
    count = people.offered_institutions(circle).filter(is_offered=False).count()
    if count:
        yield Item(
            kind=_("Institutions"),
            title=ngettext(
                "A member typed %(count)s new institution",
                "Members typed %(count)s new institutions",
                count,
            )
            % {"count": count},
            text=_("Once you look at them, everybody can choose them."),
            button=_("Look at them"),
            address=reverse("members:desk_institutions"),
        )


__all__ = ["import_attention"]  # registers its own

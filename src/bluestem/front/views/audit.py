"""Who did what, when, as steering reads it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bluestem.audit.actions import check_chain
from bluestem.audit.queries import last_check
from bluestem.front.forms import AuditFilter
from bluestem.front.navigation import community_navigation
from bluestem.front.queries.audit import Wanted, in_words, shown_page
from bluestem.front.views.reader import member_of
from bluestem.kit.audience import STEERING, audience

HIGHEST_KEY = 2**63 - 1


@audience(STEERING)
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Show the lines of the audit in words, newest first."""
    form = AuditFilter(request.GET or None)
    wanted = Wanted(**form.cleaned_data) if form.is_valid() else Wanted()
    before = _key(request.GET.get("before", ""))
    lines, next_before = shown_page(wanted, before)
    check = last_check()
    context = {
        "form": form,
        "lines": lines,
        "next_before": next_before,
        "is_first": before is None,
        "is_filtered": wanted != Wanted(),
        "check": check,
        "check_words": in_words([check])[0] if check else None,
        "subnav": community_navigation(request),
    }
    return render(request, "front/audit.html", context)


@audience(STEERING)
@require_POST
def audit_check(request: HttpRequest) -> HttpResponse:
    """Recount the chain now."""
    check = check_chain(actor=member_of(request))
    if check.facts["broken"]:
        messages.error(
            request,
            _(
                "Line %(line)s does not fit the ones before it. "
                "Restore a backup beside this one and compare."
            )
            % {"line": check.facts["broken"]},
        )
    else:
        messages.success(
            request, _("The audit adds up: %(count)s lines.") % {"count": check.facts["lines"]}
        )
    return redirect("front:audit")


def _key(typed: str) -> int | None:
    is_key = typed.isascii() and typed.isdigit() and len(typed) <= len(str(HIGHEST_KEY))
    return int(typed) if is_key and 0 < int(typed) <= HIGHEST_KEY else None

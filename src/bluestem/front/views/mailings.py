"""The desk's pages about mail: what is on its way, what became of it, what waits to leave."""

import logging
import re
import uuid
from dataclasses import replace
from html import escape
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from bluestem.announcements.models import Announcement
from bluestem.announcements.queries import announcements_by_reference
from bluestem.announcements.rules import can_write
from bluestem.community.queries import the_community
from bluestem.kit.audience import EDITOR, MENTORING, OUTREACH, STEERING, audience
from bluestem.kit.errors import Refusal
from bluestem.mailroom import actions, queries, rendering
from bluestem.mailroom.models import Delivery, Mailing
from bluestem.mailroom.rendering import Rendering
from bluestem.mailroom.rules import can_steer
from bluestem.members.models import Member, Visibility

logger = logging.getLogger(__name__)
WATCHERS = (STEERING, MENTORING, EDITOR, OUTREACH)
ROWS = 30
LONGEST_SEARCH = 100
ADDRESS = re.compile(r"[^\s<>\"']+@[^\s<>\"']+")
DEEDS = {
    "pause": actions.pause,
    "continue": actions.proceed,
    "stop": actions.stop,
    "resend-failed": actions.resend_failed,
}
TROUBLED = (Delivery.State.FAILED, Delivery.State.BOUNCED)
# A mail brings its own styles, which pages refuse; it is shown in a box without rights.
MAIL_POLICY: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


def _me(request: HttpRequest) -> Member:
    assert isinstance(request.user, Member)  # the audience was kept before
    return request.user


def _fetched(request: HttpRequest, mailing_id: uuid.UUID, to: str) -> Mailing:
    try:
        return queries.mailing_for(_me(request), mailing_id, to=to)
    except Mailing.DoesNotExist:
        raise Http404 from None


@audience(*WATCHERS)
@require_safe
def mailing_list(request: HttpRequest) -> HttpResponse:
    """Show the mailings to a crowd that are the reader's to see, the newest first."""
    page = Paginator(queries.mailings_for(_me(request)), ROWS).get_page(request.GET.get("page"))
    progress = queries.progress_of_all(page.object_list)
    written = announcements_by_reference(mailing.reference for mailing in page)
    rows = [
        {
            "mailing": mailing,
            "progress": progress[mailing.pk],
            "announcement": written.get(mailing.reference),
        }
        for mailing in page
    ]
    return render(request, "front/mailing_list.html", {"page": page, "rows": rows})


@audience(*WATCHERS)
@require_safe
def mailing(request: HttpRequest, mailing_id: uuid.UUID) -> HttpResponse:
    """Show what became of a mailing; an htmx request gets how far it is, and nothing else."""
    found, me = _fetched(request, mailing_id, to="see"), _me(request)
    progress = queries.progress_of(found)
    written = announcements_by_reference([found.reference]).get(found.reference)
    mark = f"{found.state}-{progress.percent_done // 25}"
    context = {
        "mailing": found,
        "progress": progress,
        "announcement": written,
        "has_server": queries.has_mail_server(),
        "trouble": queries.trouble(),
        "can_steer": can_steer(me, found),
        "can_take_back": _can_take_back(me, found, written),
        "mark": mark,
        "is_news": request.GET.get("seen") != mark,
        "is_part": bool(getattr(request, "htmx", False)),
    }
    if context["is_part"]:
        return render(request, "front/mailing.html#progress", context)
    return render(request, "front/mailing.html", {**context, **_deliveries(request, found)})


def _can_take_back(me: Member, found: Mailing, written: Announcement | None) -> bool:
    return (
        found.state == Mailing.State.GRACE
        and written is not None
        and written.mailing_id == found.pk
        and can_write(me, written.mailing_list)
    )


def _deliveries(request: HttpRequest, found: Mailing) -> dict[str, Any]:
    """Return a page of deliveries, by state and, for steering, by what is searched."""
    me = _me(request)
    is_steering = STEERING in me.audiences
    state = request.GET.get("state", "")
    search = _search(request) if is_steering else ""
    deliveries = found.deliveries.order_by("id")
    if state in Delivery.State.values:
        deliveries = deliveries.filter(state=state)
    page = Paginator(_matching(deliveries, search), ROWS).get_page(request.GET.get("page"))
    return {
        "page": page,
        "rows": _rows(page, is_steering=is_steering),
        "state": state,
        "states": Delivery.State.choices,
        "search": search,
        "is_steering": is_steering,
    }


def _search(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]


def _matching(deliveries: QuerySet[Delivery], search: str) -> QuerySet[Delivery]:
    if not search:
        return deliveries
    return deliveries.filter(Q(address__icontains=search) | Q(name__icontains=search))


def _rows(page: Page[Delivery], *, is_steering: bool) -> list[dict[str, Any]]:
    """Name the recipients: steering sees addresses, others the names that members may see."""
    keys = [key for delivery in page if (key := _uuid(delivery.recipient_key))]
    members = {
        str(member.pk): member
        for member in Member.objects.filter(pk__in=keys)
        if is_steering or (member.is_active and member.name_visibility >= Visibility.MEMBERS)
    }
    return [
        {
            "delivery": delivery,
            "member": members.get(delivery.recipient_key),
            "address": delivery.address if is_steering and not delivery.is_erased else "",
            "words": delivery.server_words
            if is_steering
            else ADDRESS.sub("…", delivery.server_words),
        }
        for delivery in page
    ]


def _uuid(key: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(key)
    except ValueError:
        return None


@audience(*WATCHERS)
@require_POST
def mailing_change(request: HttpRequest, mailing_id: uuid.UUID, deed: str) -> HttpResponse:
    """Pause, continue, stop, or send to the failed again."""
    if deed not in DEEDS:
        raise Http404
    found = _fetched(request, mailing_id, to="steer")
    try:
        DEEDS[deed](actor=_me(request), mailing=found)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _done(deed))
    return redirect("front:mailing", mailing_id)


def _done(deed: str) -> str:
    return {
        "pause": _("Paused. Nothing leaves until you continue."),
        "continue": _("It goes on."),
        "stop": _("Stopped. What was still waiting is never sent."),
        "resend-failed": _("The failed ones are tried again."),
    }[deed]


@audience(STEERING)
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Show what waits to leave; without a mail server this is where mails are read."""
    has_server = queries.has_mail_server()
    shows_failed = has_server and request.GET.get("show") == "failed"
    found = (
        Delivery.objects.filter(state__in=TROUBLED).select_related("mailing").order_by("-id")
        if shows_failed
        else queries.outbox()
    )
    search = _search(request)
    page = Paginator(_matching(found, search), ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "has_server": has_server,
        "shows_failed": shows_failed,
        "trouble": queries.trouble() if has_server else None,
        "search": search,
        "rows": [{"delivery": each, "mail": None if has_server else _shown(each)} for each in page],
    }
    return render(request, "front/outbox.html", context)


@audience(STEERING)
@require_safe
def delivery(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Show one mail that cannot leave, because there is no mail server."""
    found, mail = _readable(delivery_id)
    return render(request, "front/delivery.html", {"delivery": found, "mail": mail})


@audience(STEERING)
@require_safe
@xframe_options_sameorigin
@csp_override(MAIL_POLICY)
def delivery_mail(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Show its HTML, in a box without rights; links open in a tab of their own."""
    _found, mail = _readable(delivery_id)
    return HttpResponse(mail.html.replace("<head>", '<head><base target="_blank">', 1))


def _readable(delivery_id: int) -> tuple[Delivery, Rendering]:
    """Return a mail of the outbox; with a mail server nobody reads other people's mail."""
    if queries.has_mail_server():
        raise Http404
    found = get_object_or_404(queries.outbox(), pk=delivery_id)
    mail = _shown(found)
    if mail is None:
        raise Http404
    return found, mail


def _shown(delivery: Delivery) -> Rendering | None:
    """Render a mail, what is personal filled in; None where its text is gone or its letter."""
    if not delivery.mailing.context:
        return None
    community = the_community()
    try:
        made = rendering.render(
            delivery.mailing,
            community=community,
            language=rendering.language_of(delivery, community),
            has_name=bool(delivery.name),
        )
    except Exception:  # a letter of an earlier version must not take the whole page down
        logger.exception("Mailing %s cannot be rendered.", delivery.mailing_id)
        return None
    marks = made.marks
    token = rendering.stop_token(delivery) if made.is_list else ""
    return replace(
        made,
        subject=made.subject.replace(marks.name, delivery.name),
        text=made.text.replace(marks.name, delivery.name).replace(marks.token, token),
        html=made.html.replace(marks.name, escape(delivery.name)).replace(marks.token, token),
    )

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bluestem.announcements import actions
from bluestem.announcements.errors import ChangedMeanwhile, Discarded
from bluestem.announcements.forms import AnnouncementForm, SeenForm, WordsForm, initial_of
from bluestem.announcements.letters import shown
from bluestem.announcements.models import LANGUAGES, Announcement, Words
from bluestem.announcements.queries import (
    announcement_for,
    announcements_for,
    approvers_of,
    count_by_language,
    count_by_list,
    lists_for,
)
from bluestem.announcements.rules import can_release, is_second_person
from bluestem.community.queries import the_community
from bluestem.kit.audience import MENTORING, OUTREACH, STEERING, audience
from bluestem.kit.errors import Refusal
from bluestem.members.models import Member

WRITERS = (STEERING, MENTORING, OUTREACH)
ROWS = 30
CONFLICT = 409
NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
FILTERS = {
    "draft": Announcement.State.DRAFT,
    "waiting": Announcement.State.WAITING,
    "released": Announcement.State.RELEASED,
}
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


def _fetched(request: HttpRequest, announcement_id: uuid.UUID, to: str = "read") -> Announcement:
    try:
        return announcement_for(_me(request), announcement_id, to=to)
    except Announcement.DoesNotExist:
        raise Http404 from None


@audience(*WRITERS)
@require_safe
def announcement_list(request: HttpRequest) -> HttpResponse:
    """Show what was written, what waits and what went out, the latest change first."""
    chosen = request.GET.get("state", "")
    found = announcements_for(_me(request))
    if chosen in FILTERS:
        found = found.filter(state=FILTERS[chosen])
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    needs_approval = the_community().needs_approval
    for announcement in page:
        announcement.asks_reader = (  # type: ignore[attr-defined]
            announcement.is_waiting
            and STEERING in _me(request).audiences
            and (not needs_approval or is_second_person(_me(request), announcement))
        )
    return render(request, "announcements/announcement_list.html", {"page": page, "chosen": chosen})


@audience(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def announcement_new(request: HttpRequest) -> HttpResponse:
    """Begin an announcement."""
    me = _me(request)
    form = AnnouncementForm(request.POST or None, lists=lists_for(me), counts=count_by_list())
    if request.method != "POST" or request.POST.get("do") == "preview" or not form.is_valid():
        return _editor(request, form, None)
    announcement = actions.draft(
        actor=me, mailing_list=form.cleaned_data["mailing_list"], **vars(form.words)
    )
    return _after_save(request, announcement)


@audience(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def announcement(request: HttpRequest, announcement_id: uuid.UUID) -> HttpResponse:
    """Edit an announcement that was not sent yet; one that was is only read."""
    found, me = _fetched(request, announcement_id), _me(request)
    if found.is_released:
        return redirect("announcements:announcement_check", announcement_id)
    form = AnnouncementForm(
        request.POST or None, initial=initial_of(found), lists=lists_for(me), counts=count_by_list()
    )
    if request.method != "POST" or request.POST.get("do") == "preview" or not form.is_valid():
        return _editor(request, form, found)
    try:
        saved = actions.edit(
            actor=me,
            announcement=found,
            seen_at=form.cleaned_data["seen"] or NEVER,
            mailing_list=form.cleaned_data["mailing_list"],
            words=form.words,
        )
    except ChangedMeanwhile as changed:
        return _editor(request, form.about_version(changed.current), changed.current, CONFLICT)
    except Refusal as refused:
        form.add_error(None, str(refused))
        return _editor(request, form, found, CONFLICT)
    return _after_save(request, saved)


def _editor(
    request: HttpRequest, form: AnnouncementForm, stored: Announcement | None, status: int = 200
) -> HttpResponse:
    typed = form.words if form.is_bound and form.is_valid() else None
    context = {
        "form": form,
        "announcement": stored,
        "is_conflict": status == CONFLICT and not form.errors,
        "previews": _previews(typed or (stored.words if stored else Words())),
        "stored_previews": _previews(stored.words) if stored else [],
        "is_steering": STEERING in _me(request).audiences,
        "needs_approval": the_community().needs_approval,
    }
    return render(request, "announcements/announcement.html", context, status=status)


def _previews(words: Words) -> list[dict[str, Any]]:
    """Return what readers of each language get, and in which language that is."""
    return [
        {
            "language": code,
            "read_in": words.read_in(code),
            "subject": words.subject(code),
            "text": words.text(code),
            "is_written": code in words.languages,
        }
        for code in LANGUAGES
    ]


def _after_save(request: HttpRequest, saved: Announcement) -> HttpResponseRedirect:
    """Go where the button said; the draft is safe already."""
    goal = request.POST.get("do")
    if goal == "check":
        return redirect("announcements:announcement_check", saved.pk)
    if goal == "test":
        _test(request, saved)
    else:
        messages.success(request, _("Saved. Nothing was sent."))
    return redirect("announcements:announcement", saved.pk)


def _test(request: HttpRequest, saved: Announcement) -> None:
    try:
        count = actions.send_test(actor=_me(request), announcement=saved)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            ngettext(
                "Saved, and a test mail is on its way to %(address)s.",
                "Saved, and %(count)d test mails are on their way to %(address)s.",
                count,
            )
            % {"count": count, "address": _me(request).address},
        )


@audience(*WRITERS)
@require_POST
def announcement_preview(request: HttpRequest) -> HttpResponse:
    """Show the words that are being typed as readers will see them; keeps nothing."""
    form = WordsForm(request.POST)
    form.is_valid()
    return render(
        request, "announcements/announcement.html#preview", {"previews": _previews(form.words)}
    )


@audience(*WRITERS)
@require_safe
def announcement_check(request: HttpRequest, announcement_id: uuid.UUID) -> HttpResponse:
    """Show exactly what will be sent, to how many, and the step that is open to the reader."""
    found, me = _fetched(request, announcement_id), _me(request)
    counts = count_by_language(found.mailing_list)
    words = found.words
    needs_approval = the_community().needs_approval
    context = {
        "announcement": found,
        "needs_approval": needs_approval,
        "is_steering": STEERING in me.audiences,
        "can_release": can_release(me, found),
        "approvers": approvers_of(found) if found.is_waiting or needs_approval else [],
        "recipients": sum(counts.values()),
        "gaps": [Announcement._meta.get_field(name).verbose_name for name in words.gaps],  # type: ignore[union-attr]
        "mails": [
            {**preview, "people": counts[preview["language"]], "as_text": shown(found, code).text}
            for code, preview in zip(LANGUAGES, _previews(words), strict=True)
        ],
        "form": SeenForm(initial={"seen": found.changed_at.isoformat()}, auto_id="%s"),
    }
    return render(request, "announcements/announcement_check.html", context)


@audience(*WRITERS)
@require_safe
@xframe_options_sameorigin
@csp_override(MAIL_POLICY)
def announcement_mail(
    request: HttpRequest, announcement_id: uuid.UUID, language: str
) -> HttpResponse:
    """Show the mail as it will arrive, in a box without rights."""
    if language not in LANGUAGES:
        raise Http404
    return HttpResponse(shown(_fetched(request, announcement_id), language).html)


@audience(*WRITERS)
@require_POST
def announcement_ask(request: HttpRequest, announcement_id: uuid.UUID) -> HttpResponse:
    """Ask another steering member to send it."""
    found = _fetched(request, announcement_id, to="edit")
    return _step(
        request,
        found,
        lambda: actions.ask_for_approval(
            actor=_me(request), announcement=found, seen_at=_seen(request)
        ),
        _("Asked. The steering members who can say yes have been written to."),
    )


@audience(*WRITERS)
@require_POST
def announcement_withdraw(request: HttpRequest, announcement_id: uuid.UUID) -> HttpResponse:
    """Take a request for approval back."""
    found = _fetched(request, announcement_id, to="edit")
    return _step(
        request,
        found,
        lambda: actions.withdraw_request(actor=_me(request), announcement=found),
        _("The request is withdrawn. The announcement is a draft again."),
    )


@audience(STEERING)
@require_POST
def announcement_release(request: HttpRequest, announcement_id: uuid.UUID) -> HttpResponse:
    """Say yes to what was read, and send it after a minute of grace."""
    found = _fetched(request, announcement_id, to="approve")
    return _step(
        request,
        found,
        lambda: actions.release(actor=_me(request), announcement=found, seen_at=_seen(request)),
        _("The first mail leaves in one minute. Until then you can stop it."),
    )


@audience(*WRITERS)
@require_POST
def announcement_take_back(request: HttpRequest, announcement_id: uuid.UUID) -> HttpResponse:
    """Stop it within the minute of grace."""
    found = _fetched(request, announcement_id)
    return _step(
        request,
        found,
        lambda: actions.take_back(actor=_me(request), announcement=found),
        _("Stopped before it started. Nobody got it, and it is a draft again."),
    )


@audience(*WRITERS)
@require_POST
def announcement_discard(request: HttpRequest, announcement_id: uuid.UUID) -> HttpResponse:
    """Delete a draft."""
    found = _fetched(request, announcement_id, to="edit")
    try:
        actions.discard(actor=_me(request), announcement=found)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("announcements:announcement_check", announcement_id)
    messages.success(request, _("The draft is deleted."))
    return redirect("announcements:announcement_list")


@audience(*WRITERS)
@require_POST
def announcement_copy(request: HttpRequest, announcement_id: uuid.UUID) -> HttpResponse:
    """Begin a new draft with the same words."""
    found = _fetched(request, announcement_id)
    new = actions.copy(actor=_me(request), announcement=found)
    messages.success(request, _("This is a copy. Change what is new; nothing was sent."))
    return redirect("announcements:announcement", new.pk)


def _seen(request: HttpRequest) -> dt.datetime:
    """Return the version that the page showed; a page that says none has seen no version."""
    form = SeenForm(request.POST)
    form.is_valid()
    return form.cleaned_data.get("seen") or NEVER


def _step(request: HttpRequest, found: Announcement, step: Any, done: str) -> HttpResponseRedirect:
    try:
        step()
    except Discarded as refused:
        messages.error(request, str(refused))
        return redirect("announcements:announcement_list")
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("announcements:announcement_check", found.pk)

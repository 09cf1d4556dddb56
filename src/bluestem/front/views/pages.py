"""The public pages, as steering writes them in both languages."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from bluestem.audit.models import AuditLine
from bluestem.audit.queries import changes_of
from bluestem.community.actions import change_page
from bluestem.community.errors import PageChangedMeanwhile
from bluestem.community.models import Page
from bluestem.community.queries import page_for, pages_for, the_community
from bluestem.community.texts import filled, filled_title
from bluestem.front.forms import PageForm
from bluestem.front.navigation import address_named, community_navigation
from bluestem.front.queries.audit import in_words
from bluestem.front.views.reader import member_of
from bluestem.kit.audience import STEERING, audience

HISTORY_LINES = 10


@audience(STEERING)
@require_safe
def page_list(request: HttpRequest) -> HttpResponse:
    """List the pages: who changed each last, and which nobody has looked after yet."""
    pages = list(pages_for(member_of(request), to="edit"))
    changes = changes_of("page", [page.slug for page in pages])
    shown = {line.id: line for line in in_words(changes.values())}
    rows = [
        {
            "page": page,
            "name": Page.Slug(page.slug).label,
            "change": shown.get(changes[page.slug].pk) if page.slug in changes else None,
        }
        for page in pages
    ]
    context = {"rows": rows, "subnav": community_navigation(request)}
    return render(request, "front/page_list.html", context)


@audience(STEERING)
@require_http_methods(["GET", "HEAD", "POST"])
def page_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Write one page in both languages; look at it first, and lose nothing that was typed."""
    try:
        page = page_for(member_of(request), slug, to="edit")
    except Page.DoesNotExist as missing:
        raise Http404 from missing
    form = PageForm(request.POST) if request.method == "POST" else PageForm.of(page)
    is_preview = "preview" in request.POST
    if form.is_valid() and not is_preview:
        try:
            page = change_page(actor=member_of(request), slug=slug, **form.cleaned_data)
        except PageChangedMeanwhile as refused:
            form = _on_present_version(request, page)
            form.add_error(None, str(refused))
            return render(request, "front/page_edit.html", _context(request, page, form, False))
        messages.success(request, _("The page is saved, in both languages."))
        return redirect("front:page_list")
    return render(request, "front/page_edit.html", _context(request, page, form, is_preview))


def _on_present_version(request: HttpRequest, page: Page) -> PageForm:
    """Return the same words on the page's present version: the next save is a choice."""
    data = request.POST.copy()
    data["version"] = str(page.version)
    form = PageForm(data)
    form.full_clean()
    return form


def _context(request: HttpRequest, page: Page, form: PageForm, is_preview: bool) -> dict[str, Any]:
    history = AuditLine.objects.about("page", page.slug).newest_first()[:HISTORY_LINES]
    address = address_named("front:home" if page.slug == Page.Slug.HOME else f"front:{page.slug}")
    return {
        "form": form,
        "page": page,
        "name": Page.Slug(page.slug).label,
        "address": address or address_named(f"front:page_{page.slug}"),
        "previews": _previews(form) if is_preview and form.is_valid() else [],
        "is_conflict": bool(form.is_bound and form.non_field_errors()),
        "present": _present(page),
        "history": in_words(history),
        "subnav": community_navigation(request),
    }


def _previews(form: PageForm) -> list[dict[str, str]]:
    words = form.cleaned_data
    return [_preview(code, words[f"title_{code}"], words[f"text_{code}"]) for code in ("en", "fr")]


def _present(page: Page) -> list[dict[str, str]]:
    return [
        _preview("en", page.title_en, page.text_en),
        _preview("fr", page.title_fr, page.text_fr),
    ]


def _preview(code: str, title: str, text: str) -> dict[str, str]:
    community = the_community()
    with override(code):
        return {
            "code": code,
            "title": filled_title(title, community),
            "text": filled(text, community),
        }

"""What browsers and search engines ask for by themselves."""

from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import condition, require_safe

from bluestem.community.colours import stylesheet
from bluestem.community.models import Page
from bluestem.front.navigation import address_named
from bluestem.kit.audience import EVERYONE, audience

ONE_DAY = 86_400
NOT_FOR_SEARCH = ("/desk", "/members", "/settings", "/sign-in", "/stop/")


def _colours(request: HttpRequest) -> tuple[str, str]:
    community = getattr(request, "community", None)
    return (community.brand_colour, community.accent_colour) if community else ("", "")


def _brand_tag(request: HttpRequest) -> str:
    return '"{}-{}"'.format(*_colours(request)).replace("#", "")


@audience(EVERYONE)
@require_safe
@condition(etag_func=_brand_tag)
def brand(request: HttpRequest) -> HttpResponse:
    """Show the community's own colours as a stylesheet; empty where it has none."""
    response = HttpResponse(stylesheet(*_colours(request)), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={ONE_DAY}"
    return response


@audience(EVERYONE)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines what is public; nothing of a demonstration is."""
    if settings.DEMONSTRATION is not None:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        rooms = [f"{prefix}{room}" for room in NOT_FOR_SEARCH for prefix in ("", "/fr")]
        lines = ["User-agent: *", *[f"Disallow: {room}" for room in rooms], ""]
        lines.append(f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


class PublicPages(Sitemap[str]):
    """The pages everyone may read, each in both languages."""

    i18n = True
    alternates = True
    x_default = True
    names = (
        "front:home",
        "front:team",
        "members:join",
        *(
            f"front:page_{slug}"
            for slug in (Page.Slug.CONDUCT, Page.Slug.PRIVACY, Page.Slug.ACCESSIBILITY)
        ),
    )

    def __init__(self, languages: list[str]) -> None:
        super().__init__()
        self.codes = languages

    def items(self) -> list[str]:
        return [name for name in self.names if address_named(name)]

    def location(self, item: str) -> str:
        return reverse(item)

    def get_languages_for_item(self, item: str) -> list[str]:
        return self.codes


@audience(EVERYONE)
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the public pages; whole addresses come from BLUESTEM_SITE_URL alone."""
    community = getattr(request, "community", None)
    parts = urlsplit(settings.SITE_URL)
    pages = PublicPages(community.languages if community else ["en"])
    site: Any = SimpleNamespace(domain=parts.netloc)
    urls = pages.get_urls(site=site, protocol=parts.scheme)
    return render(request, "front/sitemap.xml", {"urls": urls}, content_type="application/xml")


@audience(EVERYONE)
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Answer browsers that ask for the icon under its old name."""
    return HttpResponsePermanentRedirect(static("kit/assets/favicon.svg"))


@audience(EVERYONE)
@require_safe
def french_home(request: HttpRequest) -> HttpResponse:
    """Bring those who leave out the last stroke to the French home page."""
    return HttpResponsePermanentRedirect("/fr/")

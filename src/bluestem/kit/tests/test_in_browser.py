"""What only a browser can tell: accessibility, reflow, and behaviour with and without scripts.

The pages are answered by Django's test client; the browser asks nobody else.
"""

import shutil
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.test import Client
from django.urls import path
from playwright.sync_api import Browser, Page, Route, sync_playwright

from bluestem.kit import views
from bluestem.kit.mail_look import render_mjml
from bluestem.kit.tests.test_mail_look import WITH

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SITE = "http://bluestem.test"
PAGES = [
    "/sheet",
    "/desk",
    "/refusal/404",
    "/refusal/403",
    "/refusal/429",
    "/refusal/500",
    "/letter",
]


def frame(request: HttpRequest) -> dict[str, object]:
    """Give what the front gives to every page."""
    menu = [
        {"label": "Members", "address": "/members", "is_current": True},
        {"label": "Figures", "address": "/figures"},
    ]
    person = SimpleNamespace(
        pk=3, name="Ada Marin", initials="AM", is_authenticated=True, is_organiser=True
    )
    request.user = person  # type: ignore[assignment]
    return {
        "community": SimpleNamespace(name="Women in Technology", tagline="at the Laboratory"),
        "navigation": menu,
        "desk_navigation": menu,
        "footer_navigation": [{"heading": "About", "items": menu}],
        "is_demonstration": True,
        "languages": [{"code": "fr", "name": "Français", "address": "/fr/", "is_current": False}],
    }


def refusal(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, f"{name}.html")


def desk(request: HttpRequest) -> HttpResponse:
    source = (
        '{% extends "kit/desk_page.html" %}{% block title %}Desk{% endblock %}'
        '{% block main %}<div class="page-head tight"><h1>Good morning</h1></div>{% endblock %}'
    )
    return HttpResponse(engines["django"].from_string(source).render({}, request))


def letter(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(render_mjml("kit/letter.mjml", WITH))
    response["Content-Security-Policy"] = "style-src 'unsafe-inline'"
    return response


class Addresses:
    """A table of addresses for these tests alone."""

    urlpatterns = [
        path("sheet", views.sheet),
        path("desk", desk),
        path("settings", desk),
        path("refusal/<str:name>", refusal),
        path("letter", letter),
    ]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.fail("These tests need Chromium: install your system's package 'chromium'.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def site(settings) -> None:
    settings.DEBUG = True
    settings.ROOT_URLCONF = Addresses
    settings.MIDDLEWARE = [
        "django.middleware.csp.ContentSecurityPolicyMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ]
    [engine] = settings.TEMPLATES
    options = {
        **engine["OPTIONS"],
        "context_processors": [
            "django.template.context_processors.request",
            f"{__name__}.frame",
        ],
    }
    settings.TEMPLATES = [{**engine, "OPTIONS": options}]


@pytest.fixture
def open_page(browser: Browser, site: None):
    """Return a function that opens an address in a window of its own."""
    client = Client()
    contexts = []

    def answer(route: Route) -> None:
        request = route.request
        ask = client.post if request.method == "POST" else client.get
        response = ask(request.url.removeprefix(SITE) or "/")
        body = b"".join(response) if response.streaming else response.content
        route.fulfill(status=response.status_code, headers=dict(response.items()), body=body)

    def open_it(address: str, width: int = 1280, **given: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **given)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.route("**/*", answer)
        page.goto(SITE + address)
        return page

    yield open_it
    for context in contexts:
        context.close()


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_in_light_and_dark_and_on_a_phone(open_page, address):
    page = open_page(address)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
            seen = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
            assert seen == [], (width, scheme)
    assert page.complaints == []


@pytest.mark.parametrize("address", PAGES)
def test_page_fits_every_window(open_page, address):
    page = open_page(address)
    for width in (320, 390, 768, 1280, 1600):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, width


def test_targets_are_at_least_24_pixels(open_page):
    page = open_page("/sheet", 390)
    page.click(".nav-toggle")
    small = page.eval_on_selector_all(
        "main button, header a, header button, footer a, footer button, main .btn, nav a",
        "all => all.filter(one => one.offsetParent)"
        ".map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])"
        ".filter(([_, box]) => box.width && (box.height < 24 || box.width < 24))"
        ".map(([html]) => html)",
    )
    assert small == []


def test_error_summary_has_the_focus_when_the_page_opens(open_page):
    page = open_page("/sheet")
    assert page.evaluate("document.activeElement.className") == "error-summary"


def test_menu_opens_on_a_phone_and_escape_closes_it(open_page):
    page = open_page("/desk", 390)
    assert not page.is_visible("#site-nav")
    page.click(".nav-toggle")
    assert page.is_visible("#site-nav")
    page.keyboard.press("Escape")
    assert not page.is_visible("#site-nav")
    assert page.evaluate("document.activeElement.className") == "btn nav-toggle"


def test_chosen_scheme_is_kept(open_page):
    page = open_page("/desk")
    page.click("[data-choose-scheme=dark]")
    page.reload()
    assert page.get_attribute("html", "data-scheme") == "dark"
    assert page.get_attribute("[data-choose-scheme=dark]", "aria-pressed") == "true"


def test_question_opens_as_a_dialog_on_the_harmless_button(open_page):
    page = open_page("/sheet")
    page.click(".confirm > summary")
    assert page.is_visible("dialog[open] .confirm-body")
    assert page.evaluate("'close' in document.activeElement.dataset")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_moving_in_a_list_is_said_aloud(open_page):
    page = open_page("/sheet")
    page.click("[data-move=down] >> nth=0")
    names = page.eval_on_selector_all(".sortable > li", "all => all.map(one => one.dataset.name)")
    assert names[:2] == ["Ben Aydin", "Ada Marin"]
    assert page.text_content("#live") == "Ada Marin: place 2 of 4"


def test_form_is_sent_once_however_often_it_is_pressed(open_page):
    page = open_page("/sheet")
    held: list[Route] = []
    page.route(
        "**/*",
        lambda route: held.append(route) if route.request.method == "POST" else route.fallback(),
    )
    busy = page.evaluate(
        "() => { const button = document.querySelector('.form-actions button');"
        " button.click(); button.click(); button.click(); return button.ariaBusy; }"
    )
    page.wait_for_timeout(200)
    assert len(held) == 1
    assert busy == "true"


def test_everything_is_there_without_javascript(open_page):
    page = open_page("/sheet", 390, java_script_enabled=False)
    assert page.is_visible("#site-nav")
    assert not page.is_visible(".nav-toggle")
    assert not page.is_visible("[data-choose-scheme]")
    page.click(".confirm > summary")
    assert page.is_visible(".confirm-body button[type=submit]")

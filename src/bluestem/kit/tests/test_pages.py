"""The frame of pages, refusals and the sheet keep the laws of the look."""

import re
from pathlib import Path

import pytest
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from bluestem.kit import views

KIT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((KIT / "templates").rglob("*.html"))
REFUSALS = ["400", "403", "403_csrf", "404", "429", "500"]


class Nowhere:
    """A table of addresses without any: the kit does not need the rooms above it."""

    urlpatterns: list[object] = []


@pytest.fixture(autouse=True)
def no_rooms(settings) -> None:
    settings.ROOT_URLCONF = Nowhere


@pytest.fixture
def sheet(rf: RequestFactory, settings) -> str:
    settings.DEBUG = True
    frame = {"request": rf.get("/"), "csrf_token": "token"}
    return render_to_string("kit/sheet.html", {**views._sheet_context(), **frame})


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template_has_nothing_that_the_content_security_policy_refuses(path):
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=", source)
    assert not re.search(r"<style|<script>|<script(?![^>]*src=)", source)
    assert not re.search(r"\son[a-z]+=", source)
    assert "javascript:" not in source


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", REFUSALS)
def test_refusal_is_a_whole_page_without_any_context(name, language):
    with translation.override(language):
        html = render_to_string(f"{name}.html")
    assert f'<html lang="{language}">' in html
    assert html.count("<h1") == 1
    assert html.count("<main") == 1


def test_server_error_asks_neither_request_nor_database(rf):
    response = views.server_error(rf.get("/"))
    assert response.status_code == 500


def test_bad_request_asks_nothing_of_the_request():
    response = views.bad_request(None, None)
    assert response.status_code == 400


def test_sheet_is_not_shown_where_a_community_lives(rf, settings):
    settings.DEBUG = False
    settings.DEMONSTRATION = None
    with pytest.raises(Http404):
        views.sheet(rf.get("/sheet"))


def test_sheet_shows_every_component(sheet):
    from bluestem.kit.templatetags.kit_components import COMPONENTS

    used = (KIT / "templates" / "kit" / "sheet.html").read_text()
    missing = {name for name in COMPONENTS if f"{{% {name}" not in used} - {"trouble"}
    assert missing == set()
    assert sheet.count("<h1") == 1


def test_identities_on_the_sheet_are_unique(sheet):
    identities = re.findall(r'\sid="([^"]+)"', sheet)
    assert len(identities) == len(set(identities))


def test_frame_has_skip_link_landmarks_and_one_live_region(sheet):
    assert sheet.index('class="skip-link" href="#main"') < sheet.index("<header")
    assert 'id="main" tabindex="-1"' in sheet
    assert sheet.count('role="status"') == 1
    for navigation in re.findall(r"<nav[^>]*>", sheet):
        assert "aria-label=" in navigation


def test_name_of_the_software_stands_once_in_the_footer(sheet):
    visible = re.sub(r"<head>.*</head>", "", sheet, flags=re.DOTALL)
    assert len(re.findall(r"\bBluestem\b", visible)) == 1


def test_behaviour_is_in_files_and_the_scheme_is_known_before_painting(sheet):
    assert re.search(r'<script src="[^"]*js-present[^"]*"></script>', sheet)
    assert re.search(r'<script src="[^"]*bluestem[^"]*" defer></script>', sheet)


def test_form_on_the_sheet_is_protected_and_says_its_own_errors(sheet):
    for form in re.findall(r"<form[^>]*>", sheet):
        assert "action=" in form
        assert "novalidate" in form or 'method="get"' in form or 'method="post"' in form


def test_stylesheets_name_no_other_server():
    for path in (KIT / "static").rglob("*.css"):
        assert "://" not in path.read_text(encoding="utf-8")

from collections.abc import Callable

import pytest
from django.test import Client

from bluestem.audit.models import AuditLine
from bluestem.community.actions import change_page
from bluestem.community.models import Page
from bluestem.members.models import Member


def words(slug: str, **changed: str) -> dict[str, object]:
    page = Page.objects.get(slug=slug)
    names = ("title_en", "title_fr", "text_en", "text_fr", "version")
    return {name: getattr(page, name) for name in names} | changed


def test_pages_are_written_by_steering_alone(
    cast: dict[str, Member], client: Client, client_of: Callable[[Member], Client]
) -> None:
    paths = ("/desk/pages", "/desk/pages/privacy", "/fr/desk/pages/home")
    for path in paths:
        assert client_of(cast["ben"]).get(path).status_code == 200
        assert client.get(path).status_code == 302
        for name in ("ada", "eve", "cleo", "fay", "gus", "jo"):
            assert client_of(cast[name]).get(path).status_code == 404
            answer = client_of(cast[name]).post(path, words("privacy", text_en="Mine"))
            assert answer.status_code == 404
    assert Page.objects.get(slug="privacy").is_as_brought


@pytest.mark.parametrize("slug", ["nothing", "HOME", "x" * 300, "a-b"])
def test_there_are_no_other_pages(
    cast: dict[str, Member], client_of: Callable[[Member], Client], slug: str
) -> None:
    ben = client_of(cast["ben"])
    assert ben.get(f"/desk/pages/{slug}").status_code == 404
    assert ben.post(f"/desk/pages/{slug}", words("home")).status_code == 404


def test_a_page_is_saved_in_both_languages_and_its_history_names_who(
    cast: dict[str, Member], client: Client, client_of: Callable[[Member], Client]
) -> None:
    ben = client_of(cast["ben"])
    sent = words("conduct", title_en="Be kind", text_en="Be kind.\r\n\r\nAlways.", text_fr="Oui.")
    answer = ben.post("/desk/pages/conduct", sent, follow=True)
    assert answer.redirect_chain == [("/desk/pages", 302)]
    assert "The page is saved, in both languages." in answer.content.decode()
    assert f"{cast['ben'].name} changed a page" in answer.content.decode()
    assert Page.objects.get(slug="conduct").text_en == "Be kind.\n\nAlways.\n"
    assert "<h1>Be kind</h1>" in client.get("/conduct").content.decode()
    assert "Oui." in client.get("/fr/conduct").content.decode()
    history = ben.get("/desk/pages/conduct").content.decode()
    assert f"{cast['ben'].name} changed a page" in history


def test_opening_and_saving_the_words_as_brought_keeps_them(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    ben = client_of(cast["ben"])
    for _ in range(2):
        ben.post("/desk/pages/privacy", words("privacy"))
    assert not Page.objects.get(slug="privacy").is_as_brought
    assert [line.deed for line in AuditLine.objects.about("page", "privacy")] == ["kept page"]


def test_a_preview_shows_both_languages_and_saves_nothing(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    sent = words("home", text_en="**Bold** and {community}", text_fr="*Fin*", preview="1")
    html = client_of(cast["ben"]).post("/desk/pages/home", sent).content.decode()
    assert "<strong>Bold</strong> and Women in Technology" in html
    assert "<em>Fin</em>" in html
    assert "**Bold**" in html  # still in the form
    assert Page.objects.get(slug="home").is_as_brought


def test_nothing_typed_is_lost_when_somebody_else_was_faster(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    ben = client_of(cast["ben"])
    mine = words("team", text_en="My long work.")
    theirs = {**words("team"), "text_en": "Their work.\n"}
    change_page(actor=cast["ben"], slug="team", **theirs)  # type: ignore[arg-type]
    html = ben.post("/desk/pages/team", mine).content.decode()
    assert "Somebody else saved this page while you were writing" in html
    assert "My long work." in html
    assert "Their work." in html
    assert Page.objects.get(slug="team").text_en == "Their work.\n"
    again = {**mine, "version": "2"}
    assert 'name="version" value="2"' in html
    assert ben.post("/desk/pages/team", again).status_code == 302
    assert Page.objects.get(slug="team").text_en == "My long work.\n"


@pytest.mark.parametrize(
    "changed",
    [
        {"title_en": ""},
        {"text_fr": "   "},
        {"title_fr": "x" * 121},
        {"text_en": "x" * 40_001},
        {"text_en": "nul\x00"},
        {"version": "many"},
        {"version": "-1"},
        {"version": "9" * 40},
        {"version": ""},
    ],
)
def test_what_cannot_be_saved_is_quoted_back(
    cast: dict[str, Member], client_of: Callable[[Member], Client], changed: dict[str, str]
) -> None:
    sent = words("team", text_fr="Un travail.") | changed
    answer = client_of(cast["ben"]).post("/desk/pages/team", sent)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "error-summary" in html
    assert Page.objects.get(slug="team").is_as_brought
    if "text_fr" not in changed:
        assert "Un travail." in html


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_of_pages_asks_the_same_number_of_questions(
    cast: dict[str, Member],
    client_of: Callable[[Member], Client],
    count: int,
    django_assert_num_queries: Callable[[int], object],
) -> None:
    ben = client_of(cast["ben"])
    for n in range(count):
        page = words("team", text_en=f"{n}\n")
        change_page(actor=cast["ben"], slug="team", **page)  # type: ignore[arg-type]
    with django_assert_num_queries(7):  # type: ignore[attr-defined]
        ben.get("/desk/pages")

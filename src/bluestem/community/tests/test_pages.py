import pytest
from django.utils.translation import override

from bluestem.audit.actors import Actor
from bluestem.audit.models import AuditLine
from bluestem.community.actions import change_page, make_default_pages
from bluestem.community.errors import NotSteering, PageChangedMeanwhile
from bluestem.community.models import Community, Page
from bluestem.community.queries import page_for
from bluestem.community.texts import default_text, filled, filled_title, parts, sections
from bluestem.kit.markdown import as_html


def words(page: Page, **changed: str) -> dict[str, str]:
    names = ("title_en", "title_fr", "text_en", "text_fr")
    return {name: getattr(page, name) for name in names} | changed


def test_a_new_community_has_its_pages_in_both_languages(community: Community) -> None:
    assert set(Page.objects.values_list("slug", flat=True)) == set(Page.Slug.values)
    for page in Page.objects.all():
        assert page.is_as_brought
        assert all(words(page).values())
        assert page.text_en != page.text_fr


def test_making_the_pages_again_changes_nothing(cast: dict[str, Actor]) -> None:
    page = Page.objects.get(slug="privacy")
    change_page(actor=cast["ben"], slug="privacy", version=1, **words(page, text_en="Ours.\n"))
    assert make_default_pages() == []
    assert Page.objects.get(slug="privacy").text_en == "Ours.\n"


@pytest.mark.parametrize("slug", Page.Slug.values)
def test_both_languages_of_a_default_text_have_the_same_parts(slug: str) -> None:
    english, french = default_text(slug, "en"), default_text(slug, "fr")
    assert english.title != french.title
    for sign in ("\n## ", "\n- ", "\n\n", "{contact}", "{organisation}", "{community}", "]("):
        assert english.text.count(sign) == french.text.count(sign), sign
    assert "'" not in english.text + french.text
    assert " :" not in french.text  # a space that does not break stands before a colon


def test_only_steering_writes_pages(cast: dict[str, Actor]) -> None:
    page = Page.objects.get(slug="team")
    for name in ("ada", "cleo", "fay", "gus", "jo"):
        with pytest.raises(NotSteering):
            change_page(actor=cast[name], slug="team", version=1, **words(page))
        with pytest.raises(Page.DoesNotExist):
            page_for(cast[name], "team", to="edit")
        assert page_for(cast[name], "team") == page


def test_saving_the_words_as_brought_makes_them_ours_once(cast: dict[str, Actor]) -> None:
    page = Page.objects.get(slug="conduct")
    kept = change_page(actor=cast["ben"], slug="conduct", version=1, **words(page))
    again = change_page(actor=cast["ben"], slug="conduct", version=2, **words(page))
    assert (kept.version, again.version) == (2, 2)
    assert [line.deed for line in AuditLine.objects.about("page", "conduct")] == ["kept page"]


def test_whoever_writes_on_an_older_version_is_told(cast: dict[str, Actor]) -> None:
    page = Page.objects.get(slug="team")
    change_page(actor=cast["ben"], slug="team", version=1, **words(page, text_en="First.\n"))
    with pytest.raises(PageChangedMeanwhile):
        change_page(actor=cast["ben"], slug="team", version=1, **words(page, text_en="Second.\n"))
    assert Page.objects.get(slug="team").text_en == "First.\n"


def test_the_community_stands_in_a_text_as_words_and_never_as_markup(
    community: Community,
) -> None:
    community.name = "[x](javascript:alert(1)) <b>*WIT*</b>"
    community.contact_address = "wit@example.org"
    html = as_html(filled("{community} – {contact} – {unknown}", community))
    assert "<b>" not in html
    assert "javascript:alert" in html  # as words
    assert html.count("<a ") == 1
    assert 'href="mailto:wit@example.org"' in html
    assert "{unknown}" in html
    assert filled_title("Join {community}", community) == f"Join {community.name}"


def test_without_contact_and_organisation_a_text_still_reads_well(community: Community) -> None:
    assert filled("{organisation}, {contact}", community) == ("our organisation, [our team](/team)")
    with override("fr"):
        assert "/fr/team" in filled("{contact}", community)


def test_a_text_divides_into_opening_and_parts(community: Community) -> None:
    page = Page(text_en="Opening.\n\n## One\n\nA\n\n### Deeper\n\n## Two\nB\n")
    opening, rest = parts(page, community)
    assert opening == "Opening."
    assert [(part.heading, part.text) for part in sections(rest)] == [
        ("One", "A\n\n### Deeper"),
        ("Two", "B"),
    ]
    assert parts(Page(text_en="## One\n\nA"), community)[0] == ""
    assert sections("") == []

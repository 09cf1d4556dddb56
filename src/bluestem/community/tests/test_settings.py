import pytest

from bluestem.audit.actors import CONSOLE, Actor
from bluestem.audit.models import AuditLine
from bluestem.community import colours
from bluestem.community.actions import change_setting, change_settings
from bluestem.community.errors import NoSecondApprover, NotSteering, UnknownSetting, WrongValue
from bluestem.community.models import Community
from bluestem.community.queries import settings_of
from bluestem.community.settings_registry import SETTINGS


@pytest.mark.parametrize(
    ("key", "typed", "shown"),
    [
        ("name", "  Femmes & Technique ", "Femmes & Technique"),
        ("tagline_fr", "au laboratoire", "au laboratoire"),
        ("organisation", "CERN", "CERN"),
        ("founded_on", "2016-01-01", "2016-01-01"),
        ("founded_on", "", ""),
        ("languages", "fr, en", "fr,en"),
        ("languages", "fr", "fr"),
        ("time_zone", "America/New_York", "America/New_York"),
        ("contact_address", "wit@example.org", "wit@example.org"),
        ("joining_approval", "ON", "on"),
        ("address_domains", "@Example.org; lab.example, example.org", "example.org,lab.example"),
        ("address_domains", "", ""),
        ("small_cell_threshold", "10", "10"),
        ("brand_colour", "#134D50", "#134d50"),
        ("accent_colour", "#8a4a10", "#8a4a10"),
        ("brand_colour", "", ""),
    ],
)
def test_a_setting_is_kept_as_typed(community: Community, key: str, typed: str, shown: str) -> None:
    changed = change_setting(actor=CONSOLE, key=key, value=typed)
    assert SETTINGS[key].text_of(changed) == shown
    assert SETTINGS[key].text_of(Community.objects.get()) == shown


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("name", "two\nlines"),
        ("tagline_en", "nul\x00"),
        ("tagline_en", "half \ud800"),
        ("founded_on", "2016-13-01"),
        ("founded_on", "20160101"),
        ("founded_on", "٢٠١٦-٠١-٠١"),
        ("founded_on", "2022-04-06"),  # tomorrow
        ("founded_on", "0001-01-01"),
        ("languages", ""),
        ("languages", "de"),
        ("languages", "en,en"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../etc/passwd"),
        ("time_zone", ""),
        ("contact_address", "nobody"),
        ("approval", "perhaps"),
        ("approval", ""),
        ("address_domains", "not a domain/"),
        ("address_domains", "example"),
        ("small_cell_threshold", "2"),
        ("small_cell_threshold", "1" * 5000),
        ("small_cell_threshold", "²"),
        ("small_cell_threshold", "-5"),
        ("brand_colour", "teal"),
        ("brand_colour", "#13f"),
        ("brand_colour", "#134d50;}"),
        ("brand_colour", "#777777"),
        ("accent_colour", "#eeb06b"),
    ],
)
def test_a_wrong_value_is_refused_and_changes_nothing(
    community: Community, key: str, typed: str
) -> None:
    before = settings_of(community)
    with pytest.raises(WrongValue):
        change_setting(actor=CONSOLE, key=key, value=typed)
    assert settings_of(Community.objects.get()) == before
    assert not AuditLine.objects.filter(deed="changed setting").exists()


def test_a_refused_colour_says_its_ratio(community: Community) -> None:
    with pytest.raises(WrongValue, match=r"#777777.*4\.5 to 1.*4\.3\d to 1 on light pages"):
        change_setting(actor=CONSOLE, key="brand_colour", value="#777777")


def test_contrast_is_what_wcag_says() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert colours.contrast("#134d50", "#fbfcfa") == pytest.approx(9.3, abs=0.1)


@pytest.mark.parametrize("colour", ["#134d50", "#000000", "#000080", "#8a4a10", "#6b0040"])
def test_every_accepted_colour_is_legible_by_night(colour: str) -> None:
    assert colours.weakest(colour)[0] >= colours.NEEDED
    night = colours.for_night(colour)
    for ground in (colours.NIGHT, colours.SOIL, colours.ON_BRAND_NIGHT):
        assert colours.contrast(night, ground) >= colours.NEEDED
    assert night in colours.stylesheet(colour, "")


def test_the_same_value_again_leaves_no_line(community: Community) -> None:
    change_setting(actor=CONSOLE, key="languages", value="fr,en")
    change_setting(actor=CONSOLE, key="languages", value="fr en")
    line = AuditLine.objects.get(deed="changed setting")
    assert (line.object_key, line.facts) == ("languages", {"before": "en,fr", "after": "fr,en"})


def test_the_audit_holds_no_words_that_may_name_somebody(community: Community) -> None:
    for key, value in (("name", "Ada’s"), ("contact_address", "ada@example.org")):
        change_setting(actor=CONSOLE, key=key, value=value)
    assert [line.facts for line in AuditLine.objects.filter(deed="changed setting")] == [{}, {}]


def test_only_steering_changes_settings(cast: dict[str, Actor]) -> None:
    for name in ("ada", "cleo", "fay", "gus", "jo", "kim"):
        with pytest.raises(NotSteering):
            change_setting(actor=cast[name], key="name", value="Mine")
    change_setting(actor=cast["ben"], key="name", value="Ours")
    assert AuditLine.objects.get(deed="changed setting").actor_key == cast["ben"].audit_key


def test_an_unknown_key_is_refused_with_all_keys(community: Community) -> None:
    with pytest.raises(UnknownSetting, match=r"colour.*name, tagline_en.*accent_colour"):
        change_setting(actor=CONSOLE, key="colour", value="")


def test_several_settings_change_together_or_not_at_all(cast: dict[str, Actor]) -> None:
    with pytest.raises(NoSecondApprover):
        change_settings(actor=cast["ben"], values={"name": "Other", "approval": "on"})
    assert Community.objects.get().name == "Women in Technology"

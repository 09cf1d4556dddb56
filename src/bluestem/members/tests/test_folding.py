import pytest

from bluestem.members.folding import folded
from bluestem.members.models import Member


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Zoé  Ångström ", "zoe angstrom"),
        ("Straße", "strasse"),
        ("Łukasz Øster", "lukasz oster"),
        ("ΑΘΗΝΆ", "αθηνα"),
        ("", ""),
    ],
)
def test_folding_takes_accents_and_capitals_away(text: str, plain: str) -> None:
    assert folded(text) == plain


@pytest.mark.parametrize("way", ["save", "fields", "update", "bulk_update", "bulk_create"])
def test_every_way_of_writing_a_name_folds_it_too(cast: dict[str, Member], way: str) -> None:
    ada = cast["ada"]
    ada.name = "Émile"
    match way:
        case "save":
            ada.save()
        case "fields":
            ada.save(update_fields=["name"])
        case "update":
            Member.objects.filter(pk=ada.pk).update(name="Émile")
        case "bulk_update":
            Member.objects.bulk_update([ada], ["name"])
        case _:
            new = Member(name="Émile", joined_on="2020-01-01")
            ada = Member.objects.bulk_create([new])[0]
    assert Member.objects.get(pk=ada.pk).sort_name == "emile"


def test_an_erased_name_leaves_nothing_to_find(cast: dict[str, Member]) -> None:
    Member.objects.filter(pk=cast["ada"].pk).update(name="")
    assert Member.objects.get(pk=cast["ada"].pk).sort_name == ""


def test_a_name_that_folds_to_more_letters_still_fits(cast: dict[str, Member]) -> None:
    cast["ada"].name = "ﷺ" * 120
    cast["ada"].save()
    assert len(Member.objects.get(pk=cast["ada"].pk).sort_name) <= 160

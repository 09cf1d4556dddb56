"""What the community has already that a file may name: departments, interests, mailing lists."""

from collections.abc import Mapping
from dataclasses import dataclass

from bluestem.members.folding import folded
from bluestem.members.imports.values import Named
from bluestem.members.models import Department, Interest, MailingList

MAX_CODE = 32


@dataclass(frozen=True)
class Known:
    """Departments by folded code or name, the other two as cells may name them."""

    departments: Mapping[str, int]
    interests: Named
    lists: Named
    default_lists: tuple[int, ...]


def what_is_known() -> Known:
    """Read it once for a whole file: three queries."""
    departments: dict[str, int] = {}
    rows = list(Department.objects.order_by("id").values_list("id", "code", "name_en", "name_fr"))
    for place in (1, 2, 3):  # a code wins over a name that another department has
        for row in rows:
            if row[place]:
                departments.setdefault(folded(str(row[place])), row[0])
    interests = list(Interest.objects.all())
    lists = list(MailingList.objects.all())
    return Known(
        departments,
        Named.of(
            ((one.pk, (one.slug, one.name_en, one.name_fr)) for one in interests),
            (one.slug for one in interests),
        ),
        Named.of(
            ((one.pk, (one.slug, one.name_en, one.name_fr)) for one in lists),
            (one.slug for one in lists),
        ),
        tuple(sorted(one.pk for one in lists if one.is_default)),
    )


def new_codes(words: Mapping[str, str], taken: Mapping[str, int]) -> dict[str, str]:
    """Give each department that is not there yet (folded word: as written) a code of its own."""
    codes: dict[str, str] = {}
    used = set(taken)
    for key, written in words.items():
        if key in taken:
            continue
        code, number = written[:MAX_CODE].strip(), 1
        while folded(code) in used:
            number += 1
            code = f"{written[: MAX_CODE - 4].strip()} {number}"
        used.add(folded(code))
        codes[key] = code
    return codes

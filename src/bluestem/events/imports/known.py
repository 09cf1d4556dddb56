"""The series that a community has, and those that a file would make."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.text import slugify

from bluestem.events.actions.series import DEFAULTS, default_series
from bluestem.events.forms.series import NEW_SERIES
from bluestem.events.models import MARKS, Series
from bluestem.kit.folding import words_in

MAX_NAME, MAX_SLUG = 80, 50


@dataclass(frozen=True)
class Known:
    """Series by each word that names them."""

    series: Mapping[str, Series]


def what_is_known() -> Known:
    """Read it once for a whole file: one query."""
    every = list(Series.objects.order_by("id"))
    found: dict[str, Series] = {}
    for name in ("slug", "name_en", "name_fr"):  # a slug wins over a name that another series has
        for series in every:
            found.setdefault(series_key(getattr(series, name)), series)
    return Known(found)


def series_key(name: str) -> str:
    """Return a series' name as it is compared: "WIT Talk", "wit-talks" and "WIT talks" are one."""
    return " ".join(word.rstrip("s") or word for word in words_in(name)) or name.casefold()


def new_series(named: Mapping[str, str], taught: Iterable[str], known: Known) -> dict[str, Series]:
    """Return, unsaved, the series of a file that are not there yet (key: name as written).

    One of the usual ones is made as it usually is; any other begins as a talk where its events
    have speakers (`taught`), and as a lecture otherwise: the kind that asks for nothing more.
    """
    usual = {
        series_key(name): place
        for place, (slug, _kind, *names) in enumerate(DEFAULTS)
        for name in (slug, *names[:2])
    }
    with_speakers = set(taught)
    taken = {series.slug for series in known.series.values()}
    made: dict[str, Series] = {}
    for key, name in named.items():
        if key in known.series:
            continue
        place = usual.get(key)
        series = (
            _of_its_own(name, has_speakers=key in with_speakers)
            if place is None
            else default_series(usual=DEFAULTS[place])
        )
        same = next((each for each in made.values() if each.slug == series.slug), None)
        if same is not None and place is not None:  # named in both languages in one file
            made[key] = same
            continue
        series.slug = _free(series.slug, taken)
        taken.add(series.slug)
        made[key] = series
    return made


def _of_its_own(name: str, *, has_speakers: bool) -> Series:
    kind, mark = Series.Kind.LECTURE, MARKS.LECTURE
    if has_speakers:
        kind, mark = Series.Kind.TALK, MARKS.TALK
    values = {**NEW_SERIES, "kind": kind, "mark": mark}
    name = name[:MAX_NAME].strip()
    return Series(
        slug=slugify(name)[:MAX_SLUG].strip("-") or "series", name_en=name, name_fr=name, **values
    )


def _free(wish: str, taken: set[str]) -> str:
    slug, number = wish, 2
    while slug in taken:
        slug, number = f"{wish}-{number}", number + 1
    return slug

"""Charts: Altair draws, vl-convert renders; kept on disk by the hash of what they show.

On a page a chart is inline SVG in the colours of the reader's scheme: while it is drawn, each
colour is a number that stands for a token, and is replaced by the token afterwards. As a picture
it has the colours of the day.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

FONT = "Instrument Sans"
FONTS = Path(__file__).parent / "fonts"
PART_NAMES = re.compile(r' (role|aria-roledescription|aria-label)="[^"]*"')
VERSION = 3  # raise it when a chart is drawn differently from the same data
ROOM_FOR_WORDS = 1.3  # behind the longest bar: on a phone they are larger than the bars
SCALE = 2  # of pictures: for print and for sharp screens

# What stands for a token while a chart is drawn: (token, colour of the day).
INK, MUTED, LINE, GRID, FIRST, SECOND = (
    "#010101", "#020202", "#030303", "#040404", "#050505", "#060606",
)  # fmt: skip
TOKENS = {
    INK: ("--ink", "#10272a"),
    MUTED: ("--ink-muted", "#43514e"),
    LINE: ("--line-strong", "#b9c3be"),
    GRID: ("--line", "#d9e0db"),
    FIRST: ("--c-1", "#1a6163"),
    SECOND: ("--c-2", "#c46f1d"),
}


def axis(**options: Any) -> dict[str, Any]:
    """Return the look of an axis, with what is special about this one."""
    return {
        "title": None,
        "labelColor": MUTED,
        "labelFont": FONT,
        "labelFontSize": 13,
        "domainColor": LINE,
        "tickColor": LINE,
        "gridColor": GRID,
        **options,
    }


def line_chart(points: Sequence[tuple[str, int]], *, last_label: str) -> dict[str, Any]:
    """Return the specification of a line over dates; the last point carries its value."""
    import altair as alt  # half a second that only drawing pays

    rows = [{"on": on, "count": count} for on, count in points]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("on:T", axis=alt.Axis(**axis(format="%Y", tickCount="year", grid=False))),
        # people come whole, also where they are few
        y=alt.Y(
            "count:Q", axis=alt.Axis(**axis(domain=False, ticks=False, tickCount=5, tickMinStep=1))
        ),
    )
    end = alt.Chart(alt.InlineData(values=[{**rows[-1], "label": last_label}])).encode(
        x="on:T", y="count:Q"
    )
    chart = alt.layer(
        base.mark_line(color=FIRST, strokeWidth=2.5, interpolate="monotone"),
        end.mark_point(color=SECOND, filled=True, size=70, opacity=1),
        end.mark_text(
            color=INK, font=FONT, fontSize=14, fontWeight=600, align="right", dx=-8, dy=-10
        ).encode(text="label:N"),
    )
    return _finished(chart.properties(width=640, height=260))


def bar_chart(bars: Sequence[tuple[str, str, int, str]]) -> dict[str, Any]:
    """Return the specification of horizontal bars: (group, name, count, words at its end)."""
    import altair as alt

    rows = [{"group": g, "name": n, "count": c, "words": w} for g, n, c, w in bars]
    longest = max((count for _, _, count, _ in bars), default=0) or 1
    groups = list(dict.fromkeys(group for group, *_ in bars))
    base = alt.Chart().encode(
        y=alt.Y(
            "name:N",
            sort=[name for _, name, *_ in bars],
            axis=alt.Axis(**axis(domain=False, ticks=False, labelColor=INK)),
        ),
        x=alt.X("count:Q", axis=None, scale=alt.Scale(domain=[0, longest * ROOM_FOR_WORDS])),
    )
    chart = alt.layer(
        base.mark_bar(color=FIRST, height=12),
        base.mark_text(color=MUTED, font=FONT, fontSize=13, align="left", dx=6).encode(
            text="words:N"
        ),
        data=alt.InlineData(values=rows),
    ).properties(width=480, height=alt.Step(24))
    header = alt.Header(
        title=None,
        labelFont=FONT,
        labelFontSize=14,
        labelFontWeight=600,
        labelColor=INK,
        labelAnchor="start",
        labelOrient="top",
        labelAngle=0,
    )
    faceted = chart.facet(row=alt.Row("group:N", sort=groups, header=header), spacing=20)
    return _finished(faceted.resolve_scale(y="independent"))


def _finished(chart: Any) -> dict[str, Any]:
    looked = chart.configure(background="transparent", font=FONT, padding=4)
    specification: dict[str, Any] = looked.configure_view(stroke=None).to_dict()
    return specification


def as_svg(specification: dict[str, Any], *, label: str) -> SafeString:
    """Return inline SVG in tokens, with one sentence for who cannot see it."""
    kept = _kept(specification, "svg")
    if not kept.exists():
        text: str = _converter().vegalite_to_svg(specification)
        for colour, (token, _) in TOKENS.items():
            text = text.replace(f'"{colour}"', f'"var({token})"')
        text = text.replace(f' font-family="{FONT}"', "").replace(
            f' font-family="&quot;{FONT}&quot;"', ""
        )
        # One sentence names the whole drawing; names for its parts would only be in the way.
        _keep(kept, PART_NAMES.sub("", text).encode())
    svg = kept.read_text(encoding="utf-8")
    # The drawing is our own; the label is the one part that holds words.
    described = svg.replace("<svg ", f'<svg role="img" aria-label="{escape(label)}" ', 1)
    return mark_safe(described)  # noqa: S308


def as_png(specification: dict[str, Any]) -> bytes:
    """Return a picture in the colours of the day, on white."""
    kept = _kept(specification, "png")
    if not kept.exists():
        text = json.dumps(specification)
        for colour, (_, day) in TOKENS.items():
            text = text.replace(f'"{colour}"', f'"{day}"')
        painted = json.loads(text)
        painted["config"]["background"] = "#ffffff"
        painted["config"]["padding"] = 24
        _keep(kept, _converter().vegalite_to_png(painted, scale=SCALE))
    return kept.read_bytes()


def _kept(specification: dict[str, Any], ending: str) -> Path:
    content = json.dumps([VERSION, specification], sort_keys=True).encode()
    return Path(settings.MEDIA_ROOT) / "charts" / f"{hashlib.sha256(content).hexdigest()}.{ending}"


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f"{path.suffix}.{id(content)}")
    unfinished.write_bytes(content)
    unfinished.replace(path)  # whoever draws the same at once leaves the same file


def _converter() -> Any:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert

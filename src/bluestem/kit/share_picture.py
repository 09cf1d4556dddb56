"""The picture that other sites put beside a link: a title, when and where, in the look of the site.

Drawn with the fonts and colours of the design; kept by the hash of what stands in it, so that the
same words are drawn once.
"""

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).resolve().parent / "static" / "kit" / "fonts"
SERIF, SANS = "newsreader", "instrument-sans"
WIDTH_PX, HEIGHT_PX = 1200, 630
MARGIN_PX, TITLE_PX, WHEN_PX, GROUND_PX = 80, 162, 424, 532
LEADING = 1.08
VERSION = 1  # of the drawing: raised, everything is drawn anew
FOLDER = "shares"
# The colours of the day (tokens.css).
PAPER, INK, MUTED, SOIL, ON_SOIL = "#fbfcfa", "#10272a", "#43514e", "#0a2a2e", "#e8f0ee"
MARK_COLOURS = {
    "talk": "#1a6163",
    "div": "#4b6584",
    "drink": "#c46f1d",
    "coffee": "#8b7119",
    "mentor": "#8e3b52",
    "out": "#58792a",
    "lect": "#566561",
}
SHARP = 4  # marks are drawn larger and made smaller, so that their edges are soft
TITLE_SIZES_PX = (92, 80, 68, 58, 50)

type Font = ImageFont.FreeTypeFont


@dataclass(frozen=True)
class Hand:
    """How a line is written."""

    family: str
    size: int
    weight: int

    def font(self, *, is_extended: bool) -> Font:
        """Return the font of the plain or of the extended Latin letters."""
        return _font(self.family, is_extended, self.size, self.weight)


@dataclass(frozen=True)
class SharePicture:
    """What stands in one picture; every word as it is read."""

    title: str
    when: str
    where: str
    series: str
    mark: str
    community: str

    @property
    def name(self) -> str:
        """The name of its file: the same words, the same file."""
        words = json.dumps([VERSION, asdict(self)], sort_keys=True).encode()
        return hashlib.sha256(words).hexdigest()

    def content(self) -> bytes:
        """Return the picture as PNG, drawn the first time it is asked for."""
        path = Path(settings.MEDIA_ROOT) / FOLDER / f"{self.name}.png"
        try:
            return path.read_bytes()
        except FileNotFoundError:
            content = _drawn(self)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{id(content)}")
        unfinished.write_bytes(content)
        unfinished.replace(path)  # whoever draws the same at once leaves the same file
        return content


def _drawn(words: SharePicture) -> bytes:
    image = Image.new("RGB", (WIDTH_PX, HEIGHT_PX), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, GROUND_PX, WIDTH_PX, HEIGHT_PX), fill=SOIL)
    colour = MARK_COLOURS.get(words.mark, MARK_COLOURS["talk"])
    image.paste(colour, (MARGIN_PX, 84), _mark(words.mark, 40))
    strong, plain, serif = Hand(SANS, 36, 600), Hand(SANS, 32, 400), Hand(SERIF, 36, 420)
    _write(draw, (MARGIN_PX + 56, 82), words.series, strong, colour)
    hand, lines = _fitting(words.title)
    for number, line in enumerate(lines):
        _write(draw, (MARGIN_PX, TITLE_PX + number * hand.size * LEADING), line, hand, INK)
    _write(draw, (MARGIN_PX, WHEN_PX), words.when, strong, INK)
    _write(draw, (MARGIN_PX, WHEN_PX + 48), words.where, plain, MUTED)
    _write(draw, (MARGIN_PX, GROUND_PX + 28), words.community, serif, ON_SOIL)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _fitting(title: str) -> tuple[Hand, list[str]]:
    """Return the largest hand in which a title fits, and its lines; too long a one is cut."""
    for size in TITLE_SIZES_PX:
        hand = Hand(SERIF, size, 420)
        lines = _broken(title, hand)
        most = int((WHEN_PX - TITLE_PX - 8) / (size * LEADING))
        if len(lines) <= most:
            return hand, lines
    lines[most - 1] = f"{lines[most - 1].rstrip(' ,;:')}…"
    return hand, lines[:most]


def _broken(text: str, hand: Hand) -> list[str]:
    lines: list[str] = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if _width(longer, hand) <= WIDTH_PX - 2 * MARGIN_PX or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _write(
    draw: ImageDraw.ImageDraw, place: tuple[float, float], text: str, hand: Hand, colour: str
) -> None:
    """Write one line, cut where the picture ends."""
    left, top = place
    room = WIDTH_PX - left - MARGIN_PX
    shown = " ".join(text.split())
    while len(shown) > 1 and _width(shown, hand) > room:
        shown = f"{shown.rstrip('…')[:-1].rstrip()}…"
    for part, font in _runs(shown, hand):
        draw.text((left, top), part, font=font, fill=colour)
        left += font.getlength(part)


def _width(text: str, hand: Hand) -> float:
    return sum(font.getlength(part) for part, font in _runs(text, hand))


def _runs(text: str, hand: Hand) -> Iterator[tuple[str, Font]]:
    """Cut a text where one of the two font files ends and the other goes on."""
    for is_extended, letters in groupby(text, key=_needs_extension):
        yield "".join(letters), hand.font(is_extended=is_extended)


def _needs_extension(letter: str) -> bool:
    """Whether a letter stands in the file of the extended Latin letters."""
    code = ord(letter)
    return 0x100 <= code < 0x2000 and code not in {0x131, 0x152, 0x153, 0x2C6, 0x2DA, 0x2DC}


@cache
def _font(family: str, is_extended: bool, size: int, weight: int) -> Font:
    name = f"{family}-latin{'-ext' if is_extended else ''}-wght-normal.woff2"
    font = ImageFont.truetype(FONTS / name, size, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([weight])
    return font


def _mark(name: str, size: int) -> Image.Image:
    """Draw the mark of a series as a mask: the shapes of icons.svg, in a square of 16."""
    whole = size * SHARP
    mask = Image.new("L", (whole, whole), 0)
    draw, unit = ImageDraw.Draw(mask), whole / 16

    def ring(x: float, radius: float, thick: float) -> None:
        outer = (radius + thick / 2) * unit
        box = (x * unit - outer, 8 * unit - outer, x * unit + outer, 8 * unit + outer)
        draw.ellipse(box, outline=255, width=round(thick * unit))

    def disc(x: float, radius: float) -> None:
        box = ((x - radius) * unit, (8 - radius) * unit, (x + radius) * unit, (8 + radius) * unit)
        draw.ellipse(box, fill=255)

    if name == "div":
        ring(8, 5.7, 1.6)
        draw.pieslice((2.3 * unit, 2.3 * unit, 13.7 * unit, 13.7 * unit), -90, 90, fill=255)
    elif name == "drink":
        draw.polygon([(1.5 * unit, 2.5 * unit), (14.5 * unit, 2.5 * unit), (8 * unit, 14.5 * unit)],
                     fill=255)  # fmt: skip
    elif name == "coffee":
        ring(8, 5.3, 2.6)
    elif name == "mentor":
        disc(5.3, 4.3)
        ring(11, 4, 1.6)
    elif name == "out":
        for start, end in (
            ((8, 1), (8, 15)),
            ((1.9, 4.5), (14.1, 11.5)),
            ((1.9, 11.5), (14.1, 4.5)),
        ):
            points = [tuple(part * unit for part in point) for point in (start, end)]
            draw.line(points, fill=255, width=round(2.2 * unit))
    elif name == "lect":
        draw.rectangle((2 * unit, 2 * unit, 14 * unit, 14 * unit), fill=255)
    else:
        disc(8, 6.5)
    return mask.resize((size, size), Image.Resampling.LANCZOS)

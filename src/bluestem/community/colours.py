"""The community's own colours: what they do to contrast, and the tones made from them.

Figures are the contrast ratios of WCAG 2.2; 4.5 to 1 is what text needs.
"""

import re

NEEDED = 4.5
HEX = re.compile(r"#[0-9a-f]{6}")
PAPER = "#fbfcfa"  # --bg by day
NIGHT = "#0b1719"  # --bg by night
SOIL = "#0a2a2e"  # --soil, day and night
ON_BRAND_DAY = "#ffffff"
ON_BRAND_NIGHT = "#071c1f"
WHITE, BLACK = "#ffffff", "#000000"
NIGHT_STEPS = 20


def is_colour(text: str) -> bool:
    """Tell `#134d50` from anything else."""
    return HEX.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, other: str, share: float) -> str:
    """Return `colour` with a `share` (0 to 1) of `other` in it."""
    parts = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in parts)


def for_night(colour: str) -> str:
    """Return the colour as dark pages show it: as much lighter as text on soil and night needs."""
    for step in range(NIGHT_STEPS + 1):
        lighter = mixed(colour, WHITE, step / NIGHT_STEPS)
        grounds = (NIGHT, SOIL)
        if min(contrast(lighter, ground) for ground in grounds) >= NEEDED + 1:
            return lighter
    return WHITE


def weakest(colour: str) -> tuple[float, str]:
    """Return the lowest contrast the colour comes to in use, and where: "light" or "dark"."""
    night = for_night(colour)
    return min(
        (contrast(colour, PAPER), "light"),
        (contrast(colour, ON_BRAND_DAY), "light"),
        (contrast(night, NIGHT), "dark"),
        (contrast(night, SOIL), "dark"),
        (contrast(night, ON_BRAND_NIGHT), "dark"),
    )


def stylesheet(brand: str, accent: str) -> str:
    """Return the tokens that the community's colours replace; "" leaves the design's own."""
    lines = []
    if brand:
        night = for_night(brand)
        lines += [
            f"--link: light-dark({brand}, {night});",
            f"--link-line: light-dark({mixed(brand, WHITE, 0.5)}, {mixed(night, NIGHT, 0.4)});",
            f"--brand: light-dark({brand}, {night});",
            f"--brand-hover: light-dark({mixed(brand, BLACK, 0.3)}, {mixed(night, WHITE, 0.3)});",
            f"--on-brand: light-dark({ON_BRAND_DAY}, {ON_BRAND_NIGHT});",
            f"--brand-wash: light-dark({mixed(brand, PAPER, 0.93)}, {mixed(night, NIGHT, 0.88)});",
            f"--brand-line: light-dark({mixed(brand, PAPER, 0.7)}, {mixed(night, NIGHT, 0.65)});",
        ]
    if accent:
        night = for_night(accent)
        lines += [
            f"--accent: light-dark({accent}, {night});",
            f"--accent-ink: light-dark({accent}, {night});",
            f"--accent-wash: light-dark({mixed(accent, PAPER, 0.93)}, "
            f"{mixed(night, NIGHT, 0.88)});",
            f"--accent-line: light-dark({mixed(accent, PAPER, 0.6)}, {mixed(night, NIGHT, 0.6)});",
        ]
    tokens = "\n".join(f"    {line}" for line in lines)
    return f"@layer tokens {{\n  :root {{\n{tokens}\n  }}\n}}\n" if lines else ""


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

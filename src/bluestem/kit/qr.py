"""QR codes as SVG inside the page: no picture to fetch, sharp at any size."""

from functools import lru_cache

import segno
from django.utils.safestring import SafeString, mark_safe

QUIET_ZONE = 4  # light modules around it; the standard asks for four


@lru_cache(maxsize=512)
def qr_code(text: str) -> SafeString:
    """Draw a QR code; dark on light in both schemes, because some readers know no other."""
    drawn = segno.make_qr(text, error="m").svg_inline(
        omitsize=True, border=QUIET_ZONE, dark="#000", light="#fff", svgclass="qr", lineclass=None
    )
    # segno draws with numbers alone: nothing of the text stands in the SVG.
    return mark_safe(drawn)  # noqa: S308

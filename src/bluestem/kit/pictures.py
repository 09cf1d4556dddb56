"""Pictures that people upload: read with care, drawn anew, without anything a camera wrote in."""

import io
import warnings
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from bluestem.kit.errors import Refusal

FORMATS = ("JPEG", "PNG", "WEBP")
MEDIA_TYPE, ENDING = "image/webp", "webp"
MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 40_000_000  # a file of a few kilobytes can claim billions
LEAST_SIDE_PX, LONGEST_SIDE_PX = 200, 2000
QUALITY = 82


class NoPicture(Refusal):
    """The file is no picture that can be kept; says what was found and what is wanted."""

    def __init__(self, found: str) -> None:
        super().__init__(
            _("This picture cannot be taken: %(found)s. Take a JPEG, PNG or WebP file.")
            % {"found": found}
        )


@dataclass(frozen=True)
class Drawn:
    """A picture drawn anew."""

    content: bytes
    width_px: int
    height_px: int


def redrawn(file: IO[bytes], size_bytes: int) -> Drawn:
    """Return a picture turned upright, made no larger than is shown, with its colours alone.

    Raises: NoPicture.
    """
    if size_bytes > MOST_BYTES:
        raise NoPicture(_("it has more than %(size)d MB") % {"size": MOST_BYTES // 2**20})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _draw(file)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NoPicture(_too_many_pixels()) from None
    except UnidentifiedImageError:
        raise NoPicture(_("it is none, or of another kind")) from None
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError):
        raise NoPicture(_("it is damaged")) from None


def _draw(file: IO[bytes]) -> Drawn:
    file.seek(0)
    with Image.open(file, formats=FORMATS) as found:
        # The size stands in the first bytes; nothing has been unpacked yet.
        if found.width * found.height > MOST_PIXELS:
            raise NoPicture(_too_many_pixels())
        if min(found.size) < LEAST_SIDE_PX:
            raise NoPicture(
                _("its shorter side has less than %(size)d pixels") % {"size": LEAST_SIDE_PX}
            )
        found.draft("RGB", (LONGEST_SIDE_PX, LONGEST_SIDE_PX))
        found.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
        coloured = ImageOps.exif_transpose(found).convert("RGBA")
    # A new canvas knows nothing of place, camera or thumbnail; what was clear becomes white.
    canvas = Image.new("RGB", coloured.size, "white")
    canvas.paste(coloured, mask=coloured.getchannel("A"))
    out = io.BytesIO()
    canvas.save(out, "WEBP", quality=QUALITY)
    return Drawn(out.getvalue(), *canvas.size)


def _too_many_pixels() -> str:
    return _("it has more than %(count)d million pixels") % {"count": MOST_PIXELS // 1_000_000}

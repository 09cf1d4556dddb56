"""Send a stored file, whole or in the part that was asked for (RFC 9110, section 14).

Who may have it is decided before, by the view, at every request. One range at a time: players ask
for nothing else, and whoever asks for several is given the whole file, as the standard allows.
"""

import re
from typing import Any, Protocol

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

ONE_RANGE = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.IGNORECASE | re.ASCII)
# A player asks for "everything from here" and then reads slowly, which would keep a thread of the
# server busy for as long as the talk lasts. A shorter answer is allowed: it asks for the next one.
PIECE_BYTES = 4 * 1024 * 1024


class StoredFile(Protocol):
    """What is sent: a file of the storage."""

    @property
    def size(self) -> int: ...

    def open(self, mode: str = ...) -> Any: ...


class Piece:
    """The bytes of a file from `first` to `last`, for a response that streams."""

    def __init__(self, file: Any, first: int, last: int) -> None:
        file.seek(first)
        self.file, self.left = file, last - first + 1

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes of the piece, none at its end."""
        data: bytes = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(data)
        return data

    def close(self) -> None:
        """Close the file below."""
        self.file.close()


def send_file(
    request: HttpRequest,
    file: StoredFile,
    *,
    media_type: str,
    etag: str,
    name: str,
    cache: str = "private, no-store",
) -> HttpResponseBase:
    """Answer GET and HEAD with a file: 200, 206, 304 or 416.

    `etag` is quoted and changes with the content; `name` is what a download is called.
    """
    size = file.size
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": etag,
        "Cache-Control": cache,
        "Content-Type": media_type,
        "Content-Disposition": content_disposition_header(False, name) or "inline",
        "X-Content-Type-Options": "nosniff",
    }
    if _is_known(request, etag):
        del headers["Content-Type"]
        return HttpResponse(status=304, headers=headers)
    if request.method == "HEAD":
        return HttpResponse(headers=headers | {"Content-Length": str(size)})
    asked = _asked(request, etag)
    if asked is None:
        return _answer(Piece(file.open("rb"), 0, size - 1), size, headers)
    first, last = _resolved(asked, size)
    if first > last:
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return _answer(Piece(file.open("rb"), first, last), last - first + 1, headers, status=206)


def _answer(
    piece: Piece, length: int, headers: dict[str, str], *, status: int = 200
) -> FileResponse:
    response = FileResponse(piece, status=status, content_type=headers["Content-Type"])
    for name, value in headers.items():
        response[name] = value
    response["Content-Length"] = str(length)
    return response


def _is_known(request: HttpRequest, etag: str) -> bool:
    said = request.headers.get("If-None-Match", "")
    return said.strip() == "*" or etag in (tag.strip() for tag in said.split(","))


def _asked(request: HttpRequest, etag: str) -> tuple[str, str] | None:
    """Return the two numbers of the one range that was asked for; None: the whole file.

    What cannot be read is as if it was not said. `If-Range` with another version of the file, or
    with a date, which no answer of ours carries, asks for the whole of the present one.
    """
    found = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if found is None or request.headers.get("If-Range", etag).strip() != etag:
        return None
    first, last = found.groups()
    if not (first or last) or (first and last and int(first) > int(last)):
        return None
    return first, last


def _resolved(asked: tuple[str, str], size: int) -> tuple[int, int]:
    """Return the first and the last byte; the last before the first where there is none to send."""
    first_said, last_said = asked
    if not first_said:
        length = int(last_said)
        first, last = (max(size - length, 0), size - 1) if length else (size, size - 1)
    else:
        first = int(first_said)
        last = min(int(last_said) if last_said else size - 1, size - 1)
    return first, min(last, first + PIECE_BYTES - 1)

"""Large files on their way in: written to disk as they arrive, up to a limit, never held in memory.

Django chooses where an upload goes before a view can say anything, because the protection against
forged forms reads the form first. A view with `@takes_large_file(most_bytes)` has its say before.
"""

import functools
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

View = Callable[..., HttpResponse]
ARRIVING = "arriving"


class ArrivingFile(UploadedFile):  # type: ignore[type-arg]  # no generic at run time
    """An upload in a file beside the place where it will stay, so that keeping it is a renaming."""

    def __init__(self, name: str, content_type: str, charset: str | None, extra: Any) -> None:
        folder = Path(settings.MEDIA_ROOT) / ARRIVING
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.arriving = tempfile.NamedTemporaryFile(dir=folder)  # noqa: SIM115  # closed below
        super().__init__(self.arriving, name, content_type, 0, charset, extra)

    def temporary_file_path(self) -> str:
        """Return where the storage finds it."""
        return str(self.arriving.name)

    def close(self) -> None:
        """Close it; kept by a storage, it is no longer where it was."""
        with suppress(FileNotFoundError):
            self.arriving.close()


class LimitedHandler(FileUploadHandler):
    """Write uploads to disk; past the limit read on and keep nothing, so that a page can answer."""

    def __init__(self, request: HttpRequest, most_bytes: int) -> None:
        super().__init__(request)
        self.most_bytes = most_bytes

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.arriving = ArrivingFile(
            self.file_name or "", self.content_type or "", self.charset, self.content_type_extra
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > self.most_bytes:
            self.arriving.close()
            self.request.is_upload_too_large = True  # type: ignore[union-attr]
            raise StopUpload
        self.arriving.write(raw_data)

    def file_complete(self, file_size: int) -> ArrivingFile:
        self.arriving.seek(0)
        self.arriving.size = file_size
        return self.arriving

    def upload_interrupted(self) -> None:
        """Forget what came of an upload that broke off."""
        if hasattr(self, "arriving"):
            self.arriving.close()


def takes_large_file(most_bytes: int) -> Callable[[View], View]:
    """Let a view take one file up to a size; `is_too_large(request)` says that it was larger."""

    def decorate(view: View) -> View:
        protected = csrf_protect(view)

        @functools.wraps(view)
        def with_limit(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.upload_handlers = [LimitedHandler(request, most_bytes)]
            return protected(request, *args, **kwargs)

        # Protected one layer further in, after the handler is in its place.
        return csrf_exempt(with_limit)

    return decorate


def is_too_large(request: HttpRequest) -> bool:
    """Whether an upload of this request was cut off at the limit; reads the form."""
    return bool(request.FILES is not None and getattr(request, "is_upload_too_large", False))

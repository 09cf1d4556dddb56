"""The row of an import in the browser; each room that takes lists has a table of it."""

import base64
import json
import uuid
import zlib
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from bluestem.kit.fields import EncryptedTextField

AT_ONCE_BYTES = 300_000  # some thousand rows are read while the page waits; more as a task
MAX_ATTEMPTS = 3


class RunState(models.TextChoices):
    CHECKING = "checking", _("Being read")
    READY = "ready", _("Waiting for you")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Not imported")


class ImportRun(models.Model):
    """A list that somebody uploaded, from the upload to the result.

    File and result hold people's data: both are encrypted, and the file goes as soon as it is
    imported, or after a day. The room's table adds who started it.
    """

    State = RunState
    UNDER_WAY = (RunState.CHECKING, RunState.IMPORTING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=16, choices=RunState, default=RunState.CHECKING)
    language = models.CharField(max_length=8)  # of the words in its result
    file_name = models.CharField(max_length=200)
    packed_file = EncryptedTextField(blank=True, default="")
    file_bytes = models.PositiveIntegerField(default=0)
    about_rows = models.PositiveIntegerField(default=0)  # a guess from line ends, for the progress
    columns = models.JSONField(default=list)  # the headings
    fields = models.JSONField(default=list)  # what each column is read as; empty: left out
    part = models.CharField(max_length=16, blank=True)
    rows_done = models.PositiveIntegerField(default=0)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    packed_result = EncryptedTextField(blank=True, default="")  # JSON: Result, and its first rows
    uploaded_at = models.DateTimeField()
    asked_at = models.DateTimeField()  # of the check or import that is under way
    moved_at = models.DateTimeField()  # when it was last seen working

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["state", "moved_at"])]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def content(self) -> bytes:
        """The uploaded file's bytes; empty once it is removed."""
        return zlib.decompress(base64.b85decode(self.packed_file)) if self.packed_file else b""

    @content.setter
    def content(self, content: bytes) -> None:
        self.packed_file = base64.b85encode(zlib.compress(content, 6)).decode()
        self.file_bytes = len(content)
        self.about_rows = content.count(b"\n") or content.count(b"\r")

    @property
    def result(self) -> dict[str, Any]:
        """What the last check or import found."""
        stored: dict[str, Any] = json.loads(self.packed_result) if self.packed_result else {}
        return stored

    @result.setter
    def result(self, result: dict[str, Any]) -> None:
        self.packed_result = json.dumps(result)

    @property
    def is_small(self) -> bool:
        """Whether the page can wait for it."""
        return self.file_bytes <= AT_ONCE_BYTES

    @property
    def is_under_way(self) -> bool:
        """Whether work on it is still to come."""
        return self.state in self.UNDER_WAY

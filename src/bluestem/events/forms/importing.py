"""Uploading a list of events, and saying which column is which."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bluestem.events.imports.columns import EVENTS
from bluestem.kit.imports import forms as kit


def publishing_field() -> forms.BooleanField:
    """Whether the events are published."""
    return forms.BooleanField(
        label=_("Publish these events"),
        help_text=_(
            "What is over goes to the archive, what is coming can be registered for. Otherwise "
            "new events are drafts. Nobody is written to in either case."
        ),
        required=False,
    )


class UploadForm(kit.UploadForm):
    """A list or a calendar of events."""

    command = "bluestem import events"
    is_publishing = publishing_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Your list or calendar")
        self.fields["file"].help_text = _(
            "A calendar as .ics, or CSV, TSV or XLSX with a heading line in English or French; "
            "up to 12 MB."
        )


class ColumnsForm(kit.ColumnsForm):
    """Each column of a list of events."""

    of = EVENTS
    is_publishing = publishing_field()

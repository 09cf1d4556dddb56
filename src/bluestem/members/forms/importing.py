"""Uploading a list of people, and saying which column is which."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bluestem.kit.imports import forms as kit
from bluestem.members.imports.columns import PEOPLE


def complete_field() -> forms.BooleanField:
    """Whether the list holds everybody."""
    return forms.BooleanField(
        label=_("This list holds every member"),
        help_text=_("Then you see who is missing from it, and may end those memberships."),
        required=False,
    )


class UploadForm(kit.UploadForm):
    """A list of people."""

    command = "bluestem import members"
    is_complete = complete_field()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Your list")
        self.fields["file"].help_text = _(
            "CSV, TSV or XLSX with a heading line, or a plain list of addresses; up to 12 MB. "
            "Headings may be in English or French."
        )


class ColumnsForm(kit.ColumnsForm):
    """Each column of a list of people."""

    of = PEOPLE
    is_complete = complete_field()

"""Uploading a list, and saying which column is which."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bluestem.kit.forms import Form
from bluestem.members.imports.columns import EVERY_FIELD, LABELS, NOTHING

MAX_UPLOAD_BYTES = 12 * 1024 * 1024

COMPLETE_WORDS = _("This list holds every member")
COMPLETE_HINT = _("Then you see who is missing from it, and may end those memberships.")


class UploadForm(Form):
    """A list of people."""

    file = forms.FileField(
        label=_("Your list"),
        help_text=_(
            "CSV, TSV or XLSX with a heading line, or a plain list of addresses; up to 12 MB. "
            "Headings may be in English or French."
        ),
        error_messages={
            "required": _("Choose the file that holds the list."),
            "missing": _("Choose the file that holds the list."),
            "empty": _("The file is empty. Choose the one that holds the list."),
        },
    )
    is_complete = forms.BooleanField(label=COMPLETE_WORDS, help_text=COMPLETE_HINT, required=False)

    def clean_file(self) -> Any:
        """Refuse what is too large for a browser's upload."""
        uploaded = self.cleaned_data["file"]
        if uploaded.size > MAX_UPLOAD_BYTES:
            raise forms.ValidationError(
                _("The file has %(size)d MB; 12 MB is the most. Use `bluestem import members`.")
                % {"size": uploaded.size // 1024 // 1024}
            )
        return uploaded


class ColumnsForm(Form):
    """Each column of a list: which field it is, or that it is left out."""

    marks_optional = False

    def __init__(self, *args: Any, columns: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(NOTHING, _("Leave out")), *((field, LABELS[field]) for field in EVERY_FIELD)]
        for place, heading in enumerate(columns):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=heading or str(place + 1), choices=choices, required=False
            )
        self.fields["is_complete"] = forms.BooleanField(
            label=COMPLETE_WORDS, help_text=COMPLETE_HINT, required=False
        )
        self.column_names = [f"column_{place}" for place in range(len(columns))]

    @property
    def column_fields(self) -> list[forms.BoundField]:
        """The choices, one for each column."""
        return [self[name] for name in self.column_names]

    @property
    def chosen(self) -> list[str]:
        """The field of each column."""
        return [self.cleaned_data[name] for name in self.column_names]

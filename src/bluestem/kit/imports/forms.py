"""Uploading a list, and saying which column is which."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bluestem.kit.forms import Form
from bluestem.kit.imports.columns import NOTHING, Fields

MAX_UPLOAD_BYTES = 12 * 1024 * 1024


class UploadForm(Form):
    """A file with a list; the room says with `command` what takes larger ones."""

    command = ""
    file = forms.FileField(
        error_messages={
            "required": _("Choose the file that holds the list."),
            "missing": _("Choose the file that holds the list."),
            "empty": _("The file is empty. Choose the one that holds the list."),
        },
    )

    def clean_file(self) -> Any:
        """Refuse what is too large for a browser's upload."""
        uploaded = self.cleaned_data["file"]
        if uploaded.size > MAX_UPLOAD_BYTES:
            raise forms.ValidationError(
                _("The file has %(size)d MB; 12 MB is the most. Use `%(command)s`.")
                % {"size": uploaded.size // 1024 // 1024, "command": self.command}
            )
        return uploaded


class ColumnsForm(Form):
    """Each column of a list: which field it is, or that it is left out."""

    marks_optional = False
    of: Fields

    def __init__(self, *args: Any, columns: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(NOTHING, _("Leave out")), *self.of.labels.items()]
        own = list(self.fields.items())
        self.fields.clear()
        for place, heading in enumerate(columns):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=heading or str(place + 1), choices=choices, required=False
            )
        self.fields.update(own)
        self.column_names = [f"column_{place}" for place in range(len(columns))]

    @property
    def column_fields(self) -> list[forms.BoundField]:
        """The choices, one for each column."""
        return [self[name] for name in self.column_names]

    @property
    def chosen(self) -> list[str]:
        """The field of each column."""
        return [self.cleaned_data[name] for name in self.column_names]

    @property
    def further(self) -> dict[str, Any]:
        """What else was said about the list."""
        names = set(self.column_names)
        return {name: said for name, said in self.cleaned_data.items() if name not in names}

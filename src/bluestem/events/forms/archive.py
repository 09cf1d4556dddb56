"""What organisers bring after an event: recordings, subtitles, notes, pictures."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluestem.events.actions.recordings import MOST_BYTES
from bluestem.events.errors import RecordingTooLarge
from bluestem.events.forms.fields import SeenField
from bluestem.events.models import Picture, Recording
from bluestem.kit.forms import Form, RadioCards
from bluestem.kit.webvtt import MOST_BYTES as MOST_SUBTITLE_BYTES

LONGEST_NOTES = 20_000
# In their own words: whoever looks for her language reads it.
SPOKEN = [
    ("en", "English"),
    ("fr", "Français"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("it", "Italiano"),
    ("pt", "Português"),
]


class RecordingForm(Form):
    """A file of a talk."""

    title = forms.CharField(
        label=_("Title"),
        max_length=150,
        required=False,
        help_text=_("Only where there are several: “First part”."),
    )
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": "video/*,audio/*"}),
    )

    def __init__(self, *args: Any, is_too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_too_large = is_too_large
        self.fields["file"].required = not is_too_large
        # Said here, in the reader's language: a lazy text with a number in it is spoken at import.
        self.fields["file"].help_text = gettext(
            "MP4, WebM, MP3, M4A, Ogg or WAV, up to %(size)d GB."
        ) % {"size": MOST_BYTES // 2**30}

    def clean(self) -> dict[str, Any]:
        """Say that a file was cut off at the limit, instead of that there was none."""
        if self.is_too_large:
            self.add_error("file", str(RecordingTooLarge(MOST_BYTES)))
        return super().clean() or self.cleaned_data


class PublishForm(Form):
    """For whom a recording is, and whether everybody in it agreed where no speaker is known."""

    marks_optional = False
    audience = forms.ChoiceField(
        label=_("For whom"),
        choices=Recording.Audience.choices,
        initial=Recording.Audience.MEMBERS,
        widget=RadioCards(attrs={"class": "min-8"}),
    )
    everyone_agreed = forms.BooleanField(
        label=_("Everybody who is heard or seen in it agreed"), required=False
    )

    def __init__(self, *args: Any, has_speakers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_speakers:
            del self.fields["everyone_agreed"]


class SubtitlesForm(Form):
    """The words of a recording in one language."""

    language = forms.ChoiceField(label=_("Language"), choices=SPOKEN)
    file = forms.FileField(
        label=_("Subtitles"),
        help_text=_("A WebVTT file (.vtt)."),
        widget=forms.FileInput(attrs={"accept": ".vtt,text/vtt"}),
    )

    def clean_file(self) -> Any:
        """Refuse at once what is no subtitles, before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_SUBTITLE_BYTES:
            raise forms.ValidationError(
                _("These subtitles are larger than %(size)d MB."),
                params={"size": MOST_SUBTITLE_BYTES // 2**20},
            )
        return file


class NotesForm(Form):
    """What was said, as Markdown."""

    seen = SeenField(required=False)
    notes_en = forms.CharField(
        label=_("Notes in English"),
        required=False,
        max_length=LONGEST_NOTES,
        widget=forms.Textarea(attrs={"rows": 14, "lang": "en"}),
        help_text=_("Markdown: **bold**, - lists, [words](https://address)."),
    )
    notes_fr = forms.CharField(
        label=_("Notes in French"),
        required=False,
        max_length=LONGEST_NOTES,
        widget=forms.Textarea(attrs={"rows": 14, "lang": "fr"}),
    )


class PictureForm(Form):
    """What is said of a picture, and what the people in it said."""

    description_en = forms.CharField(
        label=_("Description in English"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"lang": "en"}),
        help_text=_("What somebody would tell a friend on the phone. One language is enough."),
    )
    description_fr = forms.CharField(
        label=_("Description in French"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"lang": "fr"}),
    )
    consent = forms.ChoiceField(
        label=_("Did the people you can recognise agree?"),
        choices=Picture.Consent.choices,
        required=False,
        help_text=_("Only pictures with a yes are shown. Where nobody can be recognised: yes."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a description."""
        said = super().clean() or self.cleaned_data
        if not (said.get("description_en") or said.get("description_fr")):
            self.add_error(
                "description_en", _("Say what the picture shows, in one language at least.")
            )
        return said


class NewPictureForm(PictureForm):
    """A picture with what is said of it."""

    file = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG or WebP. Place and camera are taken out of it."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    field_order = ("file", "description_en", "description_fr", "consent")

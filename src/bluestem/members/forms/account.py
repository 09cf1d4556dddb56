"""Forms of the way in and of a member's own settings."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from bluestem.kit.forms import Form
from bluestem.members.forms.joining import AddressField, check_domain, languages
from bluestem.members.models import Member, normal_address

CODE_LENGTH = 8


class SignInForm(Form):
    """An address, whoever it belongs to."""

    address = AddressField(
        label=_("Email address"),
        help_text=_("The address you are registered with."),
        attrs={"autocomplete": "username"},
    )
    next = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def clean_next(self) -> str:
        """Return the page to go on to; one that is no text is left out."""
        return str(self.cleaned_data.get("next") or "")


class CodeForm(Form):
    """Eight digits; spaces and dashes that came along with pasting do no harm."""

    code = forms.CharField(
        label=_("Code"),
        max_length=64,
        widget=forms.TextInput(
            attrs={"class": "otp", "inputmode": "numeric", "autocomplete": "one-time-code"}
        ),
        error_messages={"required": _("Type the eight digits from the mail.")},
    )

    def clean_code(self) -> str:
        """Return the digits. Any script's digits are digits; letters are quoted back."""
        typed = self.cleaned_data["code"]
        kept = "".join(
            character
            for character in unicodedata.normalize("NFKC", typed)
            if not character.isspace() and unicodedata.category(character) not in {"Pd", "Cf"}
        )
        if not (kept.isascii() and kept.isdigit() and len(kept) == CODE_LENGTH):
            raise forms.ValidationError(
                gettext("“%(typed)s” is not eight digits. Copy the code from the latest mail.")
                % {"typed": typed}
            )
        return kept

    def refuse(self, tries_left: int) -> None:
        """Say that the code was not the one that was sent."""
        self.add_error(
            "code",
            ngettext(
                "That is not the code of the latest mail. Compare it once more; one try is left.",
                "That is not the code of the latest mail. Compare it once more; "
                "%(count)d tries are left.",
                tries_left,
            )
            % {"count": tries_left},
        )


class LanguageForm(Form):
    """The language of pages and mails."""

    language = forms.ChoiceField(label=_("Language of pages and mails"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = languages()


class AddressForm(Form):
    """Another address for a member."""

    address = AddressField(
        label=_("New email address"),
        help_text=_("We write to it; nothing changes before you follow the link in that mail."),
        attrs={"autocomplete": "email"},
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_address(self) -> str:
        """Refuse the address she has, and domains that the community does not welcome."""
        address: str = check_domain(self.cleaned_data["address"])
        if normal_address(address) == self.member.address:
            raise forms.ValidationError(
                gettext("“%(address)s” is your address already.") % {"address": address}
            )
        return address


class EraseForm(Form):
    """A deliberate tick before what cannot be undone."""

    is_sure = forms.BooleanField(
        label=_("I know that this cannot be undone"),
        error_messages={"required": _("Tick the box if you are sure.")},
    )

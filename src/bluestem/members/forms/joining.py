"""The form for joining, and what it shares with the settings."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from bluestem.community.queries import the_community
from bluestem.kit.forms import CheckboxCards, Form, RadioCards
from bluestem.members.models import Department, normal_address
from bluestem.members.queries.account import lists_to_join


class AddressField(forms.EmailField):
    """An address in its one spelling; a wrong one is quoted back."""

    def __init__(self, *, attrs: dict[str, str] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 254)
        kwargs.setdefault("widget", forms.EmailInput(attrs=attrs or {}))
        super().__init__(**kwargs)
        self.error_messages["required"] = _("Write your email address.")

    def run_validators(self, value: Any) -> None:
        """Say what was found and what an address looks like, in one sentence."""
        try:
            super().run_validators(value)
        except forms.ValidationError:
            shown = str(value).replace("\0", "")
            shown = shown if len(shown) <= 60 else f"{shown[:57]}…"
            raise forms.ValidationError(
                gettext("“%(found)s” is not an email address. Write one like name@example.org.")
                % {"found": shown}
            ) from None

    def clean(self, value: Any) -> str:
        """Return the one spelling under which an address is stored."""
        return normal_address(super().clean(value))


def check_domain(address: str) -> str:
    """Return the address. Raises: ValidationError, which names the domains that are welcome."""
    domains = [str(domain).lower().lstrip("@") for domain in the_community().address_domains]
    if not domains or address.rpartition("@")[2] in domains:
        return address
    raise forms.ValidationError(
        gettext(
            "“%(address)s” is at another domain. Welcome are addresses at %(domains)s; "
            "if you have none, write to the steering committee."
        )
        % {"address": address, "domains": ", ".join(domains)}
    )


def languages() -> list[tuple[str, str]]:
    """Return the community's languages with their own names."""
    codes = the_community().languages
    return [(code, name) for code, name in settings.LANGUAGES if code in codes]


class JoiningForm(Form):
    """What somebody tells us who wants to join."""

    address = AddressField(
        label=_("Email address"),
        help_text=_("We send one mail to it, to see that it is yours."),
        attrs={"autocomplete": "email"},
    )
    name = forms.CharField(
        label=_("Name"),
        help_text=_("As colleagues know you. Other members see it; you can change that later."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    department = forms.ChoiceField(
        label=_("Department"),
        help_text=_("So that we know where we are few. Other members see it."),
        required=False,
    )
    language = forms.ChoiceField(
        label=_("Language of pages and mails"), widget=RadioCards(attrs={"class": "min-8"})
    )
    lists = forms.MultipleChoiceField(
        label=_("What we may send you"),
        help_text=_("Each mail has a link that stops it."),
        required=False,
        widget=CheckboxCards,
    )
    consent = forms.BooleanField(
        label=_("I want to be a member, and agree that my details are kept for this"),
        error_messages={"required": _("Without this yes we may not keep your details.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        initial = kwargs.setdefault("initial", {})
        initial.setdefault("language", get_language())
        super().__init__(*args, **kwargs)
        offered = lists_to_join()
        lists, language, department = (
            self.fields[name] for name in ("lists", "language", "department")
        )
        assert isinstance(lists, forms.MultipleChoiceField)
        lists.choices = [(each.slug, each.name) for each in offered]
        assert isinstance(lists.widget, CheckboxCards)
        lists.widget.hints = {each.slug: each.about for each in offered}
        initial.setdefault("lists", [each.slug for each in offered if each.is_default])
        assert isinstance(language, forms.ChoiceField)
        language.choices = languages()
        assert isinstance(department, forms.ChoiceField)
        department.choices = [("", "–")] + [
            (each.code, each.name) for each in Department.objects.all()
        ]

    def clean_address(self) -> str:
        """Refuse a domain that the community does not welcome; nothing else is looked at."""
        return check_domain(self.cleaned_data["address"])

    def clean_name(self) -> str:
        """Return the name on one line."""
        return " ".join(self.cleaned_data["name"].split())

"""What the tests of the way in and out share."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from bluestem.audit.actors import SYSTEM
from bluestem.kit.mail_look import render_text
from bluestem.mailroom import contexts
from bluestem.mailroom.letters import letter_named
from bluestem.mailroom.models import Delivery
from bluestem.members import actions
from bluestem.members.models import AddressChange, Joining, SignInRequest

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
KEYS = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def run_tasks() -> None:
    """Do what the worker does with joinings, sign-in requests and address changes."""
    for joining in Joining.objects.filter(answered_at=None):
        actions.answer_joining(actor=SYSTEM, joining=joining)
    for request in SignInRequest.objects.filter(answered_at=None):
        actions.answer_sign_in(actor=SYSTEM, request=request)
    for change in AddressChange.objects.filter(answered_at=None):
        actions.answer_address_change(actor=SYSTEM, change=change)


def letters_to(address: str) -> list[str]:
    """The names of the letters to an address, oldest first."""
    return [
        name.removeprefix("members.")
        for name in Delivery.objects.filter(address=address)
        .order_by("mailing__created_at", "id")
        .values_list("mailing__letter", flat=True)
    ]


def context_of(address: str) -> dict[str, Any]:
    """What the latest letter to an address was given."""
    latest = Delivery.objects.filter(address=address).order_by("id").last()
    assert latest is not None, f"no letter to {address}"
    return contexts.unpack(latest.mailing.context)


def text_of(address: str) -> str:
    """The text of the latest letter to an address."""
    from bluestem.community.queries import the_community

    latest = Delivery.objects.filter(address=address).order_by("id").last()
    assert latest is not None, f"no letter to {address}"
    with translation.override(latest.language):
        return render_text(
            f"{letter_named(latest.mailing.letter).template}.txt",
            {
                **contexts.unpack(latest.mailing.context),
                "community": the_community(),
                "language": latest.language,
            },
        )


def path_in(address: str) -> str:
    """The path behind the button of the latest letter."""
    found: str = context_of(address)["button_address"]
    return found.removeprefix("http://127.0.0.1:8000")


def code_for(address: str) -> str:
    """Let the worker run and return the code of the latest letter."""
    run_tasks()
    found: str = context_of(address)["code"]
    return found


def sign_in(client: Client, address: str, next_address: str = "") -> HttpResponse:
    """Walk the whole way in."""
    client.post("/sign-in", {"address": address, "next": next_address})
    return client.post("/sign-in/code", {"code": code_for(address)})  # type: ignore[return-value]


def plain(response: Any, address: str) -> tuple[int, dict[str, str], bytes]:
    """What is left of an answer once tokens and the typed address are taken out."""
    headers = {
        name: re.sub(r"nonce-[\w-]+", "", value)
        for name, value in response.headers.items()
        if name not in {"Date", "Expires", "Content-Length"}
    }
    body = response.content.replace(address.encode(), b"ADDRESS")
    return response.status_code, headers, KEYS.sub(b"KEY", TOKEN.sub(b"TOKEN", body))

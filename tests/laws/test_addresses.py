"""Every address × method × person of the cast, from what each view declares."""

from collections.abc import Callable, Mapping

import pytest
from django.test import Client

from bluestem.front.addresses import Address, addresses
from bluestem.kit import audience
from bluestem.members.models import Member

PERSONS = ("ada", "ben", "cleo", "eve", "fay", "gus", "hanna", "ines", "jo", "kim")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# Signs out, or answers with the reader's own language; each has tests of its own.
LEFT_OUT = {"members:sign_out"}


@pytest.fixture
def table(cast: dict[str, Member]) -> list[Address]:
    return addresses()


def test_every_view_declares_an_audience(table: list[Address]) -> None:
    assert [address.name or address.pattern for address in table if not address.audience] == []
    for address in table:
        assert set(address.audience) <= audience.AUDIENCES, address.pattern


def test_every_address_names_its_methods_and_an_example(table: list[Address]) -> None:
    for address in table:
        assert address.methods, address.pattern
        assert address.example.startswith("/"), address.pattern


def test_address_times_method_times_person_is_what_was_declared(
    table: list[Address], cast: Mapping[str, Member], client_of: Callable[[Member], Client]
) -> None:
    """Whoever is not meant meets the sign-in page (visitors) or a missing page (members)."""
    clients: dict[str, Client] = {name: client_of(cast[name]) for name in PERSONS}
    wrong = []
    for address in table:
        if address.name in LEFT_OUT or audience.EVERYONE in address.audience:
            continue
        for method in METHODS:
            for person, browser in {"dov": Client(), **clients}.items():
                hers = cast[person].audiences if person in cast else frozenset({audience.EVERYONE})
                may = bool(hers & set(address.audience))
                status = browser.generic(method, address.example).status_code
                if not may and status not in ({302} if person in {"dov", "kim"} else {404}):
                    wrong.append((address.example, method, person, status))
                if may and status >= 500:
                    wrong.append((address.example, method, person, status))
                if may and method not in address.methods and status not in {404, 405}:
                    wrong.append((address.example, method, person, status))
    assert wrong == []


def test_public_addresses_answer_every_method_without_a_fault(table: list[Address]) -> None:
    for address in table:
        if audience.EVERYONE not in address.audience:
            continue
        for method in METHODS:
            assert Client().generic(method, address.example).status_code < 500, (
                address.example,
                method,
            )


def test_view_without_declaration_is_refused(cast: dict[str, Member]) -> None:
    from django.core.exceptions import ImproperlyConfigured
    from django.http import HttpResponse
    from django.test import RequestFactory

    from bluestem.members.middleware import AudienceMiddleware

    request = RequestFactory().get("/")
    request.user = cast["ben"]
    with pytest.raises(ImproperlyConfigured):
        AudienceMiddleware(lambda _: HttpResponse()).process_view(request, lambda _: HttpResponse())

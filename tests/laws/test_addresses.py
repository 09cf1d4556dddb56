"""Every address × method × person of the cast, from what each view declares."""

from collections.abc import Callable, Mapping

import pytest
from django.db import transaction
from django.test import Client

from bluestem.front.addresses import Address, addresses
from bluestem.kit import audience
from bluestem.members.models import Member

PERSONS = ("ada", "ben", "cleo", "eve", "fay", "gus", "hanna", "ines", "jo", "kim")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


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


# Its GET uses the link up, so a look without reading must not be one.
GET_ALONE = {"members:sign_in_once"}


def test_every_page_answers_head_as_it_answers_get(table: list[Address]) -> None:
    """A look without reading is as good as reading: link checkers and caches ask with HEAD."""
    for address in table:
        if address.name in GET_ALONE:
            assert "HEAD" not in address.methods
        elif "GET" in address.methods:
            assert "HEAD" in address.methods, address.pattern
            get, head = (answer_of(method, address.example, {}) for method in ("GET", "HEAD"))
            assert get == head, address.pattern


def answer_of(method: str, address: str, cookies: Mapping[str, str]) -> int:
    """Ask once with somebody's cookies, and undo whatever it did."""
    browser = Client()
    for name, value in cookies.items():
        browser.cookies[name] = value
    with transaction.atomic():
        status = browser.generic(method, address).status_code
        transaction.set_rollback(True)
    return int(status)


@pytest.mark.once
def test_address_times_method_times_person_is_what_was_declared(
    table: list[Address], cast: Mapping[str, Member], client_of: Callable[[Member], Client]
) -> None:
    """Whoever is not meant meets the sign-in page (visitors) or a missing page (members)."""
    signed_in = {
        name: {key: morsel.value for key, morsel in client_of(cast[name]).cookies.items()}
        for name in PERSONS
    }
    wrong = []
    for address in table:
        if audience.EVERYONE in address.audience:
            continue
        for method in METHODS:
            for person, cookies in {"dov": {}, **signed_in}.items():
                hers = cast[person].audiences if person in cast else frozenset({audience.EVERYONE})
                may = bool(hers & set(address.audience))
                status = answer_of(method, address.example, cookies)
                refusal = 302 if person in {"dov", "kim"} else 404
                is_wrong = (
                    status >= 500
                    or (not may and status != refusal)
                    or (may and method not in address.methods and status not in {404, 405})
                )
                if is_wrong:
                    wrong.append((address.example, method, person, status))
    assert wrong == []


@pytest.mark.once
def test_public_addresses_answer_every_method_without_a_fault(table: list[Address]) -> None:
    for address in table:
        if audience.EVERYONE not in address.audience:
            continue
        for method in METHODS:
            assert answer_of(method, address.example, {}) < 500, (address.example, method)


def test_view_without_declaration_is_refused(cast: dict[str, Member]) -> None:
    from django.core.exceptions import ImproperlyConfigured
    from django.http import HttpResponse
    from django.test import RequestFactory

    from bluestem.members.middleware import AudienceMiddleware

    request = RequestFactory().get("/")
    request.user = cast["ben"]
    with pytest.raises(ImproperlyConfigured):
        AudienceMiddleware(lambda _: HttpResponse()).process_view(request, lambda _: HttpResponse())

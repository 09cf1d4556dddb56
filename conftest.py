"""Everything the tests of all rooms share: a data folder of their own, plain static files."""

import os

# pytest-django reads the settings before this file; their surroundings: bluestem.config.testing.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's sync API leaves a loop running

import datetime as dt
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from bluestem.community.models import Community
    from bluestem.members.models import Member

TODAY = dt.datetime(2022, 4, 5, 9, 0, tzinfo=ZoneInfo("Europe/Zurich"))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Begin each test in English: a French request leaves its language behind."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture
def clock() -> Iterator[dt.datetime]:
    """Hold the community's clock at 5 April 2022, nine in the morning."""
    from bluestem.kit import time

    with time.clock_at(TODAY):
        yield TODAY


@pytest.fixture
def community(db: None, clock: dt.datetime) -> "Community":
    """A founded community with its default lists."""
    from bluestem.audit.actors import CONSOLE
    from bluestem.community.actions import found
    from bluestem.members.actions import make_default_lists

    made = found(actor=CONSOLE, name="Women in Technology")
    make_default_lists()
    return made


@pytest.fixture
def cast(community: "Community") -> "dict[str, Member]":
    """Ada, Ben, Cleo, Eve, Fay, Gus, Hanna, Ines, Jo and Kim."""
    from bluestem.members.demo import make_cast

    return make_cast()


@pytest.fixture
def client_of(client: "Client") -> "Callable[[Member], Client]":
    """A browser without a screen, signed in as a member."""
    from django.test import Client

    def sign_in(member: "Member") -> "Client":
        signed_in = Client()
        signed_in.force_login(member)
        return signed_in

    return sign_in


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out on PostgreSQL what says the same on SQLite: no database asked, or marked `once`."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    asking = [item for item in items if _asks_a_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(asking)])
    items[:] = asking


def _asks_a_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    if item.get_closest_marker("once"):
        return False
    return bool(item.get_closest_marker("django_db") or names & {"db", "transactional_db"})

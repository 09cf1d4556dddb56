import re
import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from bluestem.members.models import Member, Visibility

HIDDEN_STATES = [Member.State.DEACTIVATED, Member.State.LEFT, Member.State.WAITING]


def body(client: Client, key: str) -> tuple[int, bytes, dict[str, str]]:
    """What somebody gets for a key, with the key itself blotted out."""
    answer = client.get(f"/members/{key}")
    blotted = answer.content.replace(key.encode(), b"KEY")
    blotted = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", blotted)
    headers = {n: v for n, v in answer.items() if n not in {"Content-Length", "Expires"}}
    return answer.status_code, blotted, headers


@pytest.mark.parametrize("reader", ["visitor", "eve", "ben"])
def test_somebody_hidden_answers_byte_for_byte_like_nobody(
    cast: dict[str, Member],
    client: Client,
    client_of: Callable[[Member], Client],
    reader: str,
) -> None:
    ada = cast["ada"]
    browser = client if reader == "visitor" else client_of(cast[reader])
    ada.name_visibility = Visibility.EVERYONE
    ada.save()
    assert body(browser, str(ada.pk))[0] == 200

    ada.name_visibility = Visibility.NOBODY
    ada.save()
    nobody = body(browser, str(uuid.uuid4()))
    assert nobody[0] == 404
    assert body(browser, str(ada.pk)) == nobody
    ada.name_visibility = Visibility.EVERYONE
    for state in HIDDEN_STATES:
        ada.state = state
        ada.save()
        assert body(browser, str(ada.pk)) == nobody
    for key in ("x", "0", "ada", "%00", "%F0%9F%8C%BE", str(ada.pk).upper(), ada.pk.hex, "a" * 900):
        status, content, headers = body(browser, key)
        assert status == 404
        assert headers == nobody[2]
        assert len(content) > 500


def test_a_visitor_sees_nobody_until_her_name_is_for_everyone(
    cast: dict[str, Member], client: Client
) -> None:
    ada = cast["ada"]
    ada.about, ada.about_visibility = "For all to read", Visibility.EVERYONE
    ada.save()
    assert client.get(f"/members/{ada.pk}").status_code == 404
    ada.name_visibility = Visibility.EVERYONE
    ada.save()
    page = client.get(f"/fr/members/{ada.pk}").content.decode()
    assert ada.name in page
    assert "For all to read" in page
    assert "ada@example.org" not in page
    assert ada.pronouns not in page


def test_about_is_rendered_and_harmless(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    cast["ada"].about = "**bold** <script>alert(1)</script> [x](javascript:alert(1))"
    cast["ada"].save()
    page = client_of(cast["eve"]).get(f"/members/{cast['ada'].pk}").content.decode()
    assert "<strong>bold</strong>" in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


def test_a_member_reads_all_of_her_own_page(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    ada = cast["ada"]
    for field in ("name", "address", "pronouns"):
        setattr(ada, f"{field}_visibility", Visibility.NOBODY)
    ada.save()
    page = client_of(ada).get(f"/members/{ada.pk}").content.decode()
    assert all(word in page for word in (ada.name, "ada@example.org", "she/her"))

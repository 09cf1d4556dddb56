"""A mail server to talk to, and a clock that can be moved forward."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from bluestem.community.models import Community
from bluestem.mailroom.tests.smtp import RecordingServer


@pytest.fixture
def server(community: Community, settings: Any) -> Any:
    with RecordingServer() as running:
        settings.SMTP_SERVER = running.address
        yield running
    assert running.wrongs == []


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Move the real clock of the sender forward."""
    shift = dt.timedelta()
    real = timezone.now

    def forward(**by: float) -> None:
        nonlocal shift
        shift += dt.timedelta(**by)

    monkeypatch.setattr(timezone, "now", lambda: real() + shift)
    return forward

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request in French leaves its language behind; each test begins in English."""
    with translation.override("en"):
        yield

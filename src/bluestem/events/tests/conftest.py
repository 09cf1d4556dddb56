"""What the tests of the import share."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from bluestem.audit.actors import CONSOLE
from bluestem.community.models import Community
from bluestem.events.actions import make_default_series

KEYS = {
    "status", "read", "new", "changed", "unchanged", "series_new", "duplicates", "refused",
    "called_off", "private", "published", "waiting_for_approval",
}  # fmt: skip
FAULT_KEYS = {"file", "line", "column", "found", "expected", "cure"}
Import = Callable[..., dict[str, Any]]


@pytest.fixture
def bring_in(community: Community, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Import:
    """Import content by the command; return its JSON, and the exit code as `code`."""
    make_default_series(actor=CONSOLE)

    def run(content: bytes | str, *words: str, name: str = "events.csv") -> dict[str, Any]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        capsys.readouterr()
        out = io.StringIO()
        code = 0
        try:
            call_command("import_events", str(path), "--json", *words, stdout=out)
        except SystemExit as stop:
            code = int(stop.code or 0)
        result: dict[str, Any] = json.loads(out.getvalue())
        assert set(result) == KEYS
        for fault in result["refused"]:
            assert set(fault) == FAULT_KEYS
            assert all(fault.values()), fault
        assert code == (2 if result["status"] == "refused" else 0)
        return {**result, "code": code}

    return run

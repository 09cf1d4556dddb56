"""Write docs/settings.md from the code: every variable, every key of `bluestem set`."""

import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bluestem.config.settings")

import django

django.setup()

from bluestem.community import settings_registry  # noqa: E402
from bluestem.config.environment import VARIABLES  # noqa: E402

PAGE = Path(__file__).resolve().parent.parent / "docs" / "settings.md"


def page() -> str:
    """Return the page as it should be."""
    lines = [
        "# Settings",
        "",
        "Written from the code by `scripts/settings_page.py`.",
        "",
        "## Environment",
        "",
        "Read once at the start; a wrong value stops it with a sentence. A secret can also be",
        "handed over in a file, named by `NAME_FILE`.",
        "",
        "| name | means | default | secret |",
        "| --- | --- | --- | --- |",
    ]
    for variable in VARIABLES:
        default = f"`{variable.default}`" if variable.default else ""
        means = variable.means.replace("|", "\\|")
        lines.append(
            f"| `{variable.name}` | {means} | {default} | {'yes' if variable.is_secret else ''} |"
        )
    lines += [
        "",
        "## What a volunteer may change",
        "",
        "A row in the database: on the desk, or `bluestem set KEY VALUE`.",
        "",
        "| key | means |",
        "| --- | --- |",
    ]
    lines += [
        f"| `{setting.key}` | {setting.meaning} |"
        for setting in settings_registry.SETTINGS.values()
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if PAGE.exists() and PAGE.read_text() == page() else "docs/settings.md is old")
    PAGE.write_text(page())

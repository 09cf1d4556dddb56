import sys
from typing import Any

from bluestem.front.checkup import findings
from bluestem.kit.commands import Command as BaseCommand

MARKS = {"ok": "✓", "hint": "·", "wrong": "✗"}


class Command(BaseCommand):
    help = "Say what is wrong with this installation, and what to do about it."

    def work(self, **options: Any) -> list[dict[str, str]]:
        found = [finding.as_json() for finding in findings()]
        if any(finding["state"] == "wrong" for finding in found):
            self._exit_code = 1
        return found

    _exit_code = 0

    def say(self, result: list[dict[str, str]]) -> None:
        for finding in result:
            self.stdout.write(f"{MARKS[finding['state']]} {finding['subject']}: {finding['found']}")
            if finding["cure"]:
                self.stdout.write(f"  → {finding['cure']}")

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if self._exit_code:
            sys.exit(self._exit_code)

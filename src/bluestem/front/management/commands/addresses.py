"""`bluestem addresses`: every address the site answers."""

from dataclasses import asdict
from typing import Any

from bluestem.front.addresses import addresses
from bluestem.kit.commands import Command as BaseCommand


class Command(BaseCommand):
    help = "List every address: pattern, name, methods, audience, an example."

    def work(self, **options: Any) -> list[dict[str, Any]]:
        return [asdict(address) for address in addresses()]

    def say(self, result: list[dict[str, Any]]) -> None:
        for row in result:
            cells = (
                f"{row['pattern']:<44}",
                f"{row['name']:<38}",
                f"{' '.join(row['methods']):<16}",
                f"{', '.join(row['audience']):<28}",
                row["example"],
            )
            self.stdout.write(" ".join(cells).rstrip())

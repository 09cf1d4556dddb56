"""Who can act: a member, the console of the machine, the community's own schedule."""

from dataclasses import dataclass
from typing import Protocol

from bluestem.kit import audience


class Actor(Protocol):
    """What actions and rules ask of whoever acts."""

    @property
    def audit_key(self) -> str: ...

    @property
    def audiences(self) -> frozenset[str]: ...

    def is_one_of(self, *names: str) -> bool: ...


@dataclass(frozen=True)
class BuiltInActor:
    """An actor that is no person; its key stands in the audit as it is."""

    audit_key: str
    audiences: frozenset[str]

    def is_one_of(self, *names: str) -> bool:
        """Whether one of these audiences is this actor's."""
        return not self.audiences.isdisjoint(names)


CONSOLE = BuiltInActor("console", audience.AUDIENCES)
SYSTEM = BuiltInActor("system", audience.AUDIENCES)
VISITOR = BuiltInActor("visitor", frozenset({audience.EVERYONE}))

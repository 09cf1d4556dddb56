"""Who may change what this installation is."""

from bluestem.audit.actors import Actor
from bluestem.kit import audience


def can_change_community(actor: Actor) -> bool:
    """Whether the actor may change settings and pages: the steering committee."""
    return audience.STEERING in actor.audiences

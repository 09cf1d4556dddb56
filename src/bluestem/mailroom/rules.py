"""Who may look at a mailing, and who may act on it."""

from bluestem.audit.actors import Actor
from bluestem.kit import audience
from bluestem.mailroom.models import Mailing


def can_see(actor: Actor, mailing: Mailing) -> bool:
    """Steering sees every mailing; other organisers those of their own field."""
    return _is_hers(actor, mailing)


def can_steer(actor: Actor, mailing: Mailing) -> bool:
    """Whoever sees a mailing to a crowd may pause, continue and stop it, and send again."""
    return not mailing.is_urgent and _is_hers(actor, mailing)


def _is_hers(actor: Actor, mailing: Mailing) -> bool:
    return audience.STEERING in actor.audiences or (
        bool(mailing.audience)
        and audience.ORGANISER in actor.audiences
        and mailing.audience in actor.audiences
    )

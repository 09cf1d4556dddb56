"""What is looked for on a schedule across rooms."""

from bluestem.audit.actions import check_chain
from bluestem.audit.actors import SYSTEM
from bluestem.kit.sweeps import sweep


@sweep(cron="40 3 * * 1")
def recount_audit() -> None:
    """Once a week, see whether the audit still adds up; the desk says so where it does not."""
    check_chain(actor=SYSTEM)

"""What is looked for on a schedule: lists whose worker died, lists that lay around long enough."""

from bluestem.audit.actors import SYSTEM
from bluestem.kit.sweeps import sweep
from bluestem.members.actions import import_runs


@sweep(every_seconds=60)
def resume_imports() -> None:
    """Take up imports that a killed worker left."""
    import_runs.resume_imports(actor=SYSTEM)


@sweep(every_seconds=3600)
def remove_old_lists() -> None:
    """Remove uploaded lists after a day, and what imports found after thirty."""
    import_runs.remove_old_lists(actor=SYSTEM)

"""What a worker does with large lists of events."""

from django.tasks import task


@task()
def work_on_event_import(run_id: str) -> None:
    """Check or import an uploaded list."""
    from bluestem.events.actions import import_runs  # actions enqueue this task

    import_runs.work_on(run_id=run_id)

"""What a worker does with large lists."""

from django.tasks import task


@task()
def work_on_import(run_id: str) -> None:
    """Check or import an uploaded list."""
    from bluestem.members.actions import import_runs  # actions enqueue this task

    import_runs.work_on(run_id=run_id)

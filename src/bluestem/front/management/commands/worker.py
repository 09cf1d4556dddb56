from argparse import ArgumentParser
from typing import Any

from django.tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from bluestem.config.processes import end_with_parent
from bluestem.kit.commands import Command as BaseCommand

INTERVAL_SECONDS = 0.5


class Command(BaseCommand):
    help = "Run background tasks (started by run and work)."
    takes_json = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--slot", default="run", help="a fixed name for this worker")

    def work(self, **options: Any) -> None:
        end_with_parent()
        worker_id = f"bluestem-{options['slot']}"[:64]
        requeue_orphans(worker_id)
        worker = Worker(
            queue_names=["*"],
            interval=INTERVAL_SECONDS,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=worker_id,
            excluded_queue_names=[],
        )
        worker.configure_signals()
        worker.run()


def requeue_orphans(worker_id: str) -> int:
    """Give back the tasks that this slot was running when it was killed."""
    orphans = [
        row.pk
        for row in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).only("worker_ids")
        if row.worker_ids and row.worker_ids[-1] == worker_id
    ]
    return DBTaskResult.objects.filter(pk__in=orphans).update(
        status=TaskResultStatus.READY, started_at=None
    )

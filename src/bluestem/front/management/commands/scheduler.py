import datetime as dt
import signal
from typing import Any

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from django.db import close_old_connections
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from bluestem.community.queries import the_community
from bluestem.config.processes import end_with_parent
from bluestem.kit.commands import Command as BaseCommand
from bluestem.kit.sweeps import Sweep, run_sweep, sweeps

UNFINISHED = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


class Command(BaseCommand):
    help = "Enqueue the sweeps that are due (started by run)."
    takes_json = False

    def work(self, **options: Any) -> None:
        end_with_parent()
        zone = the_community().zone
        scheduler = BlockingScheduler(timezone=zone)
        for sweep in sweeps():
            trigger = (
                CronTrigger.from_crontab(sweep.cron, timezone=zone)
                if sweep.cron
                else IntervalTrigger(seconds=sweep.every_seconds)
            )
            scheduler.add_job(
                enqueue,
                trigger,
                args=[sweep],
                coalesce=True,
                misfire_grace_time=None,
                # Once at the start, too: what fell due while nothing ran is found now.
                next_run_time=dt.datetime.now(dt.UTC),
            )
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: scheduler.shutdown(wait=False))
        scheduler.start()


def enqueue(sweep: Sweep) -> None:
    """Enqueue one sweep, unless the same one still waits: a worker that slept gets it once."""
    close_old_connections()
    waiting = DBTaskResult.objects.filter(
        task_path=run_sweep.module_path, status__in=UNFINISHED
    ).values_list("args_kwargs", flat=True)
    if not any(sweep.name in (row.get("args") or []) for row in waiting):
        run_sweep.enqueue(sweep.name)

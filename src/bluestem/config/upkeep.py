"""Bring database and static files to what this version of the program expects."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def has_database() -> bool:
    """Whether there is a database with tables of ours."""
    if not settings.DATABASE_URL and not Path(settings.DATABASES["default"]["NAME"]).exists():
        return False
    return "community_community" in connection.introspection.table_names()


def pending_migrations() -> list[str]:
    """Return the names of migrations that wait, `room.name` each."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def make_tables() -> None:
    """Apply what waits, and make the cache table. Again changes nothing."""
    settings.DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def collect_static() -> None:
    """Gather the static files with their hashes into the data folder."""
    call_command("collectstatic", interactive=False, verbosity=0)

"""What `bluestem doctor` looks at: each check says what it found and what to do."""

import shutil
import smtplib
import sqlite3
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.tasks import TaskResultStatus
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from bluestem.audit.queries import first_broken_line
from bluestem.community.models import Community
from bluestem.config import upkeep
from bluestem.kit.audience import STEERING
from bluestem.members.models import Member, Role

FREE_BYTES = 500 * 1024 * 1024
SMTP_TIMEOUT_SECONDS = 10
# SQLite up to this version can corrupt a WAL database in a rare race while it is reset.
SQLITE_WITH_WAL_RESET_FAULT = (3, 51, 2)
LOCAL_ADDRESSES = ("http://127.0.0.1", "http://localhost")


@dataclass(frozen=True)
class Finding:
    """One finding: `state` is ok, hint or wrong; `cure` is empty where nothing is to do."""

    state: str
    subject: str
    found: str
    cure: str = ""

    def as_json(self) -> dict[str, str]:
        """Return the finding as `doctor --json` prints it."""
        return asdict(self)


def _ok(subject: str, found: str) -> Finding:
    return Finding("ok", subject, found)


def _hint(subject: str, found: str, cure: str) -> Finding:
    return Finding("hint", subject, found, cure)


def _wrong(subject: str, found: str, cure: str) -> Finding:
    return Finding("wrong", subject, found, cure)


def findings() -> Iterator[Finding]:
    """Yield what every check finds; checks that need tables are left out where there are none."""
    yield from check_folder()
    yield from check_keys()
    try:
        has_database = upkeep.has_database()
    except DatabaseError as fault:
        yield _wrong(_("database"), str(fault).strip(), _("Correct BLUESTEM_DATABASE_URL."))
        return
    if not has_database:
        yield _wrong(
            _("database"),
            _("no community in %(folder)s") % {"folder": settings.DATA},
            _("Make one with: bluestem init --name NAME --organiser ADDRESS"),
        )
        return
    migrations = list(check_migrations())
    yield from migrations
    if any(finding.state == "wrong" for finding in migrations):
        return  # the other checks ask for columns that may not be there yet
    for check in CHECKS:
        try:
            yield from check()
        except DatabaseError as fault:
            yield _wrong(
                _("database"), str(fault).strip(), _("Stop the site and restore the last backup.")
            )


def check_folder() -> Iterator[Finding]:
    """Look at the data folder: there, writable, enough room."""
    subject = _("data folder")
    if not settings.DATA.is_dir():
        yield _wrong(
            subject,
            _("%(folder)s does not exist") % {"folder": settings.DATA},
            _("Set BLUESTEM_DATA, or make a community with bluestem init."),
        )
        return
    free = shutil.disk_usage(settings.DATA).free
    if free < FREE_BYTES:
        yield _wrong(
            subject,
            _("%(size)d MB free") % {"size": free // 2**20},
            _("Free some space: below 500 MB, mail and uploads may stop."),
        )
    else:
        yield _ok(subject, _("%(size)d MB free") % {"size": free // 2**20})


def check_keys() -> Iterator[Finding]:
    """Look at the keys: there, readable by their owner alone, copied elsewhere."""
    subject = _("keys")
    if not settings.FIELD_KEYS:
        yield _wrong(
            subject,
            _("no key for confidential fields"),
            _("Bring back keys/field_keys from your copy of the keys folder."),
        )
        return
    folder: Path = settings.DATA / "keys"
    loose = [
        path.name
        for path in (folder.iterdir() if folder.is_dir() else [])
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    if loose:
        yield _wrong(
            subject,
            _("others can read %(files)s") % {"files": ", ".join(sorted(loose))},
            _("chmod 600 the files in the keys folder."),
        )
    else:
        yield _hint(
            subject,
            _("there, and readable by their owner alone"),
            _("Keep a copy apart from the backups: a backup holds no keys."),
        )


def check_migrations() -> Iterator[Finding]:
    """Look for tables that an upgrade has not brought up to date yet."""
    subject = _("tables")
    waiting = upkeep.pending_migrations()
    if waiting:
        yield _wrong(
            subject,
            _("%(count)d changes wait, the first is %(name)s")
            % {"count": len(waiting), "name": waiting[0]},
            _("Start the site again: bluestem run brings the tables up to date."),
        )
    else:
        yield _ok(subject, _("up to date"))


def check_database() -> Iterator[Finding]:
    """Look into the database file, or say which server holds it."""
    subject = _("database")
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            (version,) = cursor.fetchone()
        yield _ok(subject, f"PostgreSQL {version}")
        return
    with connection.cursor() as cursor:
        said = [row[0] for row in cursor.execute("PRAGMA quick_check(5)").fetchall()]
    if said != ["ok"]:
        yield _wrong(subject, "; ".join(said), _("Stop the site and restore the last backup."))
        return
    yield _ok(subject, _("SQLite %(version)s, sound") % {"version": sqlite3.sqlite_version})
    if sqlite3.sqlite_version_info <= SQLITE_WITH_WAL_RESET_FAULT:
        yield _hint(
            subject,
            _("SQLite up to 3.51.2 has a rare fault that can damage a database under load"),
            _("Back up often, and take a Python with a newer SQLite when your system offers it."),
        )


def check_mail() -> Iterator[Finding]:
    """Greet the mail server."""
    subject = _("mail")
    server = settings.SMTP_SERVER
    if server is None:
        yield _hint(
            subject,
            _("no mail server; mails stay on the outbox page"),
            _("Set BLUESTEM_SMTP_URL, such as smtp://user:password@mail.example.org?tls=starttls"),
        )
        return
    kind = smtplib.SMTP_SSL if server.protection == "tls" else smtplib.SMTP
    try:
        with kind(server.host, server.port, timeout=SMTP_TIMEOUT_SECONDS) as client:
            client.ehlo()
            if server.protection == "starttls":
                client.starttls()
            if server.user:
                client.login(server.user, server.password)
    except (OSError, smtplib.SMTPException) as fault:
        yield _wrong(
            subject,
            f"{server.host}:{server.port}: {fault}",
            _("Correct BLUESTEM_SMTP_URL, or ask whoever runs that server."),
        )
    else:
        yield _ok(subject, _("%(host)s answers") % {"host": f"{server.host}:{server.port}"})
    if settings.SENDER_ADDRESS.endswith("@localhost"):
        yield _wrong(
            subject,
            _("mails come from %(address)s") % {"address": settings.SENDER_ADDRESS},
            _("Set BLUESTEM_SENDER to an address that can receive answers."),
        )


def check_site_address() -> Iterator[Finding]:
    """Look at the address that mails carry."""
    subject = _("site address")
    if settings.SITE_URL.startswith(LOCAL_ADDRESSES):
        yield _hint(
            subject,
            _("%(address)s leads nowhere from another machine") % {"address": settings.SITE_URL},
            _("Set BLUESTEM_SITE_URL to the public address."),
        )
    elif not settings.SITE_URL.startswith("https://"):
        yield _wrong(
            subject,
            _("%(address)s is not encrypted") % {"address": settings.SITE_URL},
            _("Put the site behind https and set BLUESTEM_SITE_URL."),
        )
    else:
        yield _ok(subject, settings.SITE_URL)


def check_tasks() -> Iterator[Finding]:
    """Count what the worker could not do."""
    subject = _("background work")
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED)
    last = failed.order_by("-finished_at").first()
    if last is None:
        yield _ok(subject, _("nothing failed"))
    else:
        yield _wrong(
            subject,
            _("%(count)d failed, the last: %(task)s (%(error)s)")
            % {
                "count": failed.count(),
                "task": last.task_path,
                "error": last.exception_class_path,
            },
            _("logs/worker.log says why; what must happen is tried again by the sweeps."),
        )


def check_audit() -> Iterator[Finding]:
    """Recount the chain of the audit."""
    subject = _("audit")
    broken = first_broken_line()
    if broken is None:
        yield _ok(subject, _("the chain is whole"))
    else:
        yield _wrong(
            subject,
            _("line %(number)d does not fit the line before it") % {"number": broken.pk},
            _("Somebody changed the table by hand; compare it with a backup."),
        )


def check_people() -> Iterator[Finding]:
    """See that somebody can steer, and that a second person's approval is possible."""
    subject = _("steering committee")
    steering = (
        Member.objects.active().filter(roles__in=Role.objects.current().filter(kind=STEERING))
    ).distinct()
    count = steering.count()
    community = Community.objects.here()
    if community is None or count == 0:
        yield _wrong(
            subject,
            _("nobody holds the role today"),
            _("Restore a backup in which somebody does."),
        )
    elif count == 1:
        yield _hint(
            subject,
            _("one person; nobody can approve what she writes"),
            _("Give a second person the role, then: bluestem set approval on"),
        )
    else:
        yield _ok(subject, _("%(count)d people") % {"count": count})


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    check_database,
    check_mail,
    check_site_address,
    check_tasks,
    check_audit,
    check_people,
)

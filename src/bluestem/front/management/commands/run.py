from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections
from django.utils.translation import gettext as _

from bluestem.community.models import Community
from bluestem.config import processes, upkeep
from bluestem.kit.commands import Command as BaseCommand
from bluestem.kit.errors import Refusal

HIGHEST_PORT = 65_535


class Command(BaseCommand):
    help = "Run the site: web server, worker, mail sender and scheduler, until Ctrl+C or SIGTERM."
    takes_json = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=_port, default=8000, metavar="PORT", help="0 to 65535")

    def work(self, **options: Any) -> None:
        if not (upkeep.has_database() and Community.objects.exists()):
            raise Refusal(
                _(
                    "%(folder)s holds no community yet. Make one with: "
                    "bluestem init --name NAME --organiser ADDRESS"
                )
                % {"folder": settings.DATA}
            )
        self.serve(options["host"], options["port"])

    def serve(self, host: str, port: int) -> None:
        """Start everything, say where, and stay until the end."""
        try:
            lock = processes.hold(settings.DATA, "run")
        except processes.AlreadyRunning:
            raise CommandError(
                _("Bluestem already runs in %(folder)s.") % {"folder": settings.DATA}
            ) from None
        _refuse_taken_port(host, port)
        with lock:
            upkeep.make_tables()
            upkeep.collect_static()
            connections.close_all()
            processes.write_site_url(settings.DATA, f"http://{_reachable(host)}:{port}")
            supervision = processes.Supervision(
                processes.site_programs(host, port), settings.DATA, "run"
            )
            try:
                supervision.wait_until_it_answers(f"http://{_reachable(host)}:{port}/health")
            except processes.DidNotStart as failed:
                raise CommandError(str(failed)) from None
            self.stdout.write(f"Bluestem listens at http://{_bracketed(host)}:{port}/")
            self.greet(f"http://{_reachable(host)}:{port}")
            self.stdout.flush()
            code = supervision.wait()
        if code:
            raise CommandError(
                _("The program ended by itself; %(folder)s/logs says why.")
                % {"folder": settings.DATA}
            )

    def greet(self, address: str) -> None:
        """Say more than the address, where there is more to say."""


def _port(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 <= number <= HIGHEST_PORT:
        raise ArgumentTypeError(
            _("found %(found)s; expected a port, a whole number from 0 to 65535; try 8000")
            % {"found": text[:40]}
        )
    return number


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, _bracketed(host))  # noqa: S104


def _refuse_taken_port(host: str, port: int) -> None:
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as taken:
            raise CommandError(
                _("Port %(port)s of %(host)s cannot be used: %(why)s. Choose another with --port.")
                % {"port": port, "host": host, "why": taken}
            ) from None

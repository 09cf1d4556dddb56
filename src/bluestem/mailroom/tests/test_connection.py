"""Another server than our own, and protection: STARTTLS, TLS, certificates nobody vouches for."""

import datetime as dt
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bluestem.community.models import Community
from bluestem.config.environment import SmtpServer
from bluestem.mailroom import queries
from bluestem.mailroom.models import Delivery
from bluestem.mailroom.tests.help import people, released, send


class Keeper:
    """A handler of aiosmtpd that keeps what comes."""

    def __init__(self) -> None:
        self.envelopes: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.envelopes.append(envelope)
        return "250 taken"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that vouches for itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch, certificate: Path) -> None:
    """Let this machine trust the certificate."""
    real = ssl.create_default_context
    monkeypatch.setattr(ssl, "create_default_context", lambda: real(cafile=str(certificate)))


def server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def with_starttls(keeper: Keeper, certificate: Path) -> Iterator[int]:
    class Starttls(Controller):
        def factory(self) -> SMTP:
            return SMTP(
                self.handler, tls_context=server_context(certificate), require_starttls=True
            )

    controller = Starttls(keeper, hostname="127.0.0.1", port=free_port())
    yield from _running(controller)


@pytest.fixture
def with_tls(keeper: Keeper, certificate: Path) -> Iterator[int]:
    context = server_context(certificate)
    yield from _running(
        Controller(keeper, hostname="127.0.0.1", port=free_port(), ssl_context=context)
    )


@pytest.fixture
def plain(keeper: Keeper) -> Iterator[int]:
    yield from _running(Controller(keeper, hostname="127.0.0.1", port=free_port()))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _running(controller: Controller) -> Iterator[int]:
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def use(settings: Any, port: int, protection: str) -> None:
    settings.SMTP_SERVER = SmtpServer("127.0.0.1", port, protection)


def test_mail_reaches_a_server_we_did_not_write(
    community: Community, settings: Any, keeper: Keeper, plain: int
) -> None:
    use(settings, plain, "none")
    released(people(5))
    send()
    assert [envelope.rcpt_tos for envelope in keeper.envelopes] == [
        [f"p{n}@example.org"] for n in range(5)
    ]


def test_starttls_protects_before_anything_is_said(
    community: Community, settings: Any, keeper: Keeper, with_starttls: int, trusting: None
) -> None:
    use(settings, with_starttls, "starttls")
    released(people(2))
    send()
    assert len(keeper.envelopes) == 2  # it takes nothing before STARTTLS


def test_tls_from_the_first_byte(
    community: Community, settings: Any, keeper: Keeper, with_tls: int, trusting: None
) -> None:
    use(settings, with_tls, "tls")
    released(people(2))
    send()
    assert len(keeper.envelopes) == 2


def test_a_certificate_nobody_vouches_for_is_not_trusted(
    community: Community, settings: Any, keeper: Keeper, with_starttls: int
) -> None:
    use(settings, with_starttls, "starttls")
    released(people(1))
    send()
    trouble = queries.trouble()
    assert trouble is not None
    assert "certificate" in trouble.words.lower()
    assert keeper.envelopes == []
    assert Delivery.objects.get().state == "waiting"


def test_nothing_leaves_unprotected_where_starttls_is_asked_for(
    community: Community, settings: Any, keeper: Keeper, plain: int
) -> None:
    use(settings, plain, "starttls")
    released(people(1))
    send()
    trouble = queries.trouble()
    assert trouble is not None
    assert "STARTTLS" in trouble.words
    assert keeper.envelopes == []

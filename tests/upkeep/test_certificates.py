"""The outbox's receiver must show a certificate that we trust and that names it (ASVS 12.3.2): tried on loopback."""

import ssl
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from threading import Thread
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chuntian.kernel.outgoing import Allowed
from chuntian.trail.dispatch import Refused, Unclear
from chuntian.upkeep.carriers import AddressCarrier

MESSAGE = SimpleNamespace(key="k:1", topic="award", made_at=datetime(2024, 3, 5, tzinfo=UTC), payload={"award": 1})


def certificate(folder, name: str, *, days: int = 1):
    """Write a key and a certificate signed by itself, for a name or an address."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    alternative = x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(called).issuer_name(called).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=3)).not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem, secret = folder / f"{name}-{days}.pem", folder / f"{name}-{days}.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.touch(0o600)
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return pem, secret


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.got.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(202)
        self.end_headers()

    def log_message(self, *said):
        pass


@pytest.fixture
def listening(tmp_path):
    servers = []

    def listen(pem, secret, version=ssl.TLSVersion.TLSv1_2) -> HTTPServer:
        server = HTTPServer(("127.0.0.1", 0), Receiver)
        server.got = []
        server.handle_error = lambda *_: None  # a caller that hangs up is what is expected here
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem, secret)
        context.minimum_version = version
        server.socket = context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return server

    yield listen
    for server in servers:
        server.shutdown()
        server.server_close()


def hand_over(server, monkeypatch, trusted) -> str:
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    return AddressCarrier(f"https://127.0.0.1:{server.server_port}/in", Allowed.of("127.0.0.1")).send(MESSAGE)


def test_a_receiver_with_a_certificate_we_trust_gets_the_message(tmp_path, monkeypatch, listening):
    pem, secret = certificate(tmp_path, "127.0.0.1")
    server = listening(pem, secret)

    assert hand_over(server, monkeypatch, pem).startswith("202")
    assert len(server.got) == 1


@pytest.mark.parametrize(
    ("name", "days", "is_trusted"), [("127.0.0.1", 1, False), ("other.test", 1, True), ("127.0.0.1", -1, True)]
)
def test_one_that_nobody_vouches_for_that_names_another_or_that_has_ended_gets_nothing(
    tmp_path, monkeypatch, listening, name, days, is_trusted
):
    pem, secret = certificate(tmp_path, name, days=days)
    others, _ = certificate(tmp_path, "someone.test")
    server = listening(pem, secret)

    with pytest.raises((Unclear, Refused), match="CERTIFICATE_VERIFY_FAILED"):
        hand_over(server, monkeypatch, pem if is_trusted else others)

    assert server.got == []

"""The pages behind a proxy that ends TLS, as a server for a team is run: whoever signs in there gets in."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from journeys.serving import PASSPHRASE, served, tawthiq


def certificate(folder: Path) -> Path:
    """A key and a certificate for localhost in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "localhost.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def proxied(address: str, pem: Path) -> Iterator[int]:
    """End TLS and pass the bytes on unchanged, one connection a thread; yields the port."""
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shown.load_cert_chain(pem)
    behind = urlsplit(address)
    with socket.create_server(("127.0.0.1", 0)) as door:

        def carry(plain: socket.socket) -> None:
            with (
                plain,
                shown.wrap_socket(plain, server_side=True) as outside,
                socket.create_connection((behind.hostname, behind.port)) as inside,
            ):
                pump = threading.Thread(target=copy, args=(inside, outside), daemon=True)
                pump.start()
                copy(outside, inside)
                pump.join(timeout=10)

        def copy(source: socket.socket, target: socket.socket) -> None:
            try:
                while some := source.recv(65_536):
                    target.sendall(some)
                target.shutdown(socket.SHUT_WR)
            except OSError:
                return

        def listen() -> None:
            while True:
                try:
                    plain, _ = door.accept()
                except OSError:
                    return
                threading.Thread(target=carry, args=(plain,), daemon=True).start()

        threading.Thread(target=listen, daemon=True).start()
        yield door.getsockname()[1]


def test_a_member_signs_in_over_tls(tmp_path: Path) -> None:
    tawthiq(tmp_path, "init", "behind")
    pem = certificate(tmp_path)
    over_tls = {"TAWTHIQ_TLS": "1", "TAWTHIQ_HOSTS": "localhost,127.0.0.1"}
    with served(tmp_path, "behind", **over_tls) as address, proxied(address, pem) as port:
        host = f"localhost:{port}"
        trusted = ssl.create_default_context(cafile=str(pem))

        def ask(method: str, path: str, body: str = "", **headers: str) -> http.client.HTTPResponse:
            line = http.client.HTTPSConnection("localhost", port, context=trusted, timeout=30)
            line.request(method, path, body or None, {"Connection": "close", **headers})
            return line.getresponse()

        first = ask("GET", "/sign-in/")
        page = first.read().decode()
        assert first.status == 200
        assert "max-age=" in first.headers["Strict-Transport-Security"]
        cookie = first.headers["Set-Cookie"]
        assert "Secure" in cookie
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token is not None
        sent = urlencode({"csrfmiddlewaretoken": token[1], "username": "coordinator", "password": PASSPHRASE})
        as_form = {"Cookie": cookie.split(";")[0], "Content-Type": "application/x-www-form-urlencoded"}
        strange = ask("POST", "/sign-in/", sent, Origin="https://elsewhere.invalid", **as_form)
        assert strange.status == 403
        entered = ask("POST", "/sign-in/", sent, Origin=f"https://{host}", **as_form)
        assert (entered.status, entered.headers["Location"]) == (302, "/")

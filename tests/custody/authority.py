"""A timestamp authority of our own (`openssl ts`), with certificates that hold, have ended, or are somebody else's."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CONFIG = """
[tsa]
default_tsa = ours
[ours]
serial = {folder}/serial
default_policy = 1.3.6.1.4.1.57264.2
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
signer_digest = sha256
"""


@dataclass(frozen=True)
class Authority:
    """Where the authority's files lie, and the root that its users trust."""

    folder: Path
    root_pem: str

    def stamp(self, request: bytes) -> bytes:
        """The reply to a request."""
        (self.folder / "query").write_bytes(request)
        command = ["openssl", "ts", "-reply", "-queryfile", "query", "-signer", "tsa.pem", "-inkey", "tsa.key"]
        subprocess.run(
            [*command, "-config", "tsa.cnf", "-section", "ours", "-out", "reply"],
            cwd=self.folder,
            check=True,
            capture_output=True,
        )
        return (self.folder / "reply").read_bytes()


def moment() -> datetime:
    """Now: certificates and openssl go by the real clock."""
    return datetime.now(UTC)  # noqa: TID251


def make_authority(
    folder: Path, *, begins: datetime | None = None, ends: datetime | None = None, name: str = "Invented Authority"
) -> Authority:
    """An authority whose signing certificate holds from `begins` to `ends` (default: a year around now)."""
    folder.mkdir(parents=True)
    now = moment()
    root_key = ec.generate_private_key(ec.SECP256R1())
    root = _certificate(
        name=f"{name} Root",
        issuer=None,
        key=root_key,
        signing_key=root_key,
        begins=now - timedelta(days=3650),
        ends=now + timedelta(days=3650),
    )
    key = ec.generate_private_key(ec.SECP256R1())
    signer = _certificate(
        name=name,
        issuer=root,
        key=key,
        signing_key=root_key,
        begins=begins or now - timedelta(days=180),
        ends=ends or now + timedelta(days=180),
    )
    (folder / "tsa.pem").write_bytes(signer.public_bytes(serialization.Encoding.PEM))
    (folder / "tsa.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    return Authority(folder, root.public_bytes(serialization.Encoding.PEM).decode("ascii"))


def _certificate(
    *,
    name: str,
    issuer: x509.Certificate | None,
    key: ec.EllipticCurvePrivateKey,
    signing_key: ec.EllipticCurvePrivateKey,
    begins: datetime,
    ends: datetime,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    if issuer is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(signing_key, hashes.SHA256())

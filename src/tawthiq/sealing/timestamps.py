"""RFC 3161 timestamps: an authority outside says that it saw a digest at a time.

Rules:

1. A token counts only when openssl verifies it against the root that the mission chose for this authority; never
   against what a machine happens to trust.
2. The chain is judged at the time the token itself names. So a token outlives its certificate, and one that was
   stamped after its certificate had ended is refused. (Without saying a time openssl fails every token once the
   certificate ends; told to check no time at all it takes a token stamped too late.)
3. When a token comes in, the nonce of the request must come back; later the digest alone is compared, because the
   request is not kept.
4. Revocation is not checked: it needs the network, and the answer of today says nothing about the day of the token.

openssl does the verifying: `rfc3161-client` refuses tokens of large authorities whose sets are in another order.
"""

from __future__ import annotations

import binascii
import re
import subprocess
import tempfile
from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tawthiq.sealing.digests import digest_bytes
from tawthiq.terms.errors import EvidenceError, SetupError

LARGEST_TOKEN = 256 * 1024
SECONDS = 30
REQUEST_TYPE = "application/timestamp-query"
REPLY_TYPE = "application/timestamp-reply"
STATUS = re.compile(r"^Status: (.+?)\.?$", re.MULTILINE)
TIME = re.compile(r"^Time stamp: (\w{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.\d+)? (\d{4}) GMT$", re.MULTILINE)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

#: What openssl says, the code for it, and the words; the first that fits counts.
REASONS = (
    ("message imprint mismatch", "timestamp.digest", "The token is for other bytes."),
    ("nonce mismatch", "timestamp.nonce", "The token answers another request."),
    ("nonce not returned", "timestamp.nonce", "The token answers another request."),
    ("certificate has expired", "timestamp.expired", "The authority's certificate had ended when it stamped."),
    ("certificate is not yet valid", "timestamp.expired", "The authority's certificate had not begun when it stamped."),
    ("certificate verify error", "timestamp.root", "The token does not lead to the root chosen for this authority."),
    (
        "signer certificate not found",
        "timestamp.root",
        "The token does not lead to the root chosen for this authority.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenFacts:
    """What a verified token says: when it was stamped, in UTC."""

    stamped_at: datetime


def make_request(data: bytes) -> bytes:
    """The request for a token over the SHA-256 of `data`, with a nonce, asking for the authority's certificate."""
    with tempfile.TemporaryDirectory(prefix="tawthiq-") as name:
        folder = Path(name)
        (folder / "data").write_bytes(data)
        done = _openssl(["ts", "-query", "-data", "data", "-sha256", "-cert", "-out", "query"], folder)
        if done.returncode:
            raise SetupError("timestamp.openssl", "openssl made no timestamp request.", "Run `tawthiq doctor`.")
        return (folder / "query").read_bytes()


def verify_token(token: bytes, data: bytes, *, root_pem: str, chain_pem: str = "", request: bytes = b"") -> TokenFacts:
    """Check a token over `data` against a root; with `request`, also that it answers this very request.

    Refuses (EvidenceError) with the code ``timestamp.unreadable``, ``.digest``, ``.nonce``, ``.expired``, ``.root`` or
    ``.refused``.
    """
    if not token or len(token) > LARGEST_TOKEN:
        raise _refused("timestamp.unreadable", "This is not a timestamp token.")
    with tempfile.TemporaryDirectory(prefix="tawthiq-") as name:
        folder = Path(name)
        (folder / "token").write_bytes(token)
        (folder / "data").write_bytes(data)
        (folder / "root.pem").write_text(root_pem, encoding="latin-1")
        stamped_at = _read_time(folder)
        command = ["ts", "-verify", "-in", "token", "-CAfile", "root.pem"]
        command += ["-attime", str(int(stamped_at.timestamp()))]
        if chain_pem:
            (folder / "chain.pem").write_text(chain_pem, encoding="latin-1")
            command += ["-untrusted", "chain.pem"]
        _check(_openssl([*command, "-data", "data"], folder))
        if request:
            (folder / "query").write_bytes(request)
            _check(_openssl([*command, "-queryfile", "query"], folder))
    return TokenFacts(stamped_at=stamped_at)


def certificate_fingerprint(pem: str) -> str:
    """SHA-256 of the first certificate in a PEM file, in hex; empty where there is none."""
    _, begin, rest = pem.partition("-----BEGIN CERTIFICATE-----")
    body, end, _ = rest.partition("-----END CERTIFICATE-----")
    if not begin or not end:
        return ""
    try:
        return digest_bytes(b64decode("".join(body.split()), validate=True))
    except (binascii.Error, ValueError):
        return ""


def _read_time(folder: Path) -> datetime:
    done = _openssl(["ts", "-reply", "-in", "token", "-text"], folder)
    text = done.stdout.decode("utf-8", "replace")
    status = STATUS.search(text)
    if status is not None and not status[1].startswith("Granted"):
        raise _refused("timestamp.refused", "The authority did not stamp.")
    found = TIME.search(text)
    if done.returncode or found is None or found[1] not in MONTHS:
        raise _refused("timestamp.unreadable", "This is not a timestamp token.")
    month, day, hour, minute, second, year = found.groups()
    try:
        return datetime(int(year), MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    except ValueError as error:
        raise _refused("timestamp.unreadable", "This is not a timestamp token.") from error


def _check(done: subprocess.CompletedProcess[bytes]) -> None:
    if done.returncode == 0 and b"Verification: OK" in done.stdout:
        return
    said = (done.stderr + done.stdout).decode("utf-8", "replace").lower()
    for words, code, problem in REASONS:
        if words in said:
            raise _refused(code, problem)
    raise _refused("timestamp.refused", "openssl does not verify this token.")


def _openssl(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["openssl", *arguments],
            cwd=folder,
            capture_output=True,
            check=False,
            timeout=SECONDS,
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError as error:
        raise SetupError(
            "timestamp.no_openssl", "This machine has no openssl.", "Install it; it verifies timestamps."
        ) from error
    except subprocess.TimeoutExpired as error:
        raise _refused("timestamp.unreadable", "openssl did not finish reading this token.") from error


def _refused(code: str, problem: str) -> EvidenceError:
    return EvidenceError(code, problem, "Ask the authority again, or see docs/how-to/verify-evidence.")

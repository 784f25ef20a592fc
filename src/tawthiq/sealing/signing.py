"""Signed notes: a text and Ed25519 signatures under it, in the C2SP signed-note form that other tools read.

Rules:

1. A note is its text, which ends with a newline, an empty line, and one line for each signature:
   ``— NAME BASE64``, where BASE64 is the key's 4-byte id followed by the 64-byte signature over the text.
2. A key's id is the start of SHA-256 over its name, a newline, the byte 1 (Ed25519) and the public key. So a
   signature names its key, and a key that only borrows a name does not fit.
3. Base64 is read strictly: a signature has one spelling, and each changed bit of it shows.
4. Signatures by keys that nobody asked about are skipped, as the form demands; one by a known key must hold.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from tawthiq.terms.errors import EvidenceError

ED25519 = b"\x01"
DASH = "— "
LONGEST = 1_000_000
DER_PREFIX = bytes.fromhex("302a300506032b6570032100")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifier:
    """A public key under the name that its notes carry; `public` is the raw 32 bytes."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The 4 bytes that signatures by this key begin with."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def line(self) -> str:
        """The key as one line, to be printed and handed out."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(ED25519 + self.public).decode('ascii')}"

    def pem(self) -> str:
        """The key as openssl reads it."""
        return public_pem(self.public)

    def fingerprint(self) -> str:
        """SHA-256 of the raw public key, in hex: what two people compare over another channel."""
        return sha256(self.public).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A private key and the name it signs under; `seed` is the raw 32 bytes and is never shown."""

    name: str
    seed: bytes = field(repr=False)

    def verifier(self) -> Verifier:
        """The public half."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Verifier(
            name=self.name, public=Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        )


def public_pem(public: bytes) -> str:
    """A public key (its raw 32 bytes) as openssl reads it."""
    body = b64encode(DER_PREFIX + public).decode("ascii")
    return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"


def read_verifier(line: str) -> Verifier:
    """A public key from its line; refuses (EvidenceError) one that is malformed or whose id does not fit."""
    name, key_id, public = read_key_line(line, kind=ED25519)
    verifier = Verifier(name=name, public=public)
    if verifier.key_id.hex() != key_id:
        raise EvidenceError("note.key", "The key and its id do not fit.", "Copy it as it was handed out.")
    return verifier


def read_key_line(line: str, *, kind: bytes) -> tuple[str, str, bytes]:
    """Name, id (hex) and 32 bytes of a public key from its line; refuses (EvidenceError) keys of another kind."""
    name, _, rest = line.strip().partition("+")
    key_id, _, body = rest.partition("+")
    raw = _strict_base64(body)
    if raw is None or len(raw) != 33 or raw[:1] != kind or not name or set(name) & set(" \t\n\r"):
        raise EvidenceError("note.key", "This is not the line of a public key.", "Copy it as it was handed out.")
    return name, key_id, raw[1:]


def read_public_pem(pem: str, *, name: str) -> Verifier:
    """A public key from the PEM that openssl reads; refuses (EvidenceError) any other kind of key."""
    body = "".join(line for line in pem.splitlines() if not line.startswith("-----"))
    raw = _strict_base64(body)
    if raw is None or len(raw) != len(DER_PREFIX) + 32 or not raw.startswith(DER_PREFIX):
        raise EvidenceError("note.key", "This is not an Ed25519 public key.", "Copy it as it was handed out.")
    verifier = Verifier(name=name, public=raw[len(DER_PREFIX) :])
    if verifier.pem() != pem:
        raise EvidenceError("note.key", "The public key is not written as we write it.", "Copy it as handed out.")
    return verifier


def sign_note(text: str, key: SigningKey) -> str:
    """The text as a note signed by `key`; refuses (ValueError) a text that does not end with a newline."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if not text.endswith("\n"):
        raise ValueError("the text of a note ends with a newline")
    signature = Ed25519PrivateKey.from_private_bytes(key.seed).sign(text.encode("utf-8"))
    body = b64encode(key.verifier().key_id + signature).decode("ascii")
    return f"{text}\n{DASH}{key.name} {body}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedNote:
    """A note whose signatures hold: its text and the names of the known keys that signed it."""

    text: str
    signed_by: tuple[str, ...]


def open_note(note: str, verifiers: Sequence[Verifier]) -> OpenedNote:
    """The text of a note that at least one of `verifiers` signed.

    Refuses (EvidenceError, code ``note.unreadable`` or ``note.signature``) what is no note, a signature by a known
    key that does not hold, and a note that no known key signed.
    """
    text, lines = split_note(note)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    signed_by: list[str] = []
    for line in lines:
        name, raw = read_signature(line)
        verifier = known.get((name, raw[:4]))
        if verifier is None:
            continue
        if not holds(verifier.public, raw[4:], text.encode("utf-8")):
            raise _signature_error()
        signed_by.append(name)
    if not signed_by:
        raise _signature_error()
    return OpenedNote(text=text, signed_by=tuple(signed_by))


def split_note(note: str) -> tuple[str, list[str]]:
    """Text and signature lines of a note; refuses (EvidenceError) what is none."""
    at = note.rfind("\n\n")
    if at < 0 or len(note) > LONGEST or not note.endswith("\n"):
        raise _unreadable()
    lines = note[at + 2 :].split("\n")[:-1]
    if not lines:
        raise _unreadable()
    return note[: at + 1], lines


def read_signature(line: str) -> tuple[str, bytes]:
    """Name, and the bytes that begin with the key's id, of one signature line; refuses (EvidenceError) what is none."""
    name, _, body = line.removeprefix(DASH).partition(" ")
    raw = _strict_base64(body)
    if not line.startswith(DASH) or not name or raw is None or len(raw) < 5:
        raise _unreadable()
    return name, raw


def holds(public: bytes, signature: bytes, data: bytes) -> bool:
    """Whether this is the key's signature over the data."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except InvalidSignature:
        return False
    return True


def _strict_base64(text: str) -> bytes | None:
    try:
        raw = b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return None
    return raw if b64encode(raw).decode("ascii") == text else None


def _unreadable() -> EvidenceError:
    return EvidenceError("note.unreadable", "This is not a signed note.", "Take another copy of it.")


def _signature_error() -> EvidenceError:
    return EvidenceError(
        "note.signature", "No known key signed this note as it stands.", "Compare it with the copies held elsewhere."
    )

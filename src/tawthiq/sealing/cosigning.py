"""Co-signatures: somebody outside signs that they held a checkpoint, and when (C2SP tlog-cosignature, Ed25519).

Rules:

1. A co-signature is one more line under a signed note: ``— NAME BASE64``, where BASE64 is the key's 4-byte id, the time
   in 8 bytes (seconds since 1970, big-endian), and 64 bytes of Ed25519 over ``cosignature/v1``, ``time SECONDS`` and
   the whole text of the note.
2. The id is the start of SHA-256 over name, newline, the byte 4 and the public key: a key that signs notes cannot pass
   for one that co-signs them, nor the other way round.
3. The time is the signer's own word. It says when they held it, as far as they are believed; no authority stands
   behind it.
4. Lines by keys that nobody asked about are passed over, as the form demands; one by a known key must hold.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from tawthiq.sealing.signing import DASH, SigningKey, holds, read_key_line, read_signature, split_note
from tawthiq.terms.errors import EvidenceError

COSIGNATURE = b"\x04"
_LATEST = int(datetime(9000, 1, 1, tzinfo=UTC).timestamp())


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosigner:
    """The public key of somebody who co-signs, under the name that their lines carry; `public` is the raw 32 bytes."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The 4 bytes that co-signatures by this key begin with."""
        return sha256(self.name.encode() + b"\n" + COSIGNATURE + self.public).digest()[:4]

    def line(self) -> str:
        """The key as one line, to be handed to the mission."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(COSIGNATURE + self.public).decode('ascii')}"

    def fingerprint(self) -> str:
        """SHA-256 of the raw public key, in hex: what two people compare over another channel."""
        return sha256(self.public).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosignature:
    """A co-signature that holds: by whom, at which time by their clock, and its line."""

    name: str
    public: bytes
    at: datetime
    line: str


def read_cosigner(line: str) -> Cosigner:
    """A public key from its line; refuses (EvidenceError) one that is malformed or whose id does not fit."""
    name, key_id, public = read_key_line(line, kind=COSIGNATURE)
    cosigner = Cosigner(name=name, public=public)
    if cosigner.key_id.hex() != key_id:
        raise EvidenceError("note.key", "The key and its id do not fit.", "Copy it as it was handed out.")
    return cosigner


def cosigner_of(key: SigningKey) -> Cosigner:
    """The public half of a key that co-signs."""
    return Cosigner(name=key.name, public=key.verifier().public)


def cosign(note: str, key: SigningKey, *, at: datetime) -> str:
    """The note with a co-signature by `key` under it; refuses (EvidenceError) what is no signed note."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    text, _ = split_note(note)
    seconds = int(at.timestamp())
    signature = Ed25519PrivateKey.from_private_bytes(key.seed).sign(_message(text, seconds))
    body = b64encode(cosigner_of(key).key_id + seconds.to_bytes(8, "big") + signature).decode("ascii")
    return f"{note}{DASH}{key.name} {body}\n"


def read_cosignatures(note: str, cosigners: Sequence[Cosigner]) -> tuple[Cosignature, ...]:
    """The co-signatures of known keys under a note, in order.

    Refuses (EvidenceError, ``note.unreadable``) what is no note, and (``cosignature.signature``) a co-signature by a
    known key that does not hold, or whose time no clock can show.
    """
    text, lines = split_note(note)
    known = {(cosigner.name, cosigner.key_id): cosigner for cosigner in cosigners}
    found = []
    for line in lines:
        name, raw = read_signature(line)
        cosigner = known.get((name, raw[:4]))
        if cosigner is None:
            continue
        seconds = int.from_bytes(raw[4:12], "big")
        is_whole = len(raw) == 4 + 8 + 64 and seconds < _LATEST
        if not is_whole or not holds(cosigner.public, raw[12:], _message(text, seconds)):
            raise EvidenceError(
                "cosignature.signature",
                "A holder's co-signature does not hold.",
                "Ask the holder for the checkpoint they signed, and compare.",
            )
        at = datetime.fromtimestamp(seconds, tz=UTC)
        found.append(Cosignature(name=name, public=cosigner.public, at=at, line=line))
    return tuple(found)


def _message(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()

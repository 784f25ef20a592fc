"""What outside holders get and check: a signed checkpoint, and the proof that it continues the one they hold.

A handout is the body of a C2SP tlog-witness request::

    old SIZE
    BASE64                      the consistency proof from SIZE, one hash on each line (none for SIZE 0)

    …the signed checkpoint…

A holder keeps every checkpoint. Each new one must continue the newest held: otherwise the ledger was rolled back,
rewritten, or shown to two holders in two versions, and the holder keeps both notes, which are the evidence of it.
A holder may sign what they keep (`tawthiq.sealing.cosigning`): the mission then can show who held it, and when.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from tawthiq.custody.checkpoints import Checkpoint, compare, open_checkpoint
from tawthiq.custody.ledger import Finding
from tawthiq.custody.merkle import HASH_SIZE, is_consistent
from tawthiq.sealing.signing import Verifier
from tawthiq.terms.errors import EvidenceError

MOST_STEPS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """A checkpoint on its way to a holder: the size it continues from, the proof, and the note."""

    since: int
    path: tuple[bytes, ...]
    note: str

    def text(self) -> str:
        """The handout as a file."""
        proof = "".join(f"{b64encode(step).decode('ascii')}\n" for step in self.path)
        return f"old {self.since}\n{proof}\n{self.note}"


def read_handout(text: str) -> Handout:
    """A handout from its file; refuses (EvidenceError) whatever is not one."""
    head, _, note = text.partition("\n\n")
    first, *rest = head.split("\n")
    size = first.removeprefix("old ")
    try:
        path = tuple(b64decode(line.encode("ascii"), validate=True) for line in rest)
    except (binascii.Error, UnicodeEncodeError, ValueError) as error:
        raise _unreadable() from error
    if not first.startswith("old ") or not (size.isascii() and size.isdecimal()) or len(path) > MOST_STEPS:
        raise _unreadable()
    handout = Handout(since=int(size), path=path, note=note)
    if handout.text() != text or any(len(step) != HASH_SIZE for step in path):
        raise _unreadable()
    return handout


def read_note(text: str) -> str:
    """The signed note in what was handed out or held; refuses (EvidenceError) a handout that is malformed."""
    return read_handout(text).note if text.startswith("old ") else text


def _unreadable() -> EvidenceError:
    return EvidenceError("handout.unreadable", "This is not a checkpoint handed out.", "Ask for it again.")


def check_handout(handout: Handout, held: Checkpoint | None, verifiers: Sequence[Verifier]) -> list[Finding]:
    """Check what arrived against the newest checkpoint held (None: the first one); empty when it may be kept.

    Refuses (EvidenceError) a note whose signature does not hold.
    """
    arrived = open_checkpoint(handout.note, verifiers)
    if held is None:
        return []
    where = f"checkpoint {arrived.size}"
    if found := compare(held, arrived):
        return found
    if arrived.size < held.size:
        return [
            Finding(
                code="checkpoint.rolled_back",
                where=where,
                words=f"The held checkpoint knows {held.size} entries, this one {arrived.size}.",
            )
        ]
    if arrived.size > held.size and handout.since != held.size:
        return [
            Finding(
                code="handout.gap",
                where=where,
                words=f"The proof begins at {handout.since}, the held checkpoint at {held.size}: ask again.",
            )
        ]
    if arrived.size > held.size and not is_consistent(
        first=held.size, first_root=held.root, second=arrived.size, second_root=arrived.root, path=handout.path
    ):
        return [Finding(code="checkpoint.inconsistent", where=where, words="It does not continue the held checkpoint.")]
    return []

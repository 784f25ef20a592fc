"""Checkpoints: the whole ledger up to an entry in five signed lines, small enough to print and hand out.

A checkpoint's text (C2SP tlog-checkpoint, with two extension lines)::

    ORIGIN                      the name of this ledger, and of the key that signs
    SIZE                        how many entries
    ROOT                        base64 of the Merkle root over them
    prefix sha256 HEX           SHA-256 of their lines, each with its newline: what `sha256sum` gives
    made TIME                   when, by the clock of the machine that signed

Rules:

1. Both digests are over the very lines of the ledger; a checkpoint holds when both do at its size.
2. The key of the server proves order, not honesty: whoever seizes the server has it. What proves that nothing was
   rewritten since are the copies outside and the timestamps, so two checkpoints are compared without trusting either.
3. Two checkpoints of one size with different digests are a split view. A smaller later one is a rollback.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from tawthiq.custody.ledger import Finding
from tawthiq.custody.merkle import Frontier, leaf_hash
from tawthiq.sealing.signing import SigningKey, Verifier, open_note, sign_note
from tawthiq.terms.errors import EvidenceError

PREFIX = "prefix sha256 "
MADE = "made "
#: How far the clocks of an authority and of this machine may be apart before one of them is called wrong.
CLOCKS_APART = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The ledger's first `size` entries: Merkle `root` (32 bytes) and `prefix_sha256` (hex) over their lines."""

    origin: str
    size: int
    root: bytes
    prefix_sha256: str
    made_at: datetime

    def text(self) -> str:
        """The text that is signed."""
        made = self.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        root = b64encode(self.root).decode("ascii")
        return f"{self.origin}\n{self.size}\n{root}\n{PREFIX}{self.prefix_sha256}\n{MADE}{made}\n"


class Summary:
    """Both digests over a growing ledger, taken line by line; memory stays flat."""

    def __init__(self) -> None:
        self._frontier = Frontier()
        self._running = sha256()

    @property
    def size(self) -> int:
        """How many lines were taken."""
        return self._frontier.size

    def add(self, line: str) -> None:
        """Take the next line."""
        data = line.encode("utf-8")
        self._frontier.add(leaf_hash(data))
        self._running.update(data + b"\n")

    def checkpoint(self, *, origin: str, made_at: datetime) -> Checkpoint:
        """The checkpoint over the lines taken so far."""
        return Checkpoint(
            origin=origin,
            size=self.size,
            root=self._frontier.root(),
            prefix_sha256=self._running.copy().hexdigest(),
            made_at=made_at,
        )


def summarise(lines: Iterable[str], *, origin: str, made_at: datetime) -> Checkpoint:
    """The checkpoint over all of `lines`."""
    summary = Summary()
    for line in lines:
        summary.add(line)
    return summary.checkpoint(origin=origin, made_at=made_at)


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> str:
    """The checkpoint as a signed note."""
    return sign_note(checkpoint.text(), key)


def open_checkpoint(note: str, verifiers: Sequence[Verifier]) -> Checkpoint:
    """The checkpoint in a note whose signature holds; refuses (EvidenceError) any other."""
    return read_checkpoint(open_note(note, verifiers).text)


def read_checkpoint(text: str) -> Checkpoint:
    """A checkpoint from its text; refuses (EvidenceError) whatever is not exactly as we write it."""
    lines = text.split("\n")
    try:
        origin, size, root, prefix, made, end = lines
        checkpoint = Checkpoint(
            origin=origin,
            size=int(size),
            root=b64decode(root.encode("ascii"), validate=True),
            prefix_sha256=prefix.removeprefix(PREFIX),
            made_at=datetime.strptime(made.removeprefix(MADE), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
        )
    except (ValueError, binascii.Error, UnicodeEncodeError) as error:
        raise _unreadable() from error
    is_hex = len(checkpoint.prefix_sha256) == 64 and set(checkpoint.prefix_sha256) <= set("0123456789abcdef")
    if end or len(checkpoint.root) != 32 or not is_hex or checkpoint.text() != text:
        raise _unreadable()
    return checkpoint


def _unreadable() -> EvidenceError:
    return EvidenceError("checkpoint.unreadable", "This is not a checkpoint of a ledger.", "Take another copy of it.")


def check_against_ledger(lines: Iterable[str], notes: Sequence[str], verifiers: Sequence[Verifier]) -> list[Finding]:
    """Check signed checkpoints against the ledger's lines, in one pass over the lines.

    The place of a finding is the checkpoint's size, `checkpoint 120`. A checkpoint beyond the last line is a rollback;
    one whose digests differ says that some entry up to its size was rewritten after it was signed. The entries
    between the last checkpoint that holds and the first that does not are where to look.
    """
    findings: list[Finding] = []
    wanted: dict[int, list[Checkpoint]] = {}
    for position, note in enumerate(notes, start=1):
        try:
            checkpoint = open_checkpoint(note, verifiers)
        except EvidenceError as error:
            findings.append(Finding(code=error.code, where=f"checkpoint number {position}", words=error.problem))
            continue
        wanted.setdefault(checkpoint.size, []).append(checkpoint)
    summary = Summary()
    held = 0
    for line in lines:
        summary.add(line)
        for checkpoint in wanted.pop(summary.size, ()):
            found = compare(checkpoint, summary.checkpoint(origin=checkpoint.origin, made_at=checkpoint.made_at))
            if found:
                words = f"An entry from {held + 1} to {checkpoint.size} is not the one that was signed."
                findings.append(
                    Finding(code="checkpoint.rewritten", where=f"checkpoint {checkpoint.size}", words=words)
                )
            else:
                held = checkpoint.size
    findings += [
        Finding(
            code="checkpoint.rolled_back",
            where=f"checkpoint {size}",
            words=f"It was signed over {size} entries; the ledger has {summary.size}.",
        )
        for size in sorted(wanted)
    ]
    return findings


def compare(one: Checkpoint, other: Checkpoint) -> list[Finding]:
    """What two checkpoints of the same size disagree on; empty when they agree or their sizes differ."""
    if one.origin != other.origin:
        return [Finding(code="checkpoint.origin", where=f"checkpoint {one.size}", words="They are of two ledgers.")]
    if one.size == other.size and (one.root, one.prefix_sha256) != (other.root, other.prefix_sha256):
        return [
            Finding(
                code="checkpoint.split_view",
                where=f"checkpoint {one.size}",
                words="Two different ledgers were signed under one name.",
            )
        ]
    return []


def check_clock(*, stamped_at: datetime, made_at: datetime, newest_before: datetime | None) -> str:
    """What is wrong with the time of a token, in words; empty when nothing is.

    A checkpoint exists before it is stamped, and stamps follow each other: a token from before its checkpoint, or
    before an earlier one's token, shows a clock that was wrong or set back, here or at the authority.
    """
    if stamped_at < made_at - CLOCKS_APART:
        return "The token is older than the checkpoint it stamps: one of the two clocks is wrong."
    if newest_before is not None and stamped_at < newest_before - CLOCKS_APART:
        return "The token is older than the token of an earlier checkpoint: a clock was set back."
    return ""

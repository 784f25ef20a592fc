"""The custody ledger: one JSON line for each thing that happened to kept evidence.

Rules:

1. A line is canonical JSON: sorted keys, no spaces, UTF-8. Its SHA-256 is taken over exactly these bytes.
2. Lines are numbered from 1 without a gap, and each holds the SHA-256 of the line before it; the first holds
   64 zeros. So a changed, missing, added or moved line shows at the place where it happened.
3. Each line carries 128 random bits of salt, so that a published digest of a guessable line cannot be searched for.
4. The actor is an opaque member id. No line holds a name, a file name or any words of a source.

Three structures stand on the same lines. The chain says at which entry something was changed. The SHA-256 of all
lines is what `sha256sum` gives for the file of them. The Merkle tree (`merkle`) proves one entry without showing the
others. `checkpoints` signs the last two; against somebody who rewrites and signs all of it anew, only the copies and
timestamps held elsewhere help.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tawthiq.sealing.digests import digest_text

BEFORE_THE_FIRST = "0" * 64
FIELDS = frozenset({"seq", "at", "kind", "object", "sha256", "size", "actor", "salt", "previous"})


class EntryKind(StrEnum):
    """What may happen to evidence, or to what is decided on it."""

    RECEIVED = "received"
    DERIVED = "derived"
    IMPORTED = "imported"
    CORRECTED = "corrected"
    JUDGED = "judged"
    UNDONE = "undone"
    VERIFIED = "verified"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    COUNTED = "counted"
    RELEASED = "released"
    EXPORTED = "exported"
    SEALED = "sealed"
    OPENED = "opened"
    HOLDERS_LISTED = "holders_listed"
    RESEALED = "resealed"
    DRILLED = "drilled"
    VIEWED = "viewed"
    DISCLOSED = "disclosed"
    TIMESTAMPED = "timestamped"
    KEY_ROTATED = "key_rotated"
    HANDED_OUT = "handed_out"
    COSIGNED = "cosigned"
    BACKED_UP = "backed_up"
    RESTORED = "restored"
    MODEL_SET = "model_set"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened: `object_id` is what it happened to, `sha256` and `size` its bytes where it has any."""

    seq: int
    at: datetime
    kind: EntryKind
    object_id: str
    actor: str
    salt: str
    previous: str
    sha256: str = ""
    size: int = 0

    def line(self) -> str:
        """The canonical line. Its digest chains the next one."""
        return json.dumps(
            {
                "seq": self.seq,
                "at": self.at.isoformat(timespec="microseconds"),
                "kind": self.kind.value,
                "object": self.object_id,
                "sha256": self.sha256,
                "size": self.size,
                "actor": self.actor,
                "salt": self.salt,
                "previous": self.previous,
            },
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that does not hold, and where: a ledger position or an object id."""

    code: str
    where: str
    words: str


def check_chain(rows: Iterable[tuple[int, str, str]]) -> list[Finding]:
    """Check lines given as (position, line, recorded digest) in order; an empty list means all holds.

    The chain is followed along what is really there: after a break the check goes on from the line found, so
    one changed line is one finding (or two, with its successor's link) and not ten thousand.
    """
    findings: list[Finding] = []
    previous = BEFORE_THE_FIRST
    expected = 1
    for position, line, recorded in rows:
        where = f"ledger entry {position}"
        if position != expected:
            findings.append(
                Finding(code="ledger.gap", where=where, words=f"Entry {expected} should stand here, {position} does.")
            )
        digest = digest_text(line)
        if digest != recorded:
            findings.append(
                Finding(code="ledger.changed", where=where, words="The line is not the one that was digested.")
            )
        findings.extend(_check_line(line, position=position, previous=previous, where=where))
        previous, expected = digest, position + 1
    return findings


def _check_line(line: str, *, position: int, previous: str, where: str) -> list[Finding]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return [Finding(code="ledger.unreadable", where=where, words="The line is not JSON.")]
    if not isinstance(data, Mapping) or set(data) != FIELDS:
        return [Finding(code="ledger.fields", where=where, words="The line has other fields than a ledger entry has.")]
    found = []
    if data["seq"] != position:
        found.append(Finding(code="ledger.moved", where=where, words=f"The line says it is entry {data['seq']}."))
    if data["previous"] != previous:
        found.append(
            Finding(code="ledger.broken_link", where=where, words="The line does not follow from the one before it.")
        )
    return found


def compare_with_held_copy(*, held_seq: int, held_sha256: str, sha256_now: str | None) -> list[Finding]:
    """Compare a head handed out earlier with the entry that stands at its place now (None: nothing stands there).

    This is what shows a ledger that was rewritten as a whole, or a store rolled back to an older backup.
    """
    where = f"ledger entry {held_seq}"
    if sha256_now is None:
        return [
            Finding(code="ledger.rolled_back", where=where, words="The held copy knows a later entry than the store.")
        ]
    if sha256_now != held_sha256:
        return [
            Finding(code="ledger.rewritten", where=where, words="The held copy and the store differ at this entry.")
        ]
    return []

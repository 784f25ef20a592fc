"""Signatures of holders outside in a bag: who said, and when, that they held the ledger up to an entry.

Rules:

1. ``proof/cosigned-SIZE-N.txt`` is an earlier checkpoint of SIZE entries with the one line by which holder N signed it
   (`tawthiq.sealing.cosigning`); ``proof/holder-N.pem`` is that holder's public key, written as openssl reads it.
2. The line holds under that checkpoint and that key, by a name that goes with both; the last checkpoint continues the
   checkpoint it stands under.
3. A proved entry says that this very line came in, and one that this key did: so a bag cannot be given a signature
   afterwards, nor a key that the mission never knew.
4. A holder's key proves nothing of whose it is: given the fingerprints published elsewhere they are compared, else they
   are said. The time is the holder's own word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tawthiq.custody.bag_examining import Examined
from tawthiq.custody.checkpoints import Checkpoint
from tawthiq.sealing.cosigning import Cosignature, Cosigner, read_cosignatures
from tawthiq.sealing.digests import digest_text
from tawthiq.sealing.signing import DASH, read_public_pem
from tawthiq.terms.errors import EvidenceError

COSIGNED = re.compile(r"cosigned-([1-9][0-9]{0,14})-([1-9][0-9]{0,14})\.txt")
HOLDER = re.compile(r"holder-([1-9][0-9]{0,14})\.pem")


@dataclass(frozen=True, slots=True, kw_only=True)
class CosignedCheckpoint:
    """A checkpoint that holders signed: its note, and the line of each with the number of its key in the bag."""

    size: int
    note: str
    lines: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderFile:
    """A holder's key as a bag shows it, under its number there."""

    number: int
    cosigner: Cosigner


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOutside:
    """The ledger's first `size` entries, held at `at` by their own word by whoever has the key with `fingerprint`."""

    size: int
    at: datetime
    name: str
    fingerprint: str


def check_cosignatures(bag: Examined, final: Checkpoint | None, wanted: tuple[str, ...]) -> Iterator[HeldOutside]:
    """Check every holder's signature and key in the bag; `wanted` are fingerprints published elsewhere."""
    fingerprints = {}
    for file in sorted((bag.folder / "proof").glob("holder-*.pem")):
        if not bag.is_file(path := f"proof/{file.name}"):
            continue
        key = _read_key(bag, path) if HOLDER.fullmatch(file.name) else None
        if key is None:
            bag.fail("bag.cosignature", path)
            continue
        fingerprints[file.name] = key.fingerprint()
        if bag.proved.get(("key_rotated", key.fingerprint())) is None:
            bag.fail("bag.cosignature_not_entered", path)
        if wanted and key.fingerprint() not in wanted:
            bag.fail("bag.holder", path)
    for file in sorted((bag.folder / "proof").glob("cosigned-*.txt")):
        path = f"proof/{file.name}"
        if file.name.endswith("-consistency.txt") or not bag.is_file(path):
            continue
        yield from _check_one(bag, path, final)


def _check_one(bag: Examined, path: str, final: Checkpoint | None) -> Iterator[HeldOutside]:
    named = COSIGNED.fullmatch(path.removeprefix("proof/"))
    checkpoint = bag.read_note(path)
    proof = f"proof/cosigned-{named[1]}-consistency.txt" if named else ""
    is_named_so = checkpoint is not None and named is not None and str(checkpoint.size) == named[1]
    if not is_named_so or not bag.continues(final, checkpoint, proof):
        bag.fail("bag.checkpoint", path)
    found = _read_line(bag, path, f"proof/holder-{named[2]}.pem") if checkpoint and named else None
    if checkpoint is None or found is None:
        bag.fail("bag.cosignature", path)
        return
    if bag.proved.get(("cosigned", digest_text(found.line))) is None:
        bag.fail("bag.cosignature_not_entered", path)
    by = Cosigner(name=found.name, public=found.public)
    yield HeldOutside(size=checkpoint.size, at=found.at, name=by.name, fingerprint=by.fingerprint())


def _read_line(bag: Examined, path: str, key_path: str) -> Cosignature | None:
    """The one co-signature in a file, where it holds under the key in `key_path`."""
    note = (bag.read(path) or b"").decode("utf-8", errors="replace")
    name = note.split("\n")[-2].removeprefix(DASH).partition(" ")[0]
    key = _read_key(bag, key_path, name=name)
    try:
        return next(iter(read_cosignatures(note, [key])), None) if key else None
    except EvidenceError:
        return None


def _read_key(bag: Examined, path: str, *, name: str = "") -> Cosigner | None:
    try:
        public = read_public_pem((bag.read(path) or b"").decode("ascii"), name=name).public
    except (UnicodeDecodeError, EvidenceError):
        return None
    return Cosigner(name=name, public=public)

"""Checks an evidence bag: files in, verdict out. `verify.sh` in the bag follows the same steps and says the same.

Rules:

1. Every listed file is there with its digest, and nothing lies in the bag that is not listed (BagIt itself lets a
   file lie beside ``data/``; we do not).
2. The checkpoint is signed by the ledger's key, exactly as it is written.
3. Every entry is proved to be in the ledger that the checkpoint signs.
4. Every exhibit has an entry that it was received or derived, with its digest and size; the list of content has an
   entry that it was exported. So lists written anew do not help a forger.
5. Every stamped checkpoint is continued by the last one, whose signature so vouches for it too; every token holds at
   the time it names, and its own digest stands in an entry: the parts of a token that no signature covers are covered
   by that.
6. Every holder's signature holds under a checkpoint that the last one continues (`bag_cosignatures`).
7. Keys and roots that stand in the bag prove nothing by themselves: given the fingerprints published elsewhere they
   are compared, else they are said, for comparing by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tawthiq.custody import bag_files as names
from tawthiq.custody.bag_cosignatures import HeldOutside, check_cosignatures
from tawthiq.custody.bag_examining import Examined, lines_of
from tawthiq.custody.checkpoints import Checkpoint
from tawthiq.custody.ledger import FIELDS, Finding
from tawthiq.custody.merkle import includes, leaf_hash
from tawthiq.sealing.digests import digest_file
from tawthiq.sealing.signing import Verifier, open_note, read_public_pem
from tawthiq.sealing.timestamps import certificate_fingerprint, verify_token
from tawthiq.terms.errors import BadInputError, EvidenceError

STAMPED = re.compile(r"stamped-(.+)\.txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """The ledger's first `size` entries, stamped at `at` by the authority with this number in the bag."""

    size: int
    at: datetime
    authority: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BagVerdict:
    """What was found, what the bag says of its own keys, and until when each stamp shows that entries existed.

    `cosigned` are the signatures of holders outside, each with its time by the holder's own word.
    """

    findings: tuple[Finding, ...]
    stamps: tuple[Stamp, ...]
    entries: int
    exhibits: int
    key_fingerprint: str
    root_fingerprints: tuple[str, ...]
    cosigned: tuple[HeldOutside, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether everything holds."""
        return not self.findings


def verify_bag(
    folder: Path, *, key: str = "", roots: tuple[str, ...] = (), holders: tuple[str, ...] = ()
) -> BagVerdict:
    """Check the bag in `folder`.

    `key`, `roots` and `holders` are fingerprints published elsewhere (hex; empty: not compared).

    Refuses (BadInputError) what is no folder; everything else that is wrong is a finding.
    """
    if not folder.is_dir():
        raise BadInputError("bag.no_folder", "There is no such folder.", "Unpack the bag and name its folder.")
    bag = Examined(folder=folder)
    _check_list(bag, names.TAG_MANIFEST, is_data=False)
    _check_list(bag, names.MANIFEST, is_data=True)
    _check_presence(bag)
    verifier = _read_key(bag)
    final = _read_signed(bag, names.CHECKPOINT, verifier)
    if final is None:
        bag.fail("bag.checkpoint", names.CHECKPOINT)
    entries = _check_entries(bag, final)
    exhibits = _check_exhibits(bag)
    stamps = tuple(_check_stamps(bag, final))
    cosigned = sorted(check_cosignatures(bag, final, holders), key=lambda one: (one.size, one.name))
    found_roots = tuple(_check_roots(bag, roots))
    if key and verifier is not None and verifier.fingerprint() != key:
        bag.fail("bag.key", names.KEY)
    return BagVerdict(
        findings=tuple(bag.findings),
        stamps=stamps,
        entries=entries,
        exhibits=exhibits,
        key_fingerprint=verifier.fingerprint() if verifier else "",
        root_fingerprints=found_roots,
        cosigned=tuple(cosigned),
    )


def _check_list(bag: Examined, name: str, *, is_data: bool) -> None:
    data = bag.read(name)
    if data is None:
        bag.fail("bag.missing", name)
        return
    *lines, rest = data.decode("latin-1").split("\n")
    for n, line in enumerate([*lines, rest] if rest else lines, start=1):
        sha256, _, path = line.partition("  ")
        if (
            n > len(lines)
            or names.HASH.fullmatch(sha256) is None
            or not names.is_safe(path)
            or path.startswith("data/") != is_data
            or path in bag.listed
        ):
            bag.fail("bag.manifest", f"{name} line {n}")
            continue
        bag.listed.add(path)
        if not bag.is_file(path):
            bag.fail("bag.missing", path)
        elif digest_file(bag.folder / path) != sha256:
            bag.fail("bag.changed", path)


def _check_presence(bag: Examined) -> None:
    for path in names.files_under(bag.folder):
        file = bag.folder / path
        if file.is_symlink() or not file.is_file():
            bag.fail("bag.special", path)
        elif path != names.TAG_MANIFEST and path not in bag.listed:
            bag.fail("bag.extra", path)
    for path in names.NEEDED:
        if path not in bag.listed and not bag.is_file(path):
            bag.fail("bag.missing", path)


def _read_key(bag: Examined) -> Verifier | None:
    data = bag.read(names.KEY)
    note = bag.read(names.CHECKPOINT)
    if data is None or note is None:
        return None
    try:
        return read_public_pem(data.decode("ascii"), name=note.partition(b"\n")[0].decode("utf-8"))
    except (UnicodeDecodeError, EvidenceError):
        return None


def _read_signed(bag: Examined, path: str, verifier: Verifier | None) -> Checkpoint | None:
    """The checkpoint in a note that the ledger's key signed; None for any other."""
    checkpoint = bag.read_note(path)
    if checkpoint is None or verifier is None:
        return None
    try:
        open_note((bag.read(path) or b"").decode("utf-8"), [verifier])
    except (UnicodeDecodeError, EvidenceError):
        return None
    return checkpoint


def _check_entries(bag: Examined, final: Checkpoint | None) -> int:
    entries = lines_of(bag.read(names.ENTRIES))
    proofs = lines_of(bag.read(names.INCLUSION))
    if not entries or len(entries) != len(proofs):
        bag.fail("bag.entry", names.INCLUSION)
        return 0
    if final is None:
        return 0
    for n, (entry, proof) in enumerate(zip(entries, proofs, strict=True), start=1):
        if not _is_proved(entry, proof, final):
            bag.fail("bag.entry", f"{names.ENTRIES} line {n}")
            continue
        data = _read_entry(entry)
        if data is None:
            bag.fail("bag.entry", f"{names.ENTRIES} line {n}")
        elif data["sha256"]:
            bag.proved[data["kind"], data["sha256"]] = data["size"]
    return len(entries)


def _read_entry(entry: bytes) -> dict[str, Any] | None:
    """An entry as the ledger writes it; None for any other line, which proves nothing whoever signed it."""
    try:
        data = json.loads(entry)
    except (ValueError, RecursionError):
        return None
    is_ours = entry.startswith(b'{"actor":"') and isinstance(data, dict) and set(data) == FIELDS
    return data if is_ours else None


def _is_proved(entry: bytes, proof: bytes, final: Checkpoint) -> bool:
    seq, *path = proof.decode("latin-1").split(" ")
    if names.NUMBER.fullmatch(seq) is None or any(names.HASH.fullmatch(step) is None for step in path):
        return False
    return includes(
        leaf=leaf_hash(entry),
        index=int(seq) - 1,
        size=final.size,
        path=[bytes.fromhex(step) for step in path],
        root=final.root,
    )


def _check_exhibits(bag: Examined) -> int:
    folder = bag.folder / names.EXHIBITS
    files = sorted(path for path in folder.glob("*") if path.is_file() and not path.is_symlink())
    for path in files:
        sizes = {bag.proved.get((kind, path.name)) for kind in ("received", "derived")}
        if digest_file(path) != path.name or path.stat().st_size not in sizes:
            bag.fail("bag.exhibit", f"{names.EXHIBITS}/{path.name}")
    listed = bag.folder / names.MANIFEST
    if not bag.is_file(names.MANIFEST) or ("exported", digest_file(listed)) not in bag.proved:
        bag.fail("bag.not_entered", names.MANIFEST)
    return len(files)


def _check_stamps(bag: Examined, final: Checkpoint | None) -> Iterator[Stamp]:
    for note in sorted((bag.folder / "proof").glob("stamped-*.txt")):
        found = STAMPED.fullmatch(note.name)
        path = f"proof/{note.name}"
        if found is None or note.name.endswith("-consistency.txt") or not bag.is_file(path):
            continue
        stamped = bag.read_note(path)
        proof = f"proof/stamped-{found[1]}-consistency.txt"
        if stamped is None or str(stamped.size) != found[1] or not bag.continues(final, stamped, proof):
            bag.fail("bag.checkpoint", path)
        for token in sorted(note.parent.glob(f"stamped-{found[1]}-*.tsr")):
            if token.is_file() and not token.is_symlink():
                yield from _check_token(bag, token, note, size=found[1])


def _check_token(bag: Examined, token: Path, note: Path, *, size: str) -> Iterator[Stamp]:
    path = f"proof/{token.name}"
    number = token.name.removeprefix(f"stamped-{size}-").removesuffix(".tsr")
    root = bag.read(f"proof/authority-{number}.pem")
    chain = bag.read(f"proof/authority-{number}-chain.pem")
    try:
        facts = verify_token(
            token.read_bytes(),
            note.read_bytes(),
            root_pem=(root or b"").decode("latin-1"),
            chain_pem=(chain or b"").decode("latin-1"),
        )
        yield Stamp(size=int(size), at=facts.stamped_at, authority=number)
    except (EvidenceError, ValueError):
        bag.fail("bag.timestamp", path)
    if ("timestamped", digest_file(token)) not in bag.proved:
        bag.fail("bag.timestamp_not_entered", path)


def _check_roots(bag: Examined, wanted: tuple[str, ...]) -> Iterator[str]:
    for root in sorted((bag.folder / "proof").glob("authority-*.pem")):
        if root.name.endswith("-chain.pem") or root.is_symlink():
            continue
        found = certificate_fingerprint(root.read_text(encoding="latin-1"))
        if wanted and found not in wanted:
            bag.fail("bag.root", f"proof/{root.name}")
        yield found

"""A small but whole evidence bag, made without a database, and both verifiers asked about it."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

from custody.authority import Authority
from tawthiq.custody import bag_files
from tawthiq.custody.bag_cosignatures import CosignedCheckpoint, HolderFile
from tawthiq.custody.bag_verification import verify_bag
from tawthiq.custody.bag_writing import AuthorityFiles, Proofs, StampedCheckpoint, close_bag, write_proofs
from tawthiq.custody.checkpoints import sign_checkpoint, summarise
from tawthiq.custody.ledger import BEFORE_THE_FIRST, Entry, EntryKind
from tawthiq.sealing.cosigning import cosign, cosigner_of
from tawthiq.sealing.digests import digest_bytes, digest_text
from tawthiq.sealing.signing import SigningKey
from tawthiq.sealing.timestamps import make_request

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ORIGIN = "tawthiq.invalid/0123456789abcdef"
KEY = SigningKey(name=ORIGIN, seed=bytes(range(32)))
HOLDERS = tuple(
    SigningKey(name=name, seed=bytes([n]) * 32) for n, name in enumerate(("partner.invalid/a", "partner.invalid/b"), 7)
)
EXHIBITS = (b"the bytes of a photograph", "أقوال شاهدة مخترعة".encode())
SCRIPT = Path(bag_files.__file__).with_name("verify.sh")


class Ledger:
    """A ledger in memory."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def enter(self, kind: EntryKind, sha256: str = "", size: int = 0) -> int:
        seq = len(self.lines) + 1
        previous = digest_text(self.lines[-1]) if self.lines else BEFORE_THE_FIRST
        line = Entry(
            seq=seq,
            at=AT,
            kind=kind,
            object_id=f"object-{seq}",
            actor="member",
            salt=f"{seq:032x}",
            previous=previous,
            sha256=sha256,
            size=size,
        ).line()
        self.lines.append(line)
        return seq

    def note(self, key: SigningKey = KEY) -> str:
        return sign_checkpoint(summarise(self.lines, origin=ORIGIN, made_at=AT), key)


def cosigned_twice(ledger: Ledger) -> tuple[list[int], tuple[CosignedCheckpoint, ...]]:
    """Two holders sign the ledger as it stands and one of them again later; the entries that say so come with it."""
    seqs = [ledger.enter(EntryKind.KEY_ROTATED, cosigner_of(key).fingerprint(), 32) for key in HOLDERS]
    made = []
    for keys in (HOLDERS, HOLDERS[:1]):
        note, size = ledger.note(), len(ledger.lines)
        lines = [cosign(note, key, at=AT).splitlines()[-1] for key in keys]
        seqs += [ledger.enter(EntryKind.COSIGNED, digest_text(line), len(line.encode())) for line in lines]
        made.append(CosignedCheckpoint(size=size, note=note, lines=tuple(enumerate(lines, start=1))))
    return seqs, tuple(made)


def make_bag(folder: Path, authority: Authority | None, *, others: int = 9, with_holders: bool = False) -> Ledger:
    """Write a bag of two exhibits whose ledger has `others` entries that are nobody's business."""
    ledger = Ledger()
    seqs = []
    (folder / "data/exhibits").mkdir(parents=True)
    for content in EXHIBITS:
        seqs.append(ledger.enter(EntryKind.RECEIVED, digest_bytes(content), len(content)))
        (folder / "data/exhibits" / digest_bytes(content)).write_bytes(content)
        for _ in range(others // 2):
            ledger.enter(EntryKind.JUDGED)
    (folder / "data/index.json").write_text('{"exhibits": 2}\n')
    listed = bag_files.write_manifest(folder)
    seqs.append(ledger.enter(EntryKind.EXPORTED, digest_text(listed), len(listed)))
    stamped: tuple[StampedCheckpoint, ...] = ()
    authorities: tuple[AuthorityFiles, ...] = ()
    if authority is not None:
        note, size = ledger.note(), len(ledger.lines)
        token = authority.stamp(make_request(note.encode()))
        seqs.append(ledger.enter(EntryKind.TIMESTAMPED, digest_bytes(token), len(token)))
        stamped = (StampedCheckpoint(size=size, note=note, tokens=((1, token),)),)
        authorities = (AuthorityFiles(number=1, root_pem=authority.root_pem),)
    held, cosigned = cosigned_twice(ledger) if with_holders else ([], ())
    holders = tuple(HolderFile(number=n, cosigner=cosigner_of(key)) for n, key in enumerate(HOLDERS, start=1))
    proofs = Proofs(
        entries=(*seqs, *held),
        checkpoint=summarise(ledger.lines, origin=ORIGIN, made_at=AT),
        note=ledger.note(),
        verifier=KEY.verifier(),
        stamped=stamped,
        authorities=authorities,
        cosigned=cosigned,
        holders=holders if with_holders else (),
    )
    write_proofs(folder, ledger.lines, proofs)
    close_bag(folder, facts={"Bagging-Date": "2026-03-01"}, readme="Read me.\n")
    return ledger


def by_python(
    folder: Path, *, key: str = "", roots: tuple[str, ...] = (), holders: tuple[str, ...] = ()
) -> set[tuple[str, str]]:
    """What our verifier finds: code and place."""
    verdict = verify_bag(folder, key=key, roots=roots, holders=holders)
    return {(found.code, found.where) for found in verdict.findings}


def by_script(folder: Path, *options: str, shell: str = "sh", path: str | None = None) -> set[tuple[str, str]]:
    """What `verify.sh` finds (ours, not the one in the bag): code and place."""
    environment = {"PATH": path} if path else None
    done = subprocess.run(
        [shell, str(SCRIPT), str(folder), *options], capture_output=True, check=False, env=environment, text=True
    )
    assert done.returncode in {0, 1}, done.stderr
    found = set()
    for line in done.stdout.splitlines():
        if line.startswith("DOES NOT HOLD\t"):
            _, code, where = line.split("\t")
            found.add((code, where))
    assert bool(found) == bool(done.returncode), done.stdout + done.stderr
    return found

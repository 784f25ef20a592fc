"""A small but whole evidence bag, made without a database, and both verifiers asked about it."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

from custody.authority import Authority
from tawthiq.custody import bag_files
from tawthiq.custody.bag_verification import verify_bag
from tawthiq.custody.bag_writing import AuthorityFiles, Proofs, StampedCheckpoint, close_bag, write_proofs
from tawthiq.custody.checkpoints import sign_checkpoint, summarise
from tawthiq.custody.ledger import BEFORE_THE_FIRST, Entry, EntryKind
from tawthiq.sealing.digests import digest_bytes, digest_text
from tawthiq.sealing.signing import SigningKey
from tawthiq.sealing.timestamps import make_request

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ORIGIN = "tawthiq.invalid/0123456789abcdef"
KEY = SigningKey(name=ORIGIN, seed=bytes(range(32)))
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


def make_bag(folder: Path, authority: Authority | None, *, others: int = 9) -> Ledger:
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
    proofs = Proofs(
        entries=tuple(seqs),
        checkpoint=summarise(ledger.lines, origin=ORIGIN, made_at=AT),
        note=ledger.note(),
        verifier=KEY.verifier(),
        stamped=stamped,
        authorities=authorities,
    )
    write_proofs(folder, ledger.lines, proofs)
    close_bag(folder, facts={"Bagging-Date": "2026-03-01"}, readme="Read me.\n")
    return ledger


def by_python(folder: Path, *, key: str = "", roots: tuple[str, ...] = ()) -> set[tuple[str, str]]:
    """What our verifier finds: code and place."""
    return {(found.code, found.where) for found in verify_bag(folder, key=key, roots=roots).findings}


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

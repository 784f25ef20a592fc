"""Checks all that is kept: the ledger's chain, its checkpoints and their tokens, every exhibit, every release."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from tawthiq.actions.performing import now
from tawthiq.custody.checkpoints import check_against_ledger, open_checkpoint
from tawthiq.custody.ledger import Finding, check_chain, compare_with_held_copy
from tawthiq.custody.merkle import Tree, includes, leaf_hash
from tawthiq.guarding.roles import Permission, may, require
from tawthiq.keeping.exhibit_store import ExhibitStore, exhibit_store
from tawthiq.keeping.opening import mission_folder
from tawthiq.keeping.queries import custody, results
from tawthiq.keeping.queries import ledger as ledger_queries
from tawthiq.sealing.cosigning import read_cosignatures
from tawthiq.sealing.digests import digest_bytes, digest_text
from tawthiq.sealing.timestamps import verify_token
from tawthiq.terms.errors import EvidenceError
from tawthiq.terms.members import Viewer

Progress = Callable[[float, str], None]
WORDS = {
    "missing": "The kept file is not there.",
    "changed": "The kept file is not the one that was received.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosigned:
    """The newest that a holder outside signed: of how many entries they said, and when, that they held them."""

    holder: str
    size: int
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was checked and what does not hold.

    `cosigned` is the newest that each holder signed; `unnamed` are kept files that nothing names (after a power cut).
    """

    at: str
    entries: int
    exhibits: int
    releases: int
    checkpoints: int
    timestamps: int
    cosignatures: int
    cosigned: tuple[Cosigned, ...]
    head_seq: int
    head_sha256: str
    findings: tuple[Finding, ...]
    unnamed: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether everything holds."""
        return not self.findings


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitVerdict:
    """What holds of one exhibit: its entries by number, the signed ledger they are in, and when it had been stamped."""

    exhibit_id: UUID
    sha256: str
    entries: tuple[int, ...]
    checkpoint: int
    stamped_at: str
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether everything holds."""
        return not self.findings


def verify_mission(
    *,
    viewer: Viewer,
    held_copy: tuple[int, str] | None = None,
    held_notes: tuple[str, ...] = (),
    progress: Progress | None = None,
) -> Verdict:
    """Check ledger, checkpoints, tokens, exhibits and releases.

    `held_copy` is a (position, digest) and `held_notes` are signed checkpoints that were held elsewhere: they show a
    history that was rewritten, or rolled back to an older one, by somebody who has the key.
    """
    if not may(viewer, Permission.BACK_UP):
        require(viewer, Permission.READ_LEDGER)
    tell = progress or (lambda _share, _stage: None)
    rows = list(custody.ledger_rows(viewer=viewer))
    findings = list(check_chain(rows))
    entered = {digest for row in rows if (digest := _entered_digest(row[1]))}
    lines = [line for _, line, _ in rows]
    known = ledger_queries.checkpoints(viewer=viewer)
    findings += _check_checkpoints(lines, known, held_notes, viewer=viewer)
    findings += _check_cosignatures(lines, known)
    findings += _check_held_cosignatures(held_notes, viewer=viewer)
    tell(0.1, "ledger")
    exhibits = custody.all_exhibit_digests(viewer=viewer)
    store = exhibit_store()
    for done, (exhibit_id, sha256, size) in enumerate(exhibits):
        findings += _check_exhibit(exhibit_id, sha256, size, store=store, entered=entered)
        if done % 50 == 0:
            tell(0.1 + 0.8 * done / len(exhibits), "exhibits")
    checked_releases = 0
    if may(viewer, Permission.READ_NUMBERS):
        for release in results.releases(viewer=viewer):
            findings += _check_release(release.number, release.folder, release.manifest_sha256)
            checked_releases += 1
    if held_copy is not None:
        at_held = next((sha for seq, _, sha in rows if seq == held_copy[0]), None)
        findings += compare_with_held_copy(held_seq=held_copy[0], held_sha256=held_copy[1], sha256_now=at_held)
    named = {sha256 for _, sha256, _ in exhibits}
    tell(1.0, "done")
    return Verdict(
        at=now().isoformat(),
        entries=len(rows),
        exhibits=len(exhibits),
        releases=checked_releases,
        checkpoints=len(known),
        timestamps=sum(len(one.tokens) for one in known),
        cosignatures=sum(len(one.cosignatures) for one in known),
        cosigned=_newest_of_each(known),
        head_seq=rows[-1][0] if rows else 0,
        head_sha256=rows[-1][2] if rows else "",
        findings=tuple(findings),
        unnamed=tuple(sorted(set(store.digests()) - named)),
    )


def _check_checkpoints(
    lines: list[str],
    known: list[ledger_queries.CheckpointView],
    held_notes: tuple[str, ...],
    *,
    viewer: Viewer,
) -> Iterator[Finding]:
    verifiers = [key.verifier for key in ledger_queries.keys(viewer=viewer)]
    notes = [one.note for one in reversed(known)]
    yield from check_against_ledger(lines, [*notes, *held_notes], verifiers)
    authorities = {a.id: a for a in ledger_queries.authorities(viewer=viewer, with_retired=True)}
    for checkpoint in known:
        for token in checkpoint.tokens:
            where = f"timestamp of checkpoint {checkpoint.size} by {token.authority}"
            authority = authorities[token.authority_id]
            try:
                verify_token(
                    token.token,
                    checkpoint.note.encode("utf-8"),
                    root_pem=authority.root_pem,
                    chain_pem=authority.chain_pem,
                )
            except EvidenceError as error:
                yield Finding(code=error.code, where=where, words=error.problem)
            line = lines[token.seq - 1] if token.seq <= len(lines) else ""
            if digest_bytes(token.token) not in line:
                yield Finding(
                    code="timestamp.not_entered", where=where, words="No entry holds the digest of this token."
                )


def _check_cosignatures(lines: list[str], known: list[ledger_queries.CheckpointView]) -> Iterator[Finding]:
    """Each signature of a holder holds under its checkpoint, and an entry holds the digest of its line."""
    for checkpoint in known:
        for one in checkpoint.cosignatures:
            where = f"signature of {one.holder} under checkpoint {checkpoint.size}"
            try:
                read = read_cosignatures(f"{checkpoint.note}{one.line}\n", [one.cosigner])
            except EvidenceError as error:
                yield Finding(code=error.code, where=where, words=error.problem)
                continue
            if [(found.line, found.at) for found in read] != [(one.line, one.signed_at)]:
                words = "It is not the signature of the holder's key, or of another time."
                yield Finding(code="cosignature.signature", where=where, words=words)
            if digest_text(one.line) not in (lines[one.seq - 1] if one.seq <= len(lines) else ""):
                yield Finding(
                    code="cosignature.not_entered", where=where, words="No entry holds the digest of this signature."
                )


def _check_held_cosignatures(held_notes: tuple[str, ...], *, viewer: Viewer) -> Iterator[Finding]:
    """The signatures of known holders under what was held elsewhere hold too."""
    cosigners = [key.cosigner for key in ledger_queries.holder_keys(viewer=viewer)]
    for position, note in enumerate(held_notes, start=1):
        try:
            read_cosignatures(note, cosigners)
        except EvidenceError as error:
            yield Finding(code=error.code, where=f"checkpoint held elsewhere, number {position}", words=error.problem)


def _newest_of_each(known: list[ledger_queries.CheckpointView]) -> tuple[Cosigned, ...]:
    newest: dict[str, Cosigned] = {}
    for checkpoint in sorted(known, key=lambda one: one.size):
        for one in checkpoint.cosignatures:
            newest[one.holder] = Cosigned(
                holder=one.holder, size=checkpoint.size, at=one.signed_at.isoformat(timespec="seconds")
            )
    return tuple(newest[name] for name in sorted(newest))


def _entered_digest(line: str) -> str:
    try:
        data = json.loads(line)
    except ValueError:
        return ""
    kinds = {"received", "derived"}
    return str(data.get("sha256", "")) if isinstance(data, dict) and data.get("kind") in kinds else ""


def _check_exhibit(
    exhibit_id: str, sha256: str, size: int, *, store: ExhibitStore, entered: set[str]
) -> Iterator[Finding]:
    where = f"exhibit {exhibit_id}"
    if found := store.check(sha256, size):
        yield Finding(code=f"exhibit.{found}", where=where, words=WORDS[found])
    if sha256 not in entered:
        yield Finding(code="exhibit.not_entered", where=where, words="The ledger does not say that it was received.")


def verify_exhibit(exhibit_id: UUID, *, viewer: Viewer) -> ExhibitVerdict:
    """Check one exhibit: its bytes, and that its entries are in the ledger as it was last signed and stamped."""
    require(viewer, Permission.READ_LEDGER)
    exhibit = next((e for e in custody.all_exhibit_digests(viewer=viewer) if e[0] == str(exhibit_id)), None)
    if exhibit is None:
        raise custody.not_found()
    about = ledger_queries.entries_of([str(exhibit_id)], viewer=viewer)
    entered = {digest for _, _, line in about if (digest := _entered_digest(line))}
    findings = list(_check_exhibit(exhibit[0], exhibit[1], exhibit[2], store=exhibit_store(), entered=entered))
    known = ledger_queries.checkpoints(viewer=viewer)
    if known:
        findings += _check_inclusion(about, known[0], viewer=viewer)
    first = min((seq for seq, _, line in about if _entered_digest(line)), default=0)
    stamps = [t.stamped_at for c in known if c.size >= first > 0 for t in c.tokens]
    return ExhibitVerdict(
        exhibit_id=exhibit_id,
        sha256=exhibit[1],
        entries=tuple(seq for seq, _, _ in about),
        checkpoint=known[0].size if known else 0,
        stamped_at=min(stamps).isoformat() if stamps else "",
        findings=tuple(findings),
    )


def _check_inclusion(
    about: list[tuple[int, str, str]], newest: ledger_queries.CheckpointView, *, viewer: Viewer
) -> Iterator[Finding]:
    """Whether these entries are in the signed ledger; entries made since are not asked for yet."""
    where = f"checkpoint {newest.size}"
    try:
        signed = open_checkpoint(newest.note, [key.verifier for key in ledger_queries.keys(viewer=viewer)])
    except EvidenceError as error:
        yield Finding(code=error.code, where=where, words=error.problem)
        return
    lines = ledger_queries.lines(viewer=viewer, up_to=signed.size)
    tree = Tree(leaf_hash(line.encode("utf-8")) for line in lines)
    if tree.size < signed.size:
        yield Finding(code="checkpoint.rolled_back", where=where, words="The ledger is shorter than what was signed.")
        return
    for seq, _, line in about:
        if seq <= signed.size and not includes(
            leaf=leaf_hash(line.encode("utf-8")),
            index=seq - 1,
            size=signed.size,
            path=tree.prove_inclusion(seq - 1, signed.size),
            root=signed.root,
        ):
            words = "It is not in the ledger that was signed."
            yield Finding(code="ledger.not_signed", where=f"ledger entry {seq}", words=words)


def _check_release(number: int, folder: str, manifest_sha256: str) -> Iterator[Finding]:
    from tawthiq.publishing.release import verify_release

    path: Path = mission_folder() / "releases" / folder
    where = f"release {number}"
    manifest = path / "manifest.json"
    if not manifest.is_file():
        yield Finding(code="release.missing", where=where, words="The bundle's manifest is not there.")
        return
    for difference in verify_release(path, manifest_sha256=manifest_sha256):
        yield Finding(code="release.changed", where=where, words=str(difference))

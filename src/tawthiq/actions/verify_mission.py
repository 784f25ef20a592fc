"""Checks everything that is kept: the ledger's chain, every exhibit's bytes, every release, and that they agree."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tawthiq.actions.performing import now
from tawthiq.custody.ledger import Finding, check_chain, compare_with_held_copy
from tawthiq.guarding.roles import Permission, may, require
from tawthiq.keeping import blobs
from tawthiq.keeping.opening import mission_folder
from tawthiq.keeping.queries import custody, results
from tawthiq.sealing.digests import digest_file
from tawthiq.terms.members import Viewer

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was checked and what does not hold; `unnamed` are kept files that nothing names (after a power cut)."""

    at: str
    entries: int
    exhibits: int
    releases: int
    head_seq: int
    head_sha256: str
    findings: tuple[Finding, ...]
    unnamed: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether everything holds."""
        return not self.findings


def verify_mission(
    *, viewer: Viewer, held_copy: tuple[int, str] | None = None, progress: Progress | None = None
) -> Verdict:
    """Check ledger, exhibits and releases; with `held_copy` (position, digest) also that history was not rewritten."""
    if not may(viewer, Permission.BACK_UP):
        require(viewer, Permission.READ_LEDGER)
    tell = progress or (lambda _share, _stage: None)
    rows = list(custody.ledger_rows(viewer=viewer))
    findings = list(check_chain(rows))
    entered = {digest for row in rows if (digest := _entered_digest(row[1]))}
    tell(0.1, "ledger")
    exhibits = custody.all_exhibit_digests(viewer=viewer)
    root = mission_folder() / "exhibits"
    for done, (exhibit_id, sha256, size) in enumerate(exhibits):
        findings += _check_exhibit(exhibit_id, sha256, size, root=root, entered=entered)
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
        head_seq=rows[-1][0] if rows else 0,
        head_sha256=rows[-1][2] if rows else "",
        findings=tuple(findings),
        unnamed=tuple(sorted(set(blobs.kept_digests(root)) - named)),
    )


def _entered_digest(line: str) -> str:
    try:
        data = json.loads(line)
    except ValueError:
        return ""
    return str(data.get("sha256", "")) if isinstance(data, dict) and data.get("kind") == "received" else ""


def _check_exhibit(exhibit_id: str, sha256: str, size: int, *, root: Path, entered: set[str]) -> Iterator[Finding]:
    path = blobs.path_of(root, sha256)
    where = f"exhibit {exhibit_id}"
    if not path.is_file():
        yield Finding(code="exhibit.missing", where=where, words="The kept file is not there.")
    elif path.stat().st_size != size or digest_file(path) != sha256:
        yield Finding(code="exhibit.changed", where=where, words="The kept file is not the one that was received.")
    if sha256 not in entered:
        yield Finding(code="exhibit.not_entered", where=where, words="The ledger does not say that it was received.")


def _check_release(number: int, folder: str, manifest_sha256: str) -> Iterator[Finding]:
    from tawthiq.publishing.release import verify_release

    path = mission_folder() / "releases" / folder
    where = f"release {number}"
    manifest = path / "manifest.json"
    if not manifest.is_file():
        yield Finding(code="release.missing", where=where, words="The bundle's manifest is not there.")
        return
    for difference in verify_release(path, manifest_sha256=manifest_sha256):
        yield Finding(code="release.changed", where=where, words=str(difference))

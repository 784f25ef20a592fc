"""Restores a backup into an empty folder, checking every byte; needs no open mission until all is in place."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from tawthiq.keeping import copies
from tawthiq.keeping.copies import CONTENTS, DATABASE
from tawthiq.keeping.opening import FOLDERS
from tawthiq.sealing.digests import digest_file
from tawthiq.terms.errors import BadInputError, EvidenceError
from tawthiq.terms.members import Viewer

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A restored mission: where, and the ledger's head that the backup was made at."""

    folder: Path
    files: int
    ledger_seq: int
    ledger_sha256: str


def restore(archive: Path, folder: Path, *, progress: Progress | None = None) -> Restored:
    """Unpack a backup into a new folder, check every byte, and only then give it its name.

    Refuses (BadInputError) a folder that holds anything, a file that is no backup, and members that would lie
    outside the folder; (EvidenceError) any member that is missing, extra or changed. Opening the mission and
    `verify_mission` with a head held elsewhere then shows whether the backup is older than it should be.
    """
    tell = progress or (lambda _share, _stage: None)
    if folder.exists() and any(folder.iterdir()):
        raise BadInputError("restore.exists", f"The folder {folder.name} already holds something.", "Name a new one.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".restore-"))
    try:
        contents = _unpack(archive, work, tell)
        if (work / DATABASE).exists():
            copies.check_database(work / DATABASE)
        for name in FOLDERS:
            (work / name).mkdir(exist_ok=True)
        if folder.exists():
            folder.rmdir()
        work.replace(folder)
    finally:
        if work.exists():
            shutil.rmtree(work)
    tell(1.0, "done")
    return Restored(
        folder=folder,
        files=len(contents["sha256"]),
        ledger_seq=contents["ledger_seq"],
        ledger_sha256=contents["ledger_sha256"],
    )


def _unpack(archive: Path, work: Path, tell: Progress) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(archive) as packed:
            contents: dict[str, Any] = json.loads(packed.read(CONTENTS))
            wanted: dict[str, str] = contents["sha256"]
            present = {item.filename for item in packed.infolist()} - {CONTENTS}
            if present != set(wanted):
                raise EvidenceError(
                    "restore.members", "The backup holds other files than it says.", "Take another backup."
                )
            for done, (member, sha256) in enumerate(sorted(wanted.items())):
                _unpack_member(packed, member, sha256, work)
                tell(done / len(wanted), "files")
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise BadInputError(
            "restore.unreadable", f"{archive.name} is not a whole backup of a mission.", "Take another file."
        ) from error
    return contents


def _unpack_member(packed: zipfile.ZipFile, member: str, sha256: str, work: Path) -> None:
    path = PurePosixPath(member)
    if path.is_absolute() or ".." in path.parts or "\\" in member:
        raise EvidenceError("restore.path", "The backup names a file outside the mission.", "Do not use this backup.")
    target = work / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(member) as source, target.open("wb") as out:
        shutil.copyfileobj(source, out)
        out.flush()
        os.fsync(out.fileno())
    if digest_file(target) != sha256:
        raise EvidenceError("restore.changed", f"{member} in the backup has changed.", "Take another backup.")
    if path.parts[0] == "exhibits":
        target.chmod(0o444)


def enter_restored(*, viewer: Viewer) -> None:
    """Write into the ledger of the restored and opened mission that it was restored."""
    from tawthiq.actions.performing import performing
    from tawthiq.custody.ledger import EntryKind
    from tawthiq.guarding.roles import Permission

    with performing("restore", viewer=viewer, permission=Permission.BACK_UP) as deed:
        deed.enter(EntryKind.RESTORED, "mission")
        deed.note("mission", "mission")

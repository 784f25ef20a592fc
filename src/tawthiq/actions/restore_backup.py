"""Restores a backup into an empty folder, checking every byte; needs no open mission until all is in place.

A backup is a stranger's file until it is checked: age says nothing about who sealed it. Only members that a mission has
are taken, by name; each may hold as many bytes as the archive says it does and not one more, all together no more than
the disk has room for; nothing is written outside the new folder, and nothing stays when anything is wrong.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from tawthiq.keeping import carrying, copies, opening
from tawthiq.keeping.copies import CONTENTS, DATABASE
from tawthiq.keeping.opening import FOLDERS
from tawthiq.sealing.backups import MAGIC, open_stream
from tawthiq.sealing.digests import digest_file
from tawthiq.terms.errors import BadInputError, EvidenceError
from tawthiq.terms.members import Viewer

#: What a mission's folder can hold, and so a backup: no other name is taken.
MEMBER = re.compile(
    r"mission\.(toml|db)|exhibits/[0-9a-f]{2}/[0-9a-f]{64}|releases/(?!\.)[^/\\\x00-\x1f]+(/(?!\.)[^/\\\x00-\x1f]+)*"
)
OPENED = ".opened.zip"
LARGEST_CONTENTS = 512 * 1024 * 1024
SPARE = 64 * 1024 * 1024
CHUNK = 1024 * 1024

#: What the readers of archives and of JSON raise over a broken one.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RecursionError,
    RuntimeError,
    AttributeError,
    TypeError,
    KeyError,
    ValueError,
    OSError,
)

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A restored mission: where, and the ledger's head that the backup was made at."""

    folder: Path
    files: int
    ledger_seq: int
    ledger_sha256: str


def restore(archive: Path, folder: Path, *, identity: str = "", progress: Progress | None = None) -> Restored:
    """Unpack a backup into a new folder, check every byte, and only then give it its name.

    `identity` is the text of a key-holder's identity file, for a sealed one. Refuses (BadInputError) a folder that
    holds anything, a file that is no backup, a sealed one without identity, and members that would lie
    outside the folder; (EvidenceError) any member that is missing, extra or changed. Opening the mission and
    `verify_mission` with a head held elsewhere then shows whether the backup is older than it should be.
    """
    tell = progress or (lambda _share, _stage: None)
    if folder.exists() and any(folder.iterdir()):
        raise BadInputError("restore.exists", f"The folder {folder.name} already holds something.", "Name a new one.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".restore-"))
    try:
        contents = _unpack(_opened(archive, work, identity), work, tell)
        (work / OPENED).unlink(missing_ok=True)
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


def _opened(archive: Path, work: Path, identity: str) -> Path:
    """The archive itself, or what a sealed one holds, in the new folder."""
    with archive.open("rb") as source:
        if source.read(len(MAGIC)) != MAGIC:
            return archive
        if not identity:
            raise BadInputError("restore.sealed", "The backup is sealed.", "Give a key-holder's file with --identity.")
        source.seek(0)
        with (work / OPENED).open("xb") as out:
            open_stream(source, out, identity)
    return work / OPENED


def _unpack(archive: Path, work: Path, tell: Progress) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(archive) as packed:
            if packed.getinfo(CONTENTS).file_size > LARGEST_CONTENTS:
                raise EvidenceError("restore.size", "The backup's list is too long.", "Do not use this backup.")
            contents: dict[str, Any] = json.loads(packed.read(CONTENTS))
            wanted: dict[str, str] = contents["sha256"]
            if not isinstance(contents["ledger_seq"], int) or not isinstance(contents["ledger_sha256"], str):
                raise TypeError("the head of the ledger is none")
            present = {item.filename for item in packed.infolist()} - {CONTENTS}
            if present != set(wanted):
                raise EvidenceError(
                    "restore.members", "The backup holds other files than it says.", "Take another backup."
                )
            _check_members(packed.infolist(), work)
            for done, (member, sha256) in enumerate(sorted(wanted.items())):
                _unpack_member(packed, member, sha256, work)
                tell(done / len(wanted), "files")
    except _BROKEN as error:
        raise BadInputError(
            "restore.unreadable", f"{archive.name} is not a whole backup of a mission.", "Take another file."
        ) from error
    return contents


def _check_members(members: list[zipfile.ZipInfo], work: Path) -> None:
    """Refuse (EvidenceError) members that no mission has, twice the same, or more than the disk has room for."""
    names = [item.filename for item in members]
    for name in names:
        if name != CONTENTS and MEMBER.fullmatch(name) is None:
            raise EvidenceError(
                "restore.path", "The backup names a file that no mission has.", "Do not use this backup."
            )
    if len(set(names)) != len(names):
        raise EvidenceError("restore.members", "The backup holds a file twice.", "Do not use this backup.")
    if sum(item.file_size for item in members) > shutil.disk_usage(work).free - SPARE:
        raise EvidenceError(
            "restore.size", "The backup holds more than this disk has room for.", "Take a larger disk, if it is yours."
        )


def _unpack_member(packed: zipfile.ZipFile, member: str, sha256: str, work: Path) -> None:
    target = work / PurePosixPath(member)
    target.parent.mkdir(parents=True, exist_ok=True)
    left = packed.getinfo(member).file_size
    with packed.open(member) as source, target.open("xb") as out:
        while block := source.read(CHUNK):
            left -= len(block)
            if left < 0:
                raise EvidenceError("restore.size", "A file is larger than it says.", "Do not use this backup.")
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    if digest_file(target) != sha256:
        raise EvidenceError("restore.changed", f"{member} in the backup has changed.", "Take another backup.")
    if member.startswith("exhibits/"):
        target.chmod(0o444)


def place_in_postgresql(folder: Path, *, progress: Progress | None = None) -> None:
    """Open a mission just restored with its database moved into the empty PostgreSQL that DATABASE_URL names.

    Tables of an earlier version are brought up first. Refuses (SetupError) a database that holds a mission already.
    Where anything fails, the restored folder goes away again: the backup is still there, and nothing is half moved.
    A backup without a database (of PostgreSQL, from before it was held too) is left to what the database already holds.
    """
    if not (folder / DATABASE).exists():
        return
    try:
        carrying.bring_up(folder)
        opening.open_store(folder)
        opening.migrate()
        copies.place_database(folder, progress=progress)
    except BaseException:
        shutil.rmtree(folder)
        raise


def enter_restored(*, viewer: Viewer) -> None:
    """Write into the ledger of the restored and opened mission that it was restored."""
    from tawthiq.actions.performing import performing
    from tawthiq.custody.ledger import EntryKind
    from tawthiq.guarding.roles import Permission

    with performing("restore", viewer=viewer, permission=Permission.BACK_UP) as deed:
        deed.enter(EntryKind.RESTORED, "mission")
        deed.note("mission", "mission")

"""Backs up a mission while it is in use.

A backup is one zip, sealed to the key-holders that ``mission.toml`` names: ``mission.toml``, the database as of one
moment, every exhibit and release, and ``backup.json`` with the SHA-256 of each member and the ledger's head. It is
sealed while it is written; the copy of the database it is made from lies inside the mission until then. Without
recipients nothing is written, unless somebody says that it may lie open. Files are written beside their place and
renamed, so an interrupted backup leaves nothing that looks whole.

A backup that lies open, or that anybody opens whom ``mission.toml`` does not name, takes everything out of the mission.
Where the policy says so (`Step.BACK_UP`) it needs a second person's consent to just that: to an open one, or to these
very keys. The consent is used up before the first byte is written, so one consent never makes two backups; one that
fails on the way has to be asked for again. A backup sealed to the mission's own holders needs nobody.
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from tawthiq import __version__
from tawthiq.actions.performing import now, performing
from tawthiq.actions.second_person import ask as ask_another
from tawthiq.actions.second_person import holds_consent, take_consent
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission, require
from tawthiq.guarding.second_person import Step
from tawthiq.keeping import copies
from tawthiq.keeping.copies import CONTENTS, DATABASE
from tawthiq.keeping.durable import flush_file, flush_folder
from tawthiq.keeping.opening import FOLDERS, MISSION_FILE, mission_folder, read_mission
from tawthiq.keeping.queries import custody
from tawthiq.sealing.backups import check_recipients, seal_stream
from tawthiq.sealing.digests import copy_and_digest
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.members import Viewer

Progress = Callable[[float, str], None]
#: What a consent to a backup is filed under: there is one mission in a store.
MISSION = "mission"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupMade:
    """A backup: where, how many files, and the ledger's head it holds (write it down elsewhere)."""

    path: Path
    files: int
    size: int
    ledger_seq: int
    ledger_sha256: str
    sealed_to: int


def back_up(
    target: Path,
    *,
    viewer: Viewer,
    recipients: Sequence[str] = (),
    may_lie_open: bool = False,
    progress: Progress | None = None,
) -> BackupMade:
    """Write a backup to `target`, sealed to `recipients` (default: those of the mission).

    Refuses (BadInputError) a file that is already there, recipients of a backup that would lie open, and one that would
    lie open without `may_lie_open`; (NotAllowedError) one without the second person that the policy asks for.
    """
    tell = progress or (lambda _share, _stage: None)
    require(viewer, Permission.BACK_UP)
    keys = _keys(recipients, may_lie_open=may_lie_open)
    if target.exists():
        raise BadInputError("backup.exists", f"{target.name} is already there.", "Name a new file.")
    elsewhere = _elsewhere(keys)
    with performing("back_up", viewer=viewer, permission=Permission.BACK_UP) as deed:
        if elsewhere is not None:
            take_consent(Step.BACK_UP, object_id=MISSION, deed=deed, params=elsewhere)
        deed.enter(EntryKind.BACKED_UP, MISSION)
        deed.note("mission", MISSION, sealed_to=len(keys), elsewhere=elsewhere is not None)
    seq, sha256 = custody.ledger_head(viewer=viewer)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".backup-")
    os.close(handle)
    temporary = Path(name)
    try:
        with tempfile.TemporaryDirectory(dir=mission_folder(), prefix=".backup-") as work, temporary.open("wb") as out:
            members = _write(out, Path(work), keys, seq=seq, sha256=sha256, tell=tell)
        flush_file(temporary)
        temporary.replace(target)
        flush_folder(target.parent)
    finally:
        temporary.unlink(missing_ok=True)
    tell(1.0, "done")
    return BackupMade(
        path=target,
        files=members,
        size=target.stat().st_size,
        ledger_seq=seq,
        ledger_sha256=sha256,
        sealed_to=len(keys),
    )


def ask_second(*, reason: str, viewer: Viewer, recipients: Sequence[str] = (), may_lie_open: bool = False) -> UUID:
    """Ask another member to consent to just this backup: an open one, or one sealed to these keys.

    Refuses what `back_up` refuses of them, and (BadInputError) where no consent is needed, or one that holds is there.
    """
    require(viewer, Permission.BACK_UP)
    elsewhere = _elsewhere(_keys(recipients, may_lie_open=may_lie_open))
    if elsewhere is None or holds_consent(Step.BACK_UP, object_id=MISSION, params=elsewhere, viewer=viewer):
        raise BadInputError("backup.no_second", "This backup waits for nobody's consent.", "Make it.")
    return ask_another(Step.BACK_UP, object_id=MISSION, reason=reason, params=elsewhere, viewer=viewer)


def _keys(recipients: Sequence[str], *, may_lie_open: bool) -> Sequence[str]:
    """To whom it is sealed; nobody where it may lie open."""
    if may_lie_open and recipients:
        raise BadInputError("backup.both", "A backup is sealed to somebody, or it lies open.", "Leave one of them out.")
    if may_lie_open:
        return ()
    keys = check_recipients(recipients or read_mission(mission_folder()).backup_recipients)
    if not keys:
        raise BadInputError(
            "backup.no_recipients",
            "The mission names nobody to whom backups are sealed.",
            "Write the key-holders' public keys into mission.toml (backup_recipients), or name one with --to.",
        )
    return keys


def _elsewhere(keys: Sequence[str]) -> dict[str, Any] | None:
    """What a second person consents to; None for a backup that only the mission's own holders open."""
    if not keys:
        return {"backup": "open"}
    own = check_recipients(read_mission(mission_folder()).backup_recipients)
    return {"backup": "sealed", "to": sorted(set(keys))} if set(keys) - set(own) else None


def _write(out: BinaryIO, work: Path, keys: Sequence[str], *, seq: int, sha256: str, tell: Progress) -> int:
    """Write the archive, through the seal where there are keys; returns how many files it holds."""
    if not keys:
        return _pack(out, work, seq=seq, sha256=sha256, tell=tell)
    reading, writing = os.pipe()
    with ThreadPoolExecutor(1) as pool, os.fdopen(reading, "rb", buffering=0) as packed:
        sealing = pool.submit(_seal, packed, out, keys)
        try:
            with os.fdopen(writing, "wb") as sink:
                members = _pack(sink, work, seq=seq, sha256=sha256, tell=tell)
        finally:
            sealing.result()
    return members


def _seal(packed: BinaryIO, out: BinaryIO, keys: Sequence[str]) -> None:
    """Seal what comes through the pipe; closes it in any case, so that whoever writes into it never waits in vain."""
    try:
        seal_stream(packed, out, keys)
    finally:
        packed.close()


def _pack(archive: BinaryIO, work: Path, *, seq: int, sha256: str, tell: Progress) -> int:
    folder = mission_folder()
    copies.copy_database(work / DATABASE, progress=tell)
    files = [(folder / MISSION_FILE, MISSION_FILE), (work / DATABASE, DATABASE)]
    # Listed after the database was copied: a file that the copy names is there by then, never the other way round.
    files += [(path, path.relative_to(folder).as_posix()) for path in _kept_files(folder)]
    digests: dict[str, str] = {}
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for done, (path, member) in enumerate(files):
            with path.open("rb") as source, out.open(member, "w", force_zip64=True) as sink:
                digests[member], _ = copy_and_digest(source, sink)  # type: ignore[arg-type]
            tell(done / len(files), "files")
        contents = {
            "version": __version__,
            "made_at": now().isoformat(),
            "ledger_seq": seq,
            "ledger_sha256": sha256,
            "sha256": digests,
        }
        out.writestr(CONTENTS, json.dumps(contents, indent=1, sort_keys=True))
    return len(files)


def _kept_files(folder: Path) -> Iterator[Path]:
    for name in FOLDERS:
        for path in sorted((folder / name).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield path

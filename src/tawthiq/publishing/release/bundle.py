"""Writing a release: all of it or nothing, and never again.

The bundle is built in a hidden folder beside its place, every file is brought to the disk and made
read-only, and only then the folder takes its name in one step. A reader sees a whole release or none;
after a crash a hidden folder is left and may be deleted. A release that is there is never written over: a
correction is a new release.
"""

import errno
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tawthiq.publishing.drawing import draw_standalone
from tawthiq.publishing.release.manifest import MANIFEST, build_manifest
from tawthiq.publishing.release.parts import ReleaseMetadata, ReleaseParts, keep_declared
from tawthiq.publishing.release.report import write_methods, write_report
from tawthiq.publishing.tables import write_csv, write_json
from tawthiq.sealing.digests import digest_bytes
from tawthiq.terms.errors import BadInputError, ConflictError

_READ_ONLY_FILE = 0o444
_READ_ONLY_FOLDER = 0o555


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release on disk.

    Args:
        folder: where it is.
        manifest_sha256: digest of its manifest, for the ledger and for those who receive it.
        files: paths inside the folder, the manifest among them.
        withheld_columns: how many columns of the tables were not declared and stayed behind.
    """

    folder: Path
    manifest_sha256: str
    files: tuple[str, ...]
    withheld_columns: int


def write_release(folder: Path, *, parts: ReleaseParts, metadata: ReleaseMetadata, written_at: datetime) -> Release:
    """Write a release into `folder`/NAME, where NAME is the release's name; `folder` must be there.

    Holds `tables/*.csv` and `.json`, `pictures/*.svg`, `report.html`, `methods.md` and `manifest.json`.
    The same parts, metadata and time give the same bytes.

    Refuses (NotAllowedError) what is not declared, (BadInputError) two parts of one name or a time without
    zone, (ConflictError) a name that is taken. After a refusal nothing is left on disk.
    """
    if written_at.tzinfo is None:
        raise BadInputError("publishing.time_zone", "The time of a release needs its zone.", "Give it in UTC.")
    target = folder / metadata.name
    if target.exists():
        raise _taken()
    files, withheld = _build_files(parts, metadata, written_at)
    manifest = build_manifest(files, metadata=metadata, withheld_columns=withheld, written_at=written_at)
    _put_on_disk(target, {**files, MANIFEST: manifest})
    return Release(
        folder=target,
        manifest_sha256=digest_bytes(manifest),
        files=tuple(sorted((*files, MANIFEST))),
        withheld_columns=withheld,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A release in one language: what goes into it and where it comes from."""

    parts: ReleaseParts
    metadata: ReleaseMetadata


def write_editions(folder: Path, *, name: str, editions: Sequence[Edition], written_at: datetime) -> Release:
    """Write one release in several languages into `folder`/`name`: a folder for each language, one manifest for all.

    Refuses as `write_release`, and (BadInputError) no edition or two of one language. After a refusal nothing is
    left on disk.
    """
    languages = [edition.metadata.locale for edition in editions]
    if not languages or len(set(languages)) != len(languages):
        raise BadInputError(
            "publishing.languages", "A release has at least one language, each once.", "Choose them again."
        )
    if written_at.tzinfo is None:
        raise BadInputError("publishing.time_zone", "The time of a release needs its zone.", "Give it in UTC.")
    whole = replace(editions[0].metadata, name=name, locale=", ".join(languages))
    target = folder / name
    if target.exists():
        raise _taken()
    files: dict[str, bytes] = {}
    withheld = 0
    for edition in editions:
        built, stayed = _build_files(edition.parts, edition.metadata, written_at)
        files |= {f"{edition.metadata.locale}/{path}": data for path, data in built.items()}
        withheld = max(withheld, stayed)
    manifest = build_manifest(files, metadata=whole, withheld_columns=withheld, written_at=written_at)
    _put_on_disk(target, {**files, MANIFEST: manifest})
    return Release(
        folder=target,
        manifest_sha256=digest_bytes(manifest),
        files=tuple(sorted((*files, MANIFEST))),
        withheld_columns=withheld,
    )


def remove_release(release: Release) -> None:
    """Take back a bundle that was written and never recorded: nothing but the record makes it a release."""
    _remove(release.folder)


def _build_files(parts: ReleaseParts, metadata: ReleaseMetadata, written_at: datetime) -> tuple[dict[str, bytes], int]:
    """Every file but the manifest, and how many columns stayed behind."""
    tables = [keep_declared(table, parts.allowed) for table in parts.tables]
    for names in ([table.name for table in tables], [picture.name for picture in parts.pictures]):
        if len(set(names)) != len(names):
            raise BadInputError(
                "publishing.same_name", "Two parts of the release have one name.", "Rename one of them."
            )
    files = {
        "report.html": write_report(parts, tables, metadata=metadata, written_at=written_at),
        "methods.md": write_methods(tables, metadata=metadata, written_at=written_at),
    }
    for table in tables:
        files[f"tables/{table.name}.csv"] = write_csv(table)
        files[f"tables/{table.name}.json"] = write_json(table)
    for picture in parts.pictures:
        files[f"pictures/{picture.name}.svg"] = draw_standalone(picture.svg).encode()
    given = sum(len(table.columns) for table in parts.tables)
    return files, given - sum(len(table.columns) for table in tables)


def _taken() -> ConflictError:
    return ConflictError(
        "publishing.release_exists",
        "There is a release of this name; a release is never written over.",
        "Give the new one another name.",
    )


def _put_on_disk(target: Path, files: Mapping[str, bytes]) -> None:
    """Write, sync, make read-only, rename: in this order."""
    scratch = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.partial-"))
    try:
        for path, data in files.items():
            _write_synced(scratch / path, data)
        folders = sorted({(scratch / path).parent for path in files}, reverse=True)
        for folder in folders:
            folder.chmod(_READ_ONLY_FOLDER)
            _sync_folder(folder)
        _rename(scratch, target)
    except BaseException:
        _remove(scratch)
        raise
    _sync_folder(target.parent)


def _write_synced(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    path.chmod(_READ_ONLY_FILE)


def _sync_folder(folder: Path) -> None:
    """Bring the folder's list of names to the disk, where the system can open folders."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _rename(scratch: Path, target: Path) -> None:
    try:
        scratch.rename(target)
    except OSError as error:
        if error.errno in {errno.ENOTEMPTY, errno.EEXIST}:
            raise _taken() from error
        raise


def _remove(scratch: Path) -> None:
    """Remove an unfinished bundle, its read-only folders included."""
    for here, _, _ in os.walk(scratch):
        Path(here).chmod(0o755)
    shutil.rmtree(scratch, ignore_errors=True)

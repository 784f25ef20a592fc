"""A member looks into a release, and takes a file of it: the folder is compared with its manifest each time."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tawthiq.actions.performing import performing
from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.opening import mission_folder
from tawthiq.keeping.queries import results
from tawthiq.keeping.queries.results import ReleaseView, ResultView
from tawthiq.publishing.release import Difference, verify_release
from tawthiq.publishing.release.manifest import MANIFEST
from tawthiq.publishing.tables import Table, read_json
from tawthiq.sealing.digests import digest_bytes
from tawthiq.terms.errors import EvidenceError, NotFoundError
from tawthiq.terms.members import Viewer

LANGUAGES = ("en", "ar")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedFile:
    """A file as the manifest lists it; the manifest itself with its own digest."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLookedInto:
    """A release, its files, and how the folder differs from what was released (nothing, if all is well)."""

    release: ReleaseView
    files: tuple[ReleasedFile, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedReleaseFile:
    """A checked file of a release; whoever asked closes it."""

    stream: BinaryIO
    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedTable:
    """A table of a release, and the kept count it was made from where the viewer sees it.

    `has_left_out` says that the release leaves persons out whom the count holds.
    """

    release: ReleaseView
    table: Table
    csv_path: str
    count: ResultView | None
    has_left_out: bool


def look_into_release(number: int, *, viewer: Viewer) -> ReleaseLookedInto:
    """A release with its files and the check of each against the manifest whose digest the ledger holds."""
    require_sight(viewer, Permission.READ_NUMBERS)
    release = results.release(number, viewer=viewer)
    folder = _folder_of(release)
    return ReleaseLookedInto(
        release=release,
        files=_listed(folder, release.manifest_sha256),
        differences=verify_release(folder, manifest_sha256=release.manifest_sha256),
    )


def open_release_file(number: int, path: str, *, viewer: Viewer) -> OpenedReleaseFile:
    """Open one file of a release and note it in the audit.

    Refuses (NotFoundError) a path that the manifest does not list and (EvidenceError) bytes that differ from it.
    """
    require_sight(viewer, Permission.READ_NUMBERS)
    with performing("open_release_file", viewer=viewer, permission=Permission.READ_NUMBERS) as deed:
        release = results.release(number, viewer=viewer)
        folder = _folder_of(release)
        listed = {file.path: file for file in _listed(folder, release.manifest_sha256)}
        if path not in listed:
            raise NotFoundError("release.no_file", "This release has no such file.", "Look at the list of its files.")
        data = _read_listed(folder, listed[path])
        deed.note("release", release.id, path=path, sha256=listed[path].sha256)
    return OpenedReleaseFile(
        stream=io.BytesIO(data), name=f"{release.folder}-{path.replace('/', '-')}", sha256=listed[path].sha256
    )


def read_release_table(number: int, name: str, *, viewer: Viewer) -> ReleasedTable:
    """A table of a release as its file holds it, in the viewer's language where the release speaks it.

    Refuses (NotFoundError) a table that the release has not and (EvidenceError) a file that differs from the manifest.
    """
    require_sight(viewer, Permission.READ_NUMBERS)
    release = results.release(number, viewer=viewer)
    folder = _folder_of(release)
    listed = {file.path: file for file in _listed(folder, release.manifest_sha256)}
    paths = [f"{language}/tables/{name}.json" for language in (viewer.language, *LANGUAGES)]
    path = next((path for path in paths if path in listed), None)
    if path is None:
        raise NotFoundError("release.no_file", "This release has no such file.", "Look at the list of its files.")
    data = _read_listed(folder, listed[path])
    settings = json.loads(_read_listed(folder, listed[MANIFEST]))["settings"]
    return ReleasedTable(
        release=release,
        table=read_json(data),
        csv_path=path.removesuffix("json") + "csv",
        count=results.count_with_digest(settings["count"]["result_sha256"], viewer=viewer),
        has_left_out=bool(settings["persons_left_out_for_consent"]),
    )


def _read_listed(folder: Path, file: ReleasedFile) -> bytes:
    """The bytes of a listed file; refuses (EvidenceError) where they are not those that were released."""
    data = (folder / file.path).read_bytes() if (folder / file.path).is_file() else b""
    if digest_bytes(data) != file.sha256:
        raise EvidenceError(
            "release.changed",
            "This file is not the one that was released.",
            "Take it from a copy of the release held elsewhere, and find out who changed it.",
        )
    return data


def _folder_of(release: ReleaseView) -> Path:
    return mission_folder() / "releases" / release.folder


def _listed(folder: Path, manifest_sha256: str) -> tuple[ReleasedFile, ...]:
    """The files of a manifest that is the released one; none where it is missing or another."""
    file = folder / MANIFEST
    data = file.read_bytes() if file.is_file() else b""
    if digest_bytes(data) != manifest_sha256:
        return ()
    files = json.loads(data)["files"]
    listed = [ReleasedFile(path=path, sha256=one["sha256"], size=one["size"]) for path, one in sorted(files.items())]
    return (ReleasedFile(path=MANIFEST, sha256=manifest_sha256, size=len(data)), *listed)

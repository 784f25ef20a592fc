"""The manifest of a release and the check of a folder against it.

`manifest.json` lists every file of the bundle but itself with SHA-256 and size. Its own digest belongs in the
ledger and in the hands of whoever receives the release: who can change a file can change a manifest too.
"""

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from tawthiq.publishing.release.parts import ReleaseMetadata
from tawthiq.sealing.digests import digest_bytes, digest_file

MANIFEST = "manifest.json"
FORMAT = "tawthiq-release/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One way in which a folder is not what its manifest says.

    Args:
        kind: ``missing``, ``changed``, ``extra``, or ``manifest`` when the manifest itself cannot be trusted.
        path: of the file inside the folder, with ``/``.
    """

    kind: Literal["missing", "changed", "extra", "manifest"]
    path: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.path}"


def build_manifest(
    files: Mapping[str, bytes], *, metadata: ReleaseMetadata, withheld_columns: int, written_at: datetime
) -> bytes:
    """The manifest's bytes; the same release gives the same bytes."""
    written = {
        "format": FORMAT,
        "name": metadata.name,
        "title": metadata.title,
        "mission": metadata.mission,
        "locale": metadata.locale,
        "written_at": written_at.isoformat(),
        "software": {"name": "tawthiq", "version": metadata.version},
        "seed": metadata.seed,
        "ledger": {"position": metadata.ledger_position, "digest": metadata.ledger_digest},
        "audience": list(metadata.audience),
        "licence": metadata.licence,
        "suppressed_below": metadata.suppressed_below,
        "withheld_columns": withheld_columns,
        "settings": metadata.settings,
        "files": {path: {"sha256": digest_bytes(data), "size": len(data)} for path, data in sorted(files.items())},
    }
    text = json.dumps(written, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    return (text + "\n").encode()


def verify_release(folder: Path, *, manifest_sha256: str | None = None) -> tuple[Difference, ...]:
    """Compare a release's folder with its manifest; nothing in the result means that nothing differs.

    Args:
        folder: of the release.
        manifest_sha256: digest of the manifest as kept elsewhere; without it only what the folder says of
            itself is checked.

    Reads every file. A link, a device or a folder in a file's place counts as changed; nothing is followed
    out of the folder.
    """
    try:
        data = (folder / MANIFEST).read_bytes()
    except OSError:
        return (Difference(kind="manifest", path=MANIFEST),)
    listed = _read_listing(data)
    if listed is None or (manifest_sha256 is not None and digest_bytes(data) != manifest_sha256):
        return (Difference(kind="manifest", path=MANIFEST),)
    found = _list_files(folder)
    differences = [Difference(kind="extra", path=path) for path in found - listed.keys() - {MANIFEST}]
    for path, entry in listed.items():
        if path not in found:
            differences.append(Difference(kind="missing", path=path))
        elif not _is_as_listed(folder / path, entry):
            differences.append(Difference(kind="changed", path=path))
    return tuple(sorted(differences, key=lambda item: (item.path, item.kind)))


def _read_listing(data: bytes) -> dict[str, dict[str, Any]] | None:
    """The files a manifest lists, or None when it is none of ours."""
    try:
        read = json.loads(data)
        if read["format"] != FORMAT:
            return None
        return {str(path): {"sha256": str(e["sha256"]), "size": int(e["size"])} for path, e in read["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _list_files(folder: Path) -> set[str]:
    """Every file, link and empty folder below the folder; links are named, never followed."""
    found: set[str] = set()
    for here, folders, files in os.walk(folder, followlinks=False):
        inside = Path(here).relative_to(folder)
        found.update((inside / name).as_posix() for name in files)
        found.update((inside / name).as_posix() for name in folders if (Path(here) / name).is_symlink())
        if not folders and not files and Path(here) != folder:
            found.add(inside.as_posix())
    return found


def _is_as_listed(path: Path, entry: Mapping[str, Any]) -> bool:
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode) or status.st_size != entry["size"]:
        return False
    return digest_file(path) == str(entry["sha256"])

"""Kept files: each lies under its own SHA-256 in ``exhibits/``, read-only, and is never changed.

A file is written beside its place, flushed to the disk, renamed, and the folder flushed too, before anything
in the database names it: a power cut leaves at most a file nobody names, never a name without a file.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from tawthiq.sealing.digests import copy_and_digest, digest_file, digest_stream
from tawthiq.terms.errors import EvidenceError


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """What was kept: its digest and size. `was_new` is False when the same bytes had been kept before."""

    sha256: str
    size: int
    was_new: bool


def path_of(root: Path, sha256: str) -> Path:
    """Where the file with this digest lies; refuses (EvidenceError) anything that is not a digest."""
    if len(sha256) != 64 or any(c not in "0123456789abcdef" for c in sha256):
        raise EvidenceError("evidence.digest", "This is not a SHA-256 digest.", "Check the id.")
    return root / sha256[:2] / sha256


def keep(root: Path, source: BinaryIO) -> KeptFile:
    """Keep the bytes of `source`; the same bytes twice are kept once."""
    root.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=root, prefix=".incoming-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            sha256, size = copy_and_digest(source, out)
            out.flush()
            os.fsync(out.fileno())
        target = path_of(root, sha256)
        if target.exists():
            if digest_file(target) != sha256:
                raise EvidenceError(
                    "evidence.changed", f"The kept file {sha256[:12]} has changed on disk.", "Run `tawthiq verify`."
                )
            return KeptFile(sha256=sha256, size=size, was_new=False)
        target.parent.mkdir(exist_ok=True)
        temporary.chmod(0o444)
        temporary.replace(target)
        _flush_folder(target.parent)
        _flush_folder(root)
        return KeptFile(sha256=sha256, size=size, was_new=True)
    finally:
        temporary.unlink(missing_ok=True)


def read(root: Path, sha256: str) -> bytes:
    """The bytes of a kept file, checked against their digest; refuses (EvidenceError) missing or changed ones."""
    path = path_of(root, sha256)
    if not path.is_file():
        raise EvidenceError("evidence.missing", f"The kept file {sha256[:12]} is missing.", "Restore it from a backup.")
    if digest_file(path) != sha256:
        raise EvidenceError(
            "evidence.changed", f"The kept file {sha256[:12]} has changed on disk.", "Restore it from a backup."
        )
    return path.read_bytes()


def open_checked(root: Path, sha256: str) -> BufferedReader:
    """A kept file open for reading, its bytes checked first; memory stays flat whatever its size.

    What is read afterwards is the very file that was checked. Refuses (EvidenceError) missing or changed bytes.
    """
    path = path_of(root, sha256)
    if not path.is_file():
        raise EvidenceError("evidence.missing", f"The kept file {sha256[:12]} is missing.", "Restore it from a backup.")
    stream = path.open("rb")
    if digest_stream(stream) != sha256:
        stream.close()
        raise EvidenceError(
            "evidence.changed", f"The kept file {sha256[:12]} has changed on disk.", "Restore it from a backup."
        )
    stream.seek(0)
    return stream


def kept_digests(root: Path) -> Iterator[str]:
    """Every digest under which a file lies."""
    if root.is_dir():
        for folder in sorted(root.iterdir()):
            if folder.is_dir():
                yield from sorted(item.name for item in folder.iterdir())


def abandoned(root: Path) -> list[Path]:
    """Files that a killed process left half-written; nothing names them."""
    return sorted(root.glob(".incoming-*")) if root.is_dir() else []


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

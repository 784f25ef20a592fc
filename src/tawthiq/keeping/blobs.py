"""Kept files: each lies under its own SHA-256 in ``exhibits/``, read-only, and is never changed.

A file is written beside its place, flushed to the disk, renamed, and the folder flushed too, before anything
in the database names it: a power cut leaves at most a file nobody names, never a name without a file.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from tawthiq.keeping.durable import flush_folder
from tawthiq.sealing.digests import copy_and_digest, digest_file, digest_stream
from tawthiq.terms.errors import EvidenceError, SetupError

#: What a full or failing disk says.
DISK_FAILS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS})


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
    """Keep the bytes of `source`; the same bytes twice are kept once.

    Refuses (EvidenceError) where the file of these bytes has changed on disk, (SetupError) where the disk is full or
    fails. After a failed flush nothing is tried again: the system may have dropped what it could not write and call
    the next flush a success. Whatever was new is taken away, and the member sends it anew.
    """
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
            return _found_again(root, target, sha256, size)
        target.parent.mkdir(exist_ok=True)
        temporary.chmod(0o444)
        temporary.replace(target)
        try:
            flush_folder(target.parent)
            flush_folder(root)
        except OSError:
            target.unlink(missing_ok=True)
            raise
        return KeptFile(sha256=sha256, size=size, was_new=True)
    except OSError as error:
        if error.errno in DISK_FAILS:
            raise SetupError(
                "evidence.disk",
                "The disk did not take the file: it is full or failing.",
                "Nothing was kept. Make room, or replace the disk; then send it again.",
            ) from error
        raise
    finally:
        temporary.unlink(missing_ok=True)


def _found_again(root: Path, target: Path, sha256: str, size: int) -> KeptFile:
    """A file that is there already: a process may have died before it was flushed, so it is flushed again."""
    with target.open("rb") as held:
        if digest_stream(held) != sha256:
            raise changed(sha256, "Run `tawthiq verify`.")
        os.fsync(held.fileno())
    flush_folder(target.parent)
    flush_folder(root)
    return KeptFile(sha256=sha256, size=size, was_new=False)


def changed(sha256: str, next_step: str) -> EvidenceError:
    """The error for kept bytes that are not those that were received."""
    return EvidenceError("evidence.changed", f"The kept file {sha256[:12]} has changed on disk.", next_step)


def missing(sha256: str) -> EvidenceError:
    """The error for kept bytes that are not there."""
    return EvidenceError("evidence.missing", f"The kept file {sha256[:12]} is missing.", "Restore it from a backup.")


def check(root: Path, sha256: str, size: int) -> str:
    """What is wrong with a kept file: ``missing``, ``changed``, or nothing (an empty text)."""
    path = path_of(root, sha256)
    if not path.is_file():
        return "missing"
    return "" if path.stat().st_size == size and digest_file(path) == sha256 else "changed"


def read(root: Path, sha256: str) -> bytes:
    """The bytes of a kept file, checked against their digest; refuses (EvidenceError) missing or changed ones."""
    with open_checked(root, sha256) as stream:
        return stream.read()


def open_checked(root: Path, sha256: str) -> BufferedReader:
    """A kept file open for reading, its bytes checked first; memory stays flat whatever its size.

    What is read afterwards is the very file that was checked. Refuses (EvidenceError) missing or changed bytes.
    """
    path = path_of(root, sha256)
    if not path.is_file():
        raise missing(sha256)
    stream = path.open("rb")
    if digest_stream(stream) != sha256:
        stream.close()
        raise changed(sha256, "Restore it from a backup.")
    stream.seek(0)
    return stream


def kept_digests(root: Path) -> Iterator[str]:
    """Every digest under which a file lies."""
    if root.is_dir():
        for folder in sorted(root.iterdir()):
            if folder.is_dir():
                yield from sorted(item.name for item in folder.iterdir())

"""Where the open mission keeps its files: the folder ``exhibits/``, or storage that speaks S3. One interface for both.

``TAWTHIQ_EXHIBITS=s3://BUCKET/PREFIX`` (with ``?endpoint=URL`` for a server of one's own) moves new files to object
storage; the extra ``tawthiq[s3]`` brings what it needs, and the credentials come from the environment as everywhere
with S3. Whatever the store answers, bytes leave only after their digest was checked here.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, cast
from urllib.parse import parse_qsl, urlsplit

from tawthiq.keeping import blobs
from tawthiq.keeping.blobs import KeptFile
from tawthiq.sealing.digests import copy_and_digest, measure
from tawthiq.terms.errors import EvidenceError, SetupError

if TYPE_CHECKING:
    from storages.backends.s3 import S3Storage

SPOOL = 8 * 1024 * 1024


class ExhibitStore(Protocol):
    """What the rest of the house asks of a store of kept files."""

    def keep(self, source: BinaryIO) -> KeptFile:
        """Keep the bytes of `source` for good before this returns; the same bytes twice are kept once."""

    def open_checked(self, sha256: str) -> BufferedReader:
        """The kept bytes, checked first; refuses (EvidenceError) missing or changed ones."""

    def check(self, sha256: str, size: int) -> str:
        """What is wrong with a kept file: ``missing``, ``changed``, or nothing."""

    def as_path(self, sha256: str) -> AbstractContextManager[Path]:
        """The kept file as a local one, for readers that need a path; it is only for reading."""

    def digests(self) -> Iterator[str]:
        """Every digest under which a file lies."""


class FolderStore:
    """Files in a folder of the mission."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def keep(self, source: BinaryIO) -> KeptFile:
        """See `blobs.keep`."""
        return blobs.keep(self._root, source)

    def open_checked(self, sha256: str) -> BufferedReader:
        """See `blobs.open_checked`."""
        return blobs.open_checked(self._root, sha256)

    def check(self, sha256: str, size: int) -> str:
        """See `blobs.check`."""
        return blobs.check(self._root, sha256, size)

    @contextmanager
    def as_path(self, sha256: str) -> Iterator[Path]:
        """The very file in its place."""
        yield blobs.path_of(self._root, sha256)

    def digests(self) -> Iterator[str]:
        """See `blobs.kept_digests`."""
        return blobs.kept_digests(self._root)


class ObjectStore:
    """Files in object storage, each under the first two letters of its digest and its digest.

    A file is written to a temporary one first, because its name is its digest; the server is told the SHA-256 and
    refuses other bytes; and what it then holds is read back before anything names it.
    """

    def __init__(self, storage: S3Storage) -> None:
        self._storage = storage

    def keep(self, source: BinaryIO) -> KeptFile:
        """Keep the bytes of `source`; refuses (EvidenceError) where the storage gives back others."""
        with tempfile.TemporaryFile() as spool:
            sha256, size = copy_and_digest(source, spool)
            found = self.check(sha256, size)
            if found == "changed":
                raise blobs.changed(sha256, "Run `tawthiq verify`.")
            if not found:
                return KeptFile(sha256=sha256, size=size, was_new=False)
            spool.seek(0)
            self._storage.save(_name(sha256), spool)
        if self.check(sha256, size):
            raise EvidenceError(
                "evidence.not_kept", f"The storage did not keep {sha256[:12]} as it was sent.", "Send it again."
            )
        return KeptFile(sha256=sha256, size=size, was_new=True)

    def open_checked(self, sha256: str) -> BufferedReader:
        """The bytes in a temporary file that has no name; they are checked before they are handed on."""
        spool = cast("BufferedReader", tempfile.TemporaryFile())  # noqa: SIM115 - whoever asked closes it
        try:
            with self._storage.open(_name(sha256)) as kept:
                found, _ = copy_and_digest(kept, spool)
        except FileNotFoundError as error:
            spool.close()
            raise blobs.missing(sha256) from error
        if found != sha256:
            spool.close()
            raise blobs.changed(sha256, "Restore it from a backup.")
        spool.seek(0)
        return spool

    def check(self, sha256: str, size: int) -> str:
        """Read the whole object and compare."""
        try:
            with self._storage.open(_name(sha256)) as kept:
                found = measure(kept)
        except FileNotFoundError:
            return "missing"
        return "" if found == (sha256, size) else "changed"

    @contextmanager
    def as_path(self, sha256: str) -> Iterator[Path]:
        """The bytes, checked, in a temporary file of the same name that is gone afterwards."""
        with tempfile.TemporaryDirectory(prefix="tawthiq-") as folder, self.open_checked(sha256) as kept:
            path = Path(folder) / sha256
            with path.open("xb") as out:
                copy_and_digest(kept, out)
            yield path

    def digests(self) -> Iterator[str]:
        """Every object's name, folder by folder."""
        folders, _ = self._storage.listdir("")
        for folder in sorted(folders):
            yield from sorted(self._storage.listdir(folder)[1])


def _name(sha256: str) -> str:
    return blobs.path_of(Path(), sha256).as_posix()


def exhibit_store() -> ExhibitStore:
    """The store of the open mission; refuses (SetupError) an address it cannot read."""
    from tawthiq.keeping.opening import mission_folder

    address = os.environ.get("TAWTHIQ_EXHIBITS", "")
    if not address:
        return FolderStore(mission_folder() / "exhibits")
    return ObjectStore(open_storage(address))


def open_storage(address: str) -> S3Storage:
    """Storage at ``s3://BUCKET/PREFIX?endpoint=URL``; needs the extra ``s3``."""
    parts = urlsplit(address)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    if parts.scheme != "s3" or not parts.hostname or set(options) - {"endpoint", "region"}:
        raise SetupError(
            "exhibits.address", "TAWTHIQ_EXHIBITS is not the address of a bucket.", "Write s3://BUCKET/PREFIX."
        )
    try:
        from storages.backends.s3 import S3Storage
    except ImportError as error:
        raise SetupError(
            "exhibits.extra", "Storage that speaks S3 needs more packages.", "Install tawthiq[s3]."
        ) from error
    return S3Storage(
        bucket_name=parts.hostname,
        location=parts.path.strip("/"),
        endpoint_url=options.get("endpoint"),
        region_name=options.get("region"),
        file_overwrite=True,
        default_acl=None,
        querystring_auth=True,
        object_parameters={"ChecksumAlgorithm": "SHA256", "ContentType": "application/octet-stream"},
        max_memory_size=SPOOL,
    )

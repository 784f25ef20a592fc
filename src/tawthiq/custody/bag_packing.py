"""A bag as one zip file, and back: a stranger's archive is unpacked only where it cannot do harm.

Rules: plain names below one folder only, no name twice, no links, at most as many bytes as each member says and all
together no more than the disk has room for. Whatever breaks one of them is refused before anything else is read.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tawthiq.custody.bag_files import files_under, is_safe
from tawthiq.terms.errors import BadInputError, EvidenceError

CHUNK = 1024 * 1024
SPARE = 64 * 1024 * 1024
MOST_MEMBERS = 1_000_000


def pack_bag(folder: Path, target: Path) -> None:
    """Write the bag in `folder` as a zip file, on the disk before this returns."""
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for path in files_under(folder):
            out.write(folder / path, path)
    with target.open("rb") as written:
        os.fsync(written.fileno())


@contextmanager
def unpacked(bag: Path) -> Iterator[Path]:
    """The folder of a bag; a zip file is unpacked into a temporary one that is gone afterwards.

    Refuses (BadInputError) what is neither, (EvidenceError) an archive that breaks a rule above.
    """
    if bag.is_dir():
        yield bag
        return
    with tempfile.TemporaryDirectory(prefix="tawthiq-") as name:
        folder = Path(name)
        try:
            with zipfile.ZipFile(bag) as archive:
                _unpack(archive, folder)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
            OSError,
        ) as error:
            raise BadInputError("bag.unreadable", "This is no bag and no zip file of one.", "Take another.") from error
        yield folder


def _unpack(archive: zipfile.ZipFile, folder: Path) -> None:
    members = [item for item in archive.infolist() if not item.is_dir()]
    names = [item.filename for item in members]
    links = [item for item in members if stat.S_ISLNK(item.external_attr >> 16)]
    if len(members) > MOST_MEMBERS or len(set(names)) != len(names) or links or not all(map(is_safe, names)):
        raise EvidenceError("bag.archive", "The archive names files that no bag has.", "Do not open it otherwise.")
    if sum(item.file_size for item in members) > shutil.disk_usage(folder).free - SPARE:
        raise EvidenceError("bag.size", "The archive holds more than this disk has room for.", "Take a larger disk.")
    for item in members:
        target = folder / item.filename
        target.parent.mkdir(parents=True, exist_ok=True)
        left = item.file_size
        with archive.open(item) as source, target.open("xb") as out:
            while block := source.read(CHUNK):
                left -= len(block)
                if left < 0:
                    raise EvidenceError("bag.size", "A file is larger than it says.", "Do not open it otherwise.")
                out.write(block)

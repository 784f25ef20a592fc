"""What a file is by its content, and whether it is safe to hand to a workbook reader.

A workbook is a zip of parts. Before anything reads it, the directory is checked (sizes, ratios, parts that
overlap), and every part is unpacked here in pieces and counted, so that a directory that lies about sizes is
found out by the bytes and not by the memory. The rectangle each sheet spans is measured from its cells,
because readers reserve all of it. On the way, cells that hold an error, or a formula without a stored result,
are noted: the reader would give them out as empty.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from tawthiq.intake.limits import MEGABYTE, Limits
from tawthiq.intake.part_scans import FileKind, PartCells, locked, scan_for
from tawthiq.terms.errors import BadInputError

PIECE = 256 * 1024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def find_kind(path: Path) -> FileKind:
    """The kind of file by content; refuses (BadInputError) what is neither a text table nor a workbook."""
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(_OLE):
        return _ole_kind(path)
    if head.startswith(b"PK"):
        return _zip_kind(path)
    if head.startswith((b"%PDF", b"{\\rtf", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\x89PNG", b"\xff\xd8\xff")):
        raise _not_a_list(path)
    return FileKind.TEXT


def _not_a_list(path: Path) -> BadInputError:
    return BadInputError(
        "intake.not_a_list",
        f"{path.name} is neither a workbook nor a table in text.",
        "Save the list as XLSX, ODS or CSV and try again.",
    )


def damaged(path: Path) -> BadInputError:
    """The refusal of a workbook that is cut short or broken."""
    return BadInputError(
        "intake.damaged",
        f"{path.name} is cut short or damaged: its parts cannot be read.",
        "Ask for the file again; compare its size with the sender's.",
    )


def _ole_kind(path: Path) -> FileKind:
    names = {"EncryptedPackage".encode("utf-16-le"): "locked", "Workbook".encode("utf-16-le"): "xls"}
    names["Book".encode("utf-16-le")] = "xls"
    found: set[str] = set()
    with path.open("rb") as file:
        tail = b""
        while piece := file.read(PIECE):
            window = tail + piece
            found |= {kind for name, kind in names.items() if name in window}
            tail = window[-64:]
    if "locked" in found:
        raise locked(path)
    if "xls" in found:
        return FileKind.XLS
    raise damaged(path) if path.suffix.lower() in {".xls", ".xlsx"} else _not_a_list(path)


def _zip_kind(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if any(info.flag_bits & 1 for info in archive.infolist()):
                raise locked(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as failure:
        raise damaged(path) from failure
    if "xl/workbook.xml" in names:
        return FileKind.XLSX
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return FileKind.ODS
    raise _not_a_list(path)


def check_workbook(path: Path, *, kind: FileKind, limits: Limits) -> dict[str, PartCells]:
    """Unpack every part in pieces against the limits; what was seen in the sheets, by name of the part.

    Refuses (BadInputError) ``intake.zip_bomb``, ``intake.damaged``, ``intake.password`` and
    ``intake.too_many_cells``. Holds one piece and one open cell at a time.
    """
    seen: dict[str, PartCells] = {}
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            parts = archive.infolist()
            _check_directory(path, parts, limits=limits)
            left = limits.workbook_bytes
            for part in parts:
                cells = PartCells() if re.match(r"xl/worksheets/[^/]+\.xml$", part.filename) else None
                scan = scan_for(path, kind=kind, part=part.filename, cells=cells, limits=limits)
                for piece in _unpack(file, part, most=min(left, part.file_size), path=path):
                    left -= len(piece)
                    scan.look(piece)
                scan.close()
                if cells is not None:
                    seen[part.filename] = cells
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        ValueError,
        struct.error,
        NotImplementedError,
    ) as failure:
        raise damaged(path) from failure
    return seen


def _check_directory(path: Path, parts: list[zipfile.ZipInfo], *, limits: Limits) -> None:
    total, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
    swollen = any(p.file_size > MEGABYTE and p.file_size > limits.packed_ratio * max(1, p.compress_size) for p in parts)
    if total > limits.workbook_bytes or swollen or packed > path.stat().st_size or len(parts) > 20_000:
        raise _bomb(path, total)


def _bomb(path: Path, total: int) -> BadInputError:
    return BadInputError(
        "intake.zip_bomb",
        f"{path.name} unpacks to far more than it holds ({total / MEGABYTE:.0f} MB or more).",
        "Open it and save it as CSV; if it is sound, raise the limits workbook_bytes and packed_ratio.",
    )


def _unpack(file: BinaryIO, part: zipfile.ZipInfo, *, most: int, path: Path) -> Iterator[bytes]:
    """The bytes of one part in pieces; refuses more than the directory promised or the limit allows."""
    file.seek(part.header_offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise damaged(path)
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    file.seek(name_length + extra_length, 1)
    if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise damaged(path)
    inflate = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    left, given, checksum = part.compress_size, 0, 0
    while left > 0:
        packed = file.read(min(PIECE, left))
        if not packed:
            raise damaged(path)
        left -= len(packed)
        more = True
        while more:
            piece = inflate.decompress(packed, PIECE) if inflate else packed
            packed = inflate.unconsumed_tail if inflate else b""
            more = bool(packed) or (inflate is not None and len(piece) == PIECE)
            given += len(piece)
            if given > most:
                raise _bomb(path, given)
            checksum = zlib.crc32(piece, checksum)
            yield piece
    if given != part.file_size or checksum != part.CRC:
        raise damaged(path)

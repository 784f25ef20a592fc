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
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import unescape

from tawthiq.intake.limits import MEGABYTE, Limits
from tawthiq.terms.errors import BadInputError

PIECE = 256 * 1024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_REF = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_FILLED = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*(?<!/)>")
_REPEAT = re.compile(rb"number-(columns|rows)-repeated\s*=\s*[\"'](\d{1,9})[\"']")


class FileKind(StrEnum):
    """What the first bytes and the parts of a file say it is."""

    TEXT = "text"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"


@dataclass(slots=True)
class PartCells:
    """What was seen in one sheet's part: last row and column, errors, formulas with and without value."""

    last_row: int = 0
    last_column: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    unstored: set[tuple[int, int]] = field(default_factory=set)
    formulas: int = 0


def find_kind(path: Path) -> FileKind:
    """The kind of file by content; refuses (BadInputError) what is neither a text table nor a workbook."""
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(_OLE):
        return _ole_kind(path)
    if head.startswith(b"PK"):
        return _zip_kind(path)
    if head.startswith(
        (b"%PDF", b"{\\rtf", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\x89PNG", b"\xff\xd8\xff")
    ):
        raise _not_a_list(path)
    return FileKind.TEXT


def _not_a_list(path: Path) -> BadInputError:
    return BadInputError(
        "intake.not_a_list",
        f"{path.name} is neither a workbook nor a table in text.",
        "Save the list as XLSX, ODS or CSV and try again.",
    )


def _locked(path: Path) -> BadInputError:
    return BadInputError(
        "intake.password",
        f"{path.name} is protected by a password.",
        "Save it without a password and try again.",
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
        raise _locked(path)
    if "xls" in found:
        return FileKind.XLS
    raise damaged(path) if path.suffix.lower() in {".xls", ".xlsx"} else _not_a_list(path)


def _zip_kind(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if any(info.flag_bits & 1 for info in archive.infolist()):
                raise _locked(path)
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
                watch = _Watch(path=path, kind=kind, part=part.filename, cells=cells, limits=limits)
                for piece in _unpack(file, part, most=min(left, part.file_size), path=path):
                    left -= len(piece)
                    watch.look(piece)
                watch.close()
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
    swollen = any(
        p.file_size > MEGABYTE and p.file_size > limits.packed_ratio * max(1, p.compress_size) for p in parts
    )
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


@dataclass(slots=True)
class _Watch:
    """Looks at the pieces of one part as they pass."""

    path: Path
    kind: FileKind
    part: str
    cells: PartCells | None
    limits: Limits
    kept: bytes = b""
    columns: int = 0
    total: int = 0

    def look(self, piece: bytes) -> None:
        if self.cells is not None:
            text = self.kept + piece
            cut = max(text.rfind(b"</c>"), text.rfind(b"</row>"), text.rfind(b"/>"))
            cut = cut if cut > 0 else len(text) if len(text) > 4 * PIECE else 0
            end = text.find(b">", cut) + 1 if cut else 0
            self._cells(text[:end])
            self.kept = text[end:]
        elif self.kind is FileKind.ODS and self.part == "META-INF/manifest.xml":
            self.kept += piece
        elif self.kind is FileKind.ODS and self.part == "content.xml":
            text = self.kept + piece
            cut = text.rfind(b"</table:table-row>")
            end = cut + 18 if cut >= 0 else 0
            self._repeats(text[:end])
            self.kept = text[end:][-16 * PIECE :]

    def close(self) -> None:
        if self.cells is not None:
            self._cells(self.kept)
            self.columns = 0
        elif b"encryption-data" in self.kept and self.part == "META-INF/manifest.xml":
            raise _locked(self.path)

    def _cells(self, text: bytes) -> None:
        if self.cells is None:
            return
        seen = self.cells
        refs = _FILLED.findall(text)
        letters = {column for column, _ in refs}
        seen.last_column = max([seen.last_column, *map(column_number, letters)])
        seen.last_row = max([seen.last_row, *(int(n) for _, n in refs)])
        self._check(seen.last_row * seen.last_column)
        if b"<f" in text or b":f" in text or b'"e"' in text or b"'e'" in text:
            for attributes, body in _CELL.findall(text):
                self._odd(seen, attributes, body)

    def _odd(self, seen: PartCells, attributes: bytes, body: bytes) -> None:
        where = _REF.search(attributes)
        if where is None:
            return
        at = (int(where.group(2)), column_number(where.group(1)))
        formula = re.search(rb"<(?:\w+:)?f[\s/>]", body) is not None
        value = re.search(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)<", body)
        words = value.group(1).decode("utf-8", "replace") if value else ""
        seen.formulas += formula
        if re.search(rb"\bt\s*=\s*[\"']e[\"']", attributes):
            seen.errors[at] = unescape(words)[:20] or "#ERROR"
        elif formula and not words and not re.search(rb"\bt\s*=\s*[\"']str[\"']", attributes):
            seen.unstored.add(at)

    def _repeats(self, text: bytes) -> None:
        """Cells that an ODS part asks for by repetition; empty filler rows and cells at the end are free."""
        for row in text.split(b"</table:table-row>"):
            if b"office:value-type" not in row and b"<text:p" not in row:
                continue
            start = row.rfind(b"<table:table-row")
            rows = columns = 1
            for number, (what, count) in enumerate(_REPEAT.findall(row[start:])):
                if what == b"rows" and number == 0:
                    rows = int(count)
                elif what == b"columns":
                    columns += int(count)
            self.total += rows * columns
            self._check(self.total if rows > 1 else rows * columns)

    def _check(self, cells: int) -> None:
        if cells > self.limits.workbook_cells:
            raise BadInputError(
                "intake.too_many_cells",
                f"A sheet of {self.path.name} spans {cells:,} cells; the limit workbook_cells is "
                f"{self.limits.workbook_cells:,}.",
                "Delete stray cells far right or far down, save it again, or raise the limit workbook_cells.",
            )


def column_number(letters: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def sheet_parts(path: Path) -> dict[str, str]:
    """Name of each sheet of a checked XLSX to the name of its part."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        rels_name = "xl/_rels/workbook.xml.rels"
        rels = archive.read(rels_name).decode("utf-8", "replace") if rels_name in names else ""
    targets: dict[str, str] = {}
    for tag in re.findall(r"<(?:\w+:)?Relationship\s[^>]*>", rels):
        known = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        target = known.get("Target", "")
        targets[known.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    found: dict[str, str] = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\s[^>]*>", book):
        name, rel = re.search(r'\bname="([^"]*)"', tag), re.search(r'\b\w+:id="([^"]*)"', tag)
        if name and rel:
            found[unescape(name.group(1), {"&quot;": '"', "&apos;": "'"})] = targets.get(rel.group(1), "")
    return found

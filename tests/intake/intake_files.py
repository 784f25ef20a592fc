"""Good and bad files, built here: nothing of anybody's real list is in the tests."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from tawthiq.intake.folding import plain_digits

HEADER = ("id", "name", "sex", "age", "date of death", "town", "governorate")
ROWS = (
    ("a1", "سامر خليل النجار", "ذكر", "٣٤", "٢٠/٠٤/٢٠١٢", "الزهراء", "الساحل"),
    ("a2", "لينا سالم", "أنثى", "طفل", "٢٨/٠٢/٢٠١٣", "الزهراء", "الساحل"),
    ("a3", "Nadim Haddad", "m", "about 40", "2013-05", "Qasra", "Sahel"),
)

ROWS_1256 = tuple(tuple(plain_digits(word) for word in row) for row in ROWS)


def write_csv(
    path: Path,
    *,
    rows: Sequence[Sequence[Any]] = ROWS,
    header: Sequence[str] = HEADER,
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> Path:
    lines = [header, *rows]
    path.write_bytes("\r\n".join(delimiter.join(map(str, line)) for line in lines).encode(encoding))
    return path


def write_book(path: Path, sheets: dict[str, list[Any]], *, merges: dict[str, list[str]] | None = None) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for area in (merges or {}).get(name, []):
            sheet.merge_cells(area)
    book.save(path)
    return path


def edit_part(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """Rewrite one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def write_ole(path: Path, *, stream: str) -> Path:
    """The beginning of an OLE file whose directory names one stream."""
    head = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504
    path.write_bytes(head + stream.encode("utf-16-le").ljust(64, b"\0") + b"\0" * 1024)
    return path


def write_zip_bomb(path: Path, *, megabytes: int) -> Path:
    write_book(path, {"s": [HEADER, *ROWS]})
    return edit_part(path, "xl/workbook.xml", lambda data: data + b" " * (megabytes * 1024 * 1024))


def write_lying_zip(path: Path, *, megabytes: int) -> Path:
    """A zip whose directory says a part is small and whose checksum fits that small beginning."""
    real = b" " * (megabytes * 1024 * 1024)
    promised = 1000
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", real)
    data = bytearray(buffer.getvalue())
    for mark, crc_at, size_at in ((b"PK\x03\x04", 14, 22), (b"PK\x01\x02", 16, 24)):
        at = data.find(mark)
        struct.pack_into("<I", data, at + crc_at, zlib.crc32(real[:promised]))
        struct.pack_into("<I", data, at + size_at, promised)
    path.write_bytes(bytes(data))
    return path


def stray_cell(data: bytes) -> bytes:
    """One cell at the far corner of the sheet."""
    corner = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
    return re.sub(b"</sheetData>", corner, data)


def write_ods(path: Path, rows: Any, *, encrypted: bool = False, repeat: str = "") -> Path:
    """The smallest spreadsheet of the OpenDocument kind; `repeat` goes into the last row's first cell."""
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    names = f'xmlns:office="{office}office:1.0" xmlns:table="{office}table:1.0" xmlns:text="{office}text:1.0"'
    cell = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'
    lines = ["".join(cell.format("", word) for word in row) for row in rows]
    lines[-1] = lines[-1].replace(' office:value-type="string"', f' office:value-type="string"{repeat}', 1)
    table = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    body = f'<office:body><office:spreadsheet><table:table table:name="list">{table}</table:table>'
    content = f"<office:document-content {names}>{body}</office:spreadsheet></office:body></office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = f'<manifest:manifest xmlns:manifest="{office}manifest:1.0">'
    manifest += "<manifest:encryption-data/>" if encrypted else ""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("META-INF/manifest.xml", manifest + "</manifest:manifest>")
        archive.writestr("content.xml", content)
    return path

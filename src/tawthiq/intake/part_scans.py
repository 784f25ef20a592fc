"""What the parts of a workbook hold, seen while they pass in pieces.

The rectangle each sheet spans is measured from its cells, because readers reserve all of it. Cells that
hold an error, or a formula without a stored result, are noted: the reader would give them out as empty.
Every pattern here stops at the next tag, so that time grows with the length of a part and not faster,
whatever is in it.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from xml.sax.saxutils import unescape

from tawthiq.intake.limits import Limits
from tawthiq.terms.errors import BadInputError

LONGEST_TAIL = 1024 * 1024
_CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]*)>((?:[^<]|<(?!/?(?:\w+:)?c[\s>]))*)")
_REF = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_FILLED = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"'][^<>]*(?<!/)>")
_ODS_TAG = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(\s[^<>]*)?>")
_REPEAT = re.compile(rb"number-(?:columns|rows)-repeated\s*=\s*[\"'](\d{1,9})[\"']")


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


def locked(path: Path) -> BadInputError:
    """The refusal of a workbook under a password."""
    return BadInputError(
        "intake.password",
        f"{path.name} is protected by a password.",
        "Save it without a password and try again.",
    )


@dataclass(slots=True)
class Scan:
    """Looks at the pieces of one part as they pass; this one looks at nothing."""

    path: Path
    limits: Limits
    kept: bytes = b""

    def look(self, piece: bytes) -> None:
        """Take the next piece."""

    def close(self) -> None:
        """Take what is left after the last piece."""

    def check(self, rows: int, columns: int) -> None:
        """Refuse (BadInputError) a rectangle above the limit."""
        if rows * columns > self.limits.workbook_cells:
            raise BadInputError(
                "intake.too_many_cells",
                f"A sheet of {self.path.name} spans {rows:,} rows and {columns:,} columns; the limit "
                f"workbook_cells is {self.limits.workbook_cells:,}.",
                "Delete stray cells far right or far down, save it again, or raise the limit workbook_cells.",
            )


@dataclass(slots=True)
class _ManifestScan(Scan):
    """The manifest of an OpenDocument file says whether its parts are encrypted."""

    def look(self, piece: bytes) -> None:
        text = self.kept + piece
        if b"encryption-data" in text:
            raise locked(self.path)
        self.kept = text[-32:]


@dataclass(slots=True)
class _OpenDocumentScan(Scan):
    """Rows and cells of an OpenDocument sheet with what they ask for by repetition; empty ends are free."""

    row: int = 0
    column: int = 0
    cells: PartCells = field(default_factory=PartCells)

    def look(self, piece: bytes) -> None:
        text = self.kept + piece
        end = text.rfind(b"<") if len(text) < LONGEST_TAIL + len(piece) else len(text)
        for what, attributes in _ODS_TAG.findall(text[:end]):
            self._tag(what, attributes)
        self.kept = text[end:]

    def _tag(self, what: bytes, attributes: bytes) -> None:
        found = _REPEAT.search(attributes)
        count = int(found.group(1)) if found else 1
        if what == b"table":
            self.row = self.column = 0
            self.cells = PartCells()
        elif what == b"table-row":
            self.row += count
            self.column = 0
        else:
            self.column += count
            if b"value-type" in attributes or not attributes.rstrip().endswith(b"/"):
                self.cells.last_row = max(self.cells.last_row, self.row)
                self.cells.last_column = max(self.cells.last_column, self.column)
                self.check(self.cells.last_row, self.cells.last_column)


@dataclass(slots=True)
class _SheetScan(Scan):
    """The cells of a sheet in Office Open XML."""

    cells: PartCells = field(default_factory=PartCells)

    def look(self, piece: bytes) -> None:
        text = self.kept + piece
        end = max(text.rfind(b"<c "), text.rfind(b":c "), text.rfind(b"</row>"), 0)
        end = max(text.rfind(b"<", 0, end + 1), 0)
        if not end and len(text) > LONGEST_TAIL:
            end = len(text)
        self._cells(text[:end])
        self.kept = text[end:]

    def close(self) -> None:
        self._cells(self.kept)

    def _cells(self, text: bytes) -> None:
        seen = self.cells
        refs = _FILLED.findall(text)
        seen.last_column = max([seen.last_column, *map(column_number, {column for column, _ in refs})])
        seen.last_row = max([seen.last_row, *(int(n) for _, n in refs)])
        self.check(seen.last_row, seen.last_column)
        if b"<f" in text or b":f" in text or b'"e"' in text or b"'e'" in text:
            for attributes, body in _CELL.findall(text):
                self._odd(attributes, body)

    def _odd(self, attributes: bytes, body: bytes) -> None:
        where = _REF.search(attributes)
        if where is None or attributes.endswith(b"/"):
            return
        at = (int(where.group(2)), column_number(where.group(1)))
        formula = re.search(rb"<(?:\w+:)?f[\s/>]", body) is not None
        value = re.search(rb"<(?:\w+:)?v(?:\s[^<>]*)?>([^<]*)<", body)
        words = value.group(1).decode("utf-8", "replace") if value else ""
        self.cells.formulas += formula
        if re.search(rb"\bt\s*=\s*[\"']e[\"']", attributes):
            self.cells.errors[at] = unescape(words)[:20] or "#ERROR"
        elif formula and not words and not re.search(rb"\bt\s*=\s*[\"']str[\"']", attributes):
            self.cells.unstored.add(at)


def scan_for(path: Path, *, kind: FileKind, part: str, cells: PartCells | None, limits: Limits) -> Scan:
    """The scan that a part of a workbook needs; `cells` is filled for a sheet."""
    if cells is not None:
        return _SheetScan(path=path, limits=limits, cells=cells)
    if kind is FileKind.ODS and part == "META-INF/manifest.xml":
        return _ManifestScan(path=path, limits=limits)
    if kind is FileKind.ODS and part == "content.xml":
        return _OpenDocumentScan(path=path, limits=limits)
    return Scan(path=path, limits=limits)


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
    for tag in re.findall(r"<(?:\w+:)?Relationship\s[^<>]*>", rels):
        known = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        target = known.get("Target", "")
        targets[known.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    found: dict[str, str] = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\s[^<>]*>", book):
        name, rel = re.search(r'\bname="([^"]*)"', tag), re.search(r'\b\w+:id="([^"]*)"', tag)
        if name and rel:
            found[unescape(name.group(1), {"&quot;": '"', "&apos;": "'"})] = targets.get(rel.group(1), "")
    return found

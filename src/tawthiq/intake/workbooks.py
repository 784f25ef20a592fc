"""Workbooks (XLSX, XLS, ODS) read through calamine after `containers.check_workbook` has let them pass.

Formulas give the value stored when the file was last saved. A cell with an error (#REF!) and a formula
without a stored value come out of the reader empty, so they are put back as problems by row and column.
Cells merged downwards inside the data give their words to every row they cover, and say so.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tawthiq.intake.cells import CellValue
from tawthiq.intake.containers import check_workbook, damaged
from tawthiq.intake.headers import Merge
from tawthiq.intake.limits import Limits
from tawthiq.intake.part_scans import FileKind, PartCells, locked, sheet_parts


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookSheet:
    """One sheet: its rows from row 1 on, its merged ranges (0-based), and its odd cells."""

    name: str
    visible: bool
    sheet: Any
    merges: tuple[Merge, ...]
    odd: PartCells

    @property
    def last_row(self) -> int:
        """The last row with anything in it, 0 for an empty sheet."""
        return 0 if self.sheet.end is None else int(self.sheet.end[0]) + 1

    @property
    def width(self) -> int:
        """The last column with anything in it."""
        return 0 if self.sheet.end is None else int(self.sheet.end[1]) + 1

    def rows(self) -> Iterator[tuple[int, list[CellValue]]]:
        """Every row with its 1-based number, empty rows too, merged cells filled downwards."""
        if self.sheet.end is None:
            return
        # calamine's rows begin at row 1 of the sheet, but at the first column that holds anything
        pad: list[CellValue] = [""] * self.sheet.start[1]
        starts: dict[int, list[tuple[int, int]]] = {}
        for (top, left), (bottom, right) in self.merges:
            if bottom > top and left == right:
                starts.setdefault(top + 1, []).append((left, bottom + 1))
        held: dict[int, tuple[int, CellValue]] = {}
        for number, cells in enumerate(self.sheet.iter_rows(), start=1):
            row = pad + cells
            for column, (last, value) in list(held.items()):
                if number > last:
                    del held[column]
                elif row[column] in ("", None):
                    row[column] = value
            for column, last in starts.get(number, ()):
                if column < len(row):
                    held[column] = (last, row[column])
            yield number, row


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Every way in which the reader fails, as our refusals; its panics are not ordinary exceptions."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError as failure:
        raise locked(path) from failure
    except (
        CalamineError,
        ValueError,
        OSError,
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        NotImplementedError,
    ) as failure:
        # The last four: a name in the directory that is not the one before the part, a part that is not there.
        raise damaged(path) from failure
    except BaseException as failure:
        if type(failure).__name__ != "PanicException":
            raise
        raise damaged(path) from failure


def open_workbook(path: Path, *, kind: FileKind, limits: Limits) -> tuple[WorkbookSheet, ...]:
    """All worksheets of a workbook, in its order; refuses (BadInputError) damage, passwords, bombs."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    seen: dict[str, PartCells] = {}
    if kind is not FileKind.XLS:
        seen = check_workbook(path, kind=kind, limits=limits)
    with _reading(path):
        book = CalamineWorkbook.from_path(str(path))
        parts = sheet_parts(path) if kind is FileKind.XLSX else {}
        sheets = []
        for meta in book.sheets_metadata:
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            merges = tuple(sheet.merged_cell_ranges or ())
            odd = seen.get(parts.get(meta.name, ""), PartCells())
            visible = meta.visible == SheetVisibleEnum.Visible
            sheets.append(WorkbookSheet(name=meta.name, visible=visible, sheet=sheet, merges=merges, odd=odd))
    return tuple(sheets)

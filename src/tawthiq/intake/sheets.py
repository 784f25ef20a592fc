"""A list opened: what kind of file, which sheet, where the header is, and every row below it.

No row is dropped: rows without words are given too (`ListRow.blank`), rows above the header are kept in
`Sheets.title_rows`, cells to the right of the header get the letter of their column. What makes a whole file
unreadable is a `BadInputError`; everything less is a `Problem` by row and column, and the row is still given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tawthiq.intake.cells import CellValue, words_of
from tawthiq.intake.containers import find_kind
from tawthiq.intake.delimited import count_lines, find_delimiter, text_rows
from tawthiq.intake.encodings import EncodingFinding, find_encoding, garbled
from tawthiq.intake.headers import HeaderFinding, column_letters, find_header
from tawthiq.intake.limits import Limits, check_size
from tawthiq.intake.part_scans import FileKind, PartCells
from tawthiq.intake.rows import ListRow, RowReader
from tawthiq.intake.workbooks import WorkbookSheet, open_workbook
from tawthiq.terms.errors import BadInputError, Problem

Row = tuple[int, Sequence[CellValue]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """An opened list: what was found, and `rows()` to read it as often as wanted.

    Args:
        name: file name.
        kind: what the file is by content.
        sheet_names: all sheets; `sheet` is the one that is read.
        header: where the header stands and what the columns are called.
        title_rows: (row number, words) above the header that hold anything.
        row_count: rows below the header, an upper bound for text tables; for showing progress.
        encoding, delimiter: of a text table.
        problems: what is wrong with the file as a whole, or was decided about it.
    """

    name: str
    kind: FileKind
    sheet_names: tuple[str, ...]
    sheet: str
    header: HeaderFinding
    title_rows: tuple[tuple[int, tuple[str, ...]], ...]
    row_count: int
    encoding: EncodingFinding | None = None
    delimiter: str = ""
    problems: tuple[Problem, ...] = ()
    source: Callable[[], Iterator[Row]] = field(repr=False)
    odd: PartCells = field(default_factory=PartCells, repr=False)

    @property
    def headers(self) -> tuple[str, ...]:
        """Names of the columns, distinct, in order."""
        return self.header.names

    def rows(self) -> Iterator[ListRow]:
        """Every row below the header, read anew from the file."""
        reader = RowReader(
            sheet=self.sheet,
            delimiter=self.delimiter,
            names=list(self.header.names),
            named=self.header.named,
            odd=self.odd,
        )
        for number, cells in self.source():
            if number >= self.header.first_data_row:
                yield reader.read(number, cells)


def open_list(
    path: Path,
    *,
    encoding: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    limits: Limits | None = None,
) -> Sheets:
    """Open a list by its content, whatever its name ends with.

    Args:
        path: the file; its size is checked before a byte is read.
        encoding: read a text table in this encoding instead of finding one.
        sheet: the sheet to read; without it the widest visible one, and a problem says so.
        header_row: 1-based header row chosen by a person, 0 for none; without it, it is found.
        limits: how much is taken.

    Raises:
        BadInputError: codes ``intake.*``; nothing of the file was taken.
    """
    limits = limits or Limits()
    check_size(path, most=limits.file_bytes, name="file_bytes")
    kind = find_kind(path)
    if kind is FileKind.TEXT:
        return _open_text(path, encoding=encoding, header_row=header_row, limits=limits)
    return _open_book(path, kind=kind, sheet=sheet, header_row=header_row, limits=limits)


def _open_text(path: Path, *, encoding: str | None, header_row: int | None, limits: Limits) -> Sheets:
    finding = find_encoding(path, given=encoding)
    delimiter = find_delimiter(path, encoding=finding.name)

    def source() -> Iterator[Row]:
        return text_rows(path, encoding=finding.name, delimiter=delimiter)

    head = list(islice(source(), limits.header_rows))
    header, titles = _header(path, head, header_row=header_row, limits=limits)
    problems = list(header.problems)
    if finding.certainty == "guess":
        problems.append(
            Problem(
                code="encoding.guessed",
                message=f"The encoding is probably {finding.name}, but that is not sure.",
                next_step="Compare the preview with the source; choose another encoding if it reads wrongly.",
            )
        )
    lines = count_lines(path, encoding=finding.name)
    return Sheets(
        name=path.name,
        kind=FileKind.TEXT,
        sheet_names=(),
        sheet="",
        header=header,
        title_rows=titles,
        row_count=max(0, lines - header.first_data_row + 1),
        encoding=finding,
        delimiter=delimiter,
        problems=tuple(problems),
        source=source,
    )


def _header(
    path: Path, head: list[Row], *, header_row: int | None, limits: Limits, merges: Sequence[object] = ()
) -> tuple[HeaderFinding, tuple[tuple[int, tuple[str, ...]], ...]]:
    if not any(words_of(c).strip() for _, cells in head for c in cells):
        raise BadInputError("intake.empty", f"{path.name} holds no words.", "Ask for the file again.")
    width = max(len(cells) for _, cells in head)
    if width > limits.columns:
        raise BadInputError(
            "intake.too_many_columns",
            f"{path.name} has {width} columns; the limit columns is {limits.columns}.",
            "Delete the empty columns, or raise the limit columns.",
        )
    header = find_header(head, merges=merges, row=header_row)  # type: ignore[arg-type]
    above = tuple(
        (number, tuple(words_of(c) for c in cells))
        for number, cells in head
        if number < header.row and any(words_of(c).strip() for c in cells)
    )
    return header, above


def _open_book(path: Path, *, kind: FileKind, sheet: str | None, header_row: int | None, limits: Limits) -> Sheets:
    book = open_workbook(path, kind=kind, limits=limits)
    names = tuple(one.name for one in book)
    if sheet is not None and sheet not in names:
        raise BadInputError(
            "intake.no_such_sheet",
            f"{path.name} has no sheet of that name.",
            f"Choose one of {len(names)} sheets.",
        )
    if not book:
        raise BadInputError("intake.empty", f"{path.name} holds no sheet with cells.", "Ask for the file again.")
    chosen = next((one for one in book if one.name == sheet), None) or _widest(book)
    head: list[Row] = list(islice(chosen.rows(), limits.header_rows))
    header, titles = _header(path, head, header_row=header_row, limits=limits, merges=chosen.merges)
    return Sheets(
        name=path.name,
        kind=kind,
        sheet_names=names,
        sheet=chosen.name,
        header=header,
        title_rows=titles,
        row_count=max(0, chosen.last_row - header.first_data_row + 1),
        problems=(*header.problems, *_book_problems(book, chosen, header, asked=sheet is not None)),
        source=chosen.rows,
        odd=chosen.odd,
    )


def _widest(book: tuple[WorkbookSheet, ...]) -> WorkbookSheet:
    """The visible sheet with the most columns, then the most rows; a hidden one only where all are hidden."""
    return max(book, key=lambda one: (one.visible, one.width, one.last_row))


def _book_problems(
    book: tuple[WorkbookSheet, ...], chosen: WorkbookSheet, header: HeaderFinding, *, asked: bool
) -> Iterator[Problem]:
    others = [one.name for one in book if one.name != chosen.name and one.last_row]
    if others and not asked:
        yield Problem(
            code="sheet.chosen",
            message=f"The workbook has {len(others)} more sheets; the widest visible one was taken.",
            next_step="Choose another sheet if this is not the list.",
            sheet=chosen.name,
        )
    if chosen.odd.formulas:
        yield Problem(
            code="sheet.formulas",
            message=f"{chosen.odd.formulas} cells hold formulas; the values stored with them were taken.",
            next_step="Nothing to do if the file was saved after its last change.",
            sheet=chosen.name,
        )
    merged = [start for start, _ in chosen.merges if start[0] + 1 >= header.first_data_row]
    for column in sorted({left for _, left in merged}):
        rows = [top for top, left in merged if left == column]
        yield Problem(
            code="cell.merged",
            message=f"Cells are merged in {len(rows)} places; words merged downwards count for every row.",
            next_step="Check that the words belong to every row they cover.",
            sheet=chosen.name,
            row=min(rows) + 1,
            column=column_letters(column + 1),
        )
    sample = "\n".join(words_of(c) for _, cells in islice(chosen.rows(), 200) for c in cells)
    if (how := garbled(sample)) is not None:
        yield Problem(
            code="sheet.garbled",
            message=f"The words were garbled before they were saved ({how}).",
            next_step="Ask for the original list.",
            sheet=chosen.name,
        )

"""A list opened: what kind of file, which sheet, where the header is, and every row below it.

No row is dropped: rows without words are given too (`ListRow.blank`), rows above the header are kept in
`Sheets.title_rows`, cells to the right of the header get the letter of their column. What makes a whole file
unreadable is a `BadInputError`; everything less is a `Problem` by row and column, and the row is still given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tawthiq.intake.cells import CellValue, shown, words_of
from tawthiq.intake.containers import find_kind
from tawthiq.intake.delimited import count_lines, find_delimiter, swallows_rows, text_rows
from tawthiq.intake.encodings import EncodingFinding, find_encoding, garbled
from tawthiq.intake.headers import HeaderFinding, column_letters, find_header
from tawthiq.intake.limits import Limits, check_size
from tawthiq.intake.part_scans import FileKind, PartCells
from tawthiq.intake.workbooks import WorkbookSheet, open_workbook
from tawthiq.terms.errors import BadInputError, Problem

Row = tuple[int, Sequence[CellValue]]
_ERROR = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|ERROR.*|CALC!|SPILL!)|Err:\d+")
_LOST = re.compile(r"[?\s]*\?{3,}[?\s]*")
_SUSPECT = re.compile("[\ufffd\x00\n\r]|\\?\\?\\?|#|Err:")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One row below the header.

    Args:
        sheet: name of the sheet; empty for text tables.
        number: the row's number as a spreadsheet shows it, from 1.
        cells: words as given, by header, in column order.
        typed: cells that are not text (real dates, numbers), by header.
        blank: whether no cell holds a word.
        problems: what is wrong with single cells, or with the row.
    """

    sheet: str
    number: int
    cells: dict[str, str]
    typed: dict[str, CellValue] = field(default_factory=dict)
    blank: bool = False
    problems: tuple[Problem, ...] = ()

    def value(self, header: str) -> CellValue:
        """The cell as the file types it; "" for a header the sheet does not have."""
        return self.typed.get(header, self.cells.get(header, ""))


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
        reader = _RowReader(sheets=self, names=list(self.header.names))
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


def _open_book(
    path: Path, *, kind: FileKind, sheet: str | None, header_row: int | None, limits: Limits
) -> Sheets:
    book = open_workbook(path, kind=kind, limits=limits)
    names = tuple(one.name for one in book)
    if sheet is not None and sheet not in names:
        raise BadInputError(
            "intake.no_such_sheet",
            f"{path.name} has no sheet of that name.",
            f"Choose one of {len(names)} sheets.",
        )
    if not book:
        raise BadInputError(
            "intake.empty", f"{path.name} holds no sheet with cells.", "Ask for the file again."
        )
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
    for (top, left), (bottom, right) in chosen.merges:
        if top + 1 >= header.first_data_row:
            yield Problem(
                code="cell.merged",
                message=f"Cells are merged down to row {bottom + 1}; their words count for every row.",
                next_step="Check that the words belong to every row they cover.",
                sheet=chosen.name,
                row=top + 1,
                column=column_letters(left + 1) if left == right else f"{column_letters(left + 1)}…",
            )
    sample = "\n".join(words_of(c) for _, cells in islice(chosen.rows(), 200) for c in cells)
    if (how := garbled(sample)) is not None:
        yield Problem(
            code="sheet.garbled",
            message=f"The words were garbled before they were saved ({how}).",
            next_step="Ask for the original list.",
            sheet=chosen.name,
        )


@dataclass(slots=True)
class _RowReader:
    sheets: Sheets
    names: list[str]

    def read(self, number: int, cells: Sequence[CellValue]) -> ListRow:
        words = [c if isinstance(c, str) else words_of(c) for c in cells]
        names = self.names
        problems: list[Problem] = []
        problems += self._shape(number, words)
        words += [""] * (len(names) - len(words))
        typed: dict[str, CellValue] = {
            names[i]: c for i, c in enumerate(cells) if not isinstance(c, str) and c is not None
        }
        for place, text in enumerate(words):
            if text and _SUSPECT.search(text):
                words[place] = self._suspect(number, place, text, problems)
        odd = self.sheets.odd
        if odd.errors or odd.unstored:
            problems += self._odd(number, len(names))
        return ListRow(
            sheet=self.sheets.sheet,
            number=number,
            cells=dict(zip(names, words, strict=False)),
            typed=typed,
            blank=not any(words) or not any(w.strip() for w in words),
            problems=tuple(problems),
        )

    def _shape(self, number: int, words: list[str]) -> Iterator[Problem]:
        """Cells to the right of the header get the letter of their column as its name; missing cells are told."""
        while len(self.names) < len(words):
            name = column_letters(len(self.names) + 1)
            while name in self.names:
                name += "_"
            self.names.append(name)
        named = self.sheets.header.named
        if any(w.strip() for w in words[named:]):
            yield self._problem("row.long", "The row has cells to the right of the header.", number)
        elif len(words) < named and self.sheets.kind is FileKind.TEXT and any(words):
            yield self._problem("row.short", "The row has fewer cells than the header.", number)

    def _suspect(self, number: int, place: int, text: str, problems: list[Problem]) -> str:
        column = self.names[place]
        if "\x00" in text:
            problems.append(self._problem("cell.zero_bytes", "Zero bytes were taken out.", number, column))
            text = text.replace("\x00", "")
        if "\ufffd" in text:
            message = "Some characters could not be read."
            problems.append(self._problem("cell.unreadable_characters", message, number, column, text))
        if _ERROR.fullmatch(text.strip()):
            problems.append(self._problem("cell.error", "The cell holds an error.", number, column, text))
        if _LOST.fullmatch(text):
            message = "Question marks stand where the letters were lost."
            problems.append(self._problem("cell.lost_characters", message, number, column, text))
        if self.sheets.delimiter and swallows_rows(
            text, delimiter=self.sheets.delimiter, columns=len(self.sheets.headers)
        ):
            message = "The cell holds whole rows: a quote is probably not closed."
            problems.append(self._problem("row.unclosed_quote", message, number, column, text, fatal=True))
        return text

    def _odd(self, number: int, width: int) -> Iterator[Problem]:
        for place in range(1, width + 1):
            at = (number, place)
            if at in self.sheets.odd.errors:
                words = self.sheets.odd.errors[at]
                yield self._problem(
                    "cell.error", "The cell holds an error.", number, self.names[place - 1], words
                )
            elif at in self.sheets.odd.unstored:
                message = "The formula has no stored value; the cell counts as empty."
                yield self._problem("cell.no_value", message, number, self.names[place - 1])

    def _problem(
        self, code: str, message: str, number: int, column: str = "", value: str = "", *, fatal: bool = False
    ) -> Problem:
        return Problem(
            code=code,
            message=message,
            next_step="Correct it in the source's own list and import it again, or keep the row as it is.",
            sheet=self.sheets.sheet,
            row=number,
            column=column,
            value=shown(value),
            fatal=fatal,
        )

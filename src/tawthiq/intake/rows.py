"""One row of a list as the file has it: words by header, typed cells, what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tawthiq.intake.cells import CellValue, shown, words_of
from tawthiq.intake.delimited import swallows_rows
from tawthiq.intake.headers import column_letters
from tawthiq.intake.part_scans import PartCells
from tawthiq.terms.errors import Problem

_ERROR = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|ERROR.*|CALC!|SPILL!)|Err:\d+")
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


@dataclass(slots=True)
class RowReader:
    """Makes a `ListRow` of each row as it comes; `names` grows where rows are longer than the header.

    Args:
        sheet: name of the sheet.
        delimiter: of a text table, empty for a workbook.
        named: columns that the header names.
        odd: cells of a workbook that came out of the reader empty though they hold something.
    """

    sheet: str
    delimiter: str
    names: list[str]
    named: int
    odd: PartCells

    def read(self, number: int, cells: Sequence[CellValue]) -> ListRow:
        """The row with what is wrong with its cells."""
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
        odd = self.odd
        if odd.errors or odd.unstored:
            problems += self._odd(number, len(names))
        return ListRow(
            sheet=self.sheet,
            number=number,
            cells=dict(zip(names, words, strict=False)),
            typed=typed,
            blank=not any(words) or not any(w.strip() for w in words),
            problems=tuple(problems),
        )

    def _shape(self, number: int, words: list[str]) -> Iterator[Problem]:
        """Cells right of the header are named by the letter of their column; missing cells are told."""
        while len(self.names) < len(words):
            name = column_letters(len(self.names) + 1)
            while name in self.names:
                name += "_"
            self.names.append(name)
        named = self.named
        if any(w.strip() for w in words[named:]):
            yield self._problem("row.long", "The row has cells to the right of the header.", number)
        elif len(words) < named and self.delimiter and any(words):
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
        if "???" in text and not text.strip("? \t\r\n"):
            message = "Question marks stand where the letters were lost."
            problems.append(self._problem("cell.lost_characters", message, number, column, text))
        if self.delimiter and swallows_rows(text, delimiter=self.delimiter, columns=self.named):
            message = "The cell holds whole rows: a quote is probably not closed."
            problems.append(self._problem("row.unclosed_quote", message, number, column, text, fatal=True))
        return text

    def _odd(self, number: int, width: int) -> Iterator[Problem]:
        for place in range(1, width + 1):
            at = (number, place)
            if at in self.odd.errors:
                words = self.odd.errors[at]
                yield self._problem("cell.error", "The cell holds an error.", number, self.names[place - 1], words)
            elif at in self.odd.unstored:
                message = "The formula has no stored value; the cell counts as empty."
                yield self._problem("cell.no_value", message, number, self.names[place - 1])

    def _problem(
        self, code: str, message: str, number: int, column: str = "", value: str = "", *, fatal: bool = False
    ) -> Problem:
        return Problem(
            code=code,
            message=message,
            next_step="Correct it in the source's own list and import it again, or keep the row as it is.",
            sheet=self.sheet,
            row=number,
            column=column,
            value=shown(value),
            fatal=fatal,
        )

"""Tables that leave the house: as CSV, as XLSX, as HTML, as JSON, each safe to open.

Rules. A text that a spreadsheet would run as a formula is written with an apostrophe in front. A cell
that may not be shown is the value `SUPPRESSED`, never an empty cell, because empty means unknown. Nothing
is shortened: a table that the format cannot hold is refused with the place of the cell.
"""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import Enum
from typing import BinaryIO, Final, Literal

from tawthiq.publishing.bidi import isolate
from tawthiq.publishing.drawing import Svg, element
from tawthiq.terms.errors import BadInputError

XLSX_ROWS = 1_048_576
XLSX_COLUMNS = 16_384
XLSX_TEXT = 32_767
# What spreadsheets begin a formula with; the full-width forms are read as such in some locales.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # fmt: skip


class Suppression(Enum):
    """The one value of a cell that is withheld so that nobody can be recognised."""

    SUPPRESSED = "suppressed"


SUPPRESSED: Final = Suppression.SUPPRESSED
Cell = str | int | float | date | bool | None | Suppression
Kind = Literal["text", "count", "number", "date"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Args:
        name: stable name in data files, such as ``month``.
        label: heading in the reader's language.
        kind: ``text``, ``count`` (whole), ``number`` or ``date``.
        description: what it holds, in which unit, from where; printed in the codebook.
    """

    name: str
    label: str
    kind: Kind = "text"
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFrom:
    """What the rows of a table count, in codes that are the same in every language.

    Args:
        of: the set that is counted, such as ``persons``, ``deaths``, ``displaced``.
        by: the dimensions.
        outcome: whom it is narrowed to; empty for all.
        keys: for each row the value of each dimension; an empty value stands for all of them.
    """

    of: str
    by: tuple[str, ...]
    outcome: str
    keys: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under columns.

    Args:
        name: stable name, used for files: small letters, digits, ``-`` and ``_``.
        title: heading in the reader's language.
        columns: at least one, no name twice.
        rows: each as long as the columns.
        note: what a reader must know of it, printed under it.
        made_from: codes of its rows, for machines and for the way back into the mission.

    Refuses (BadInputError) a name that is no file name, columns named twice, a row of another length, and a
    cell of a kind that is not listed in `Cell`.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    made_from: MadeFrom | None = None

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        plain = self.name.replace("-", "").replace("_", "")
        if not (plain.isascii() and plain.isalnum() and self.name == self.name.lower()):
            raise _refuse("The name of a table holds small letters, digits, - and _ only.")
        if not names or len(set(names)) != len(names):
            raise _refuse("A table needs columns, each with a name of its own.")
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(names):
                raise _refuse(f"Row {number} has {len(row)} cells under {len(names)} columns.")
            for column, cell in zip(names, row, strict=True):
                if not isinstance(cell, str | int | float | date | Suppression | None):
                    raise _refuse(f"Row {number}, column {column} holds no text, number, date or nothing.")


def _refuse(problem: str) -> BadInputError:
    return BadInputError("publishing.table", problem, "Build the table again with plain cells.")


def guard_formula(text: str) -> str:
    """The text with an apostrophe in front when a spreadsheet would take it for a formula.

    Blanks before the sign do not hide it: they are skipped by some programs.
    """
    return f"'{text}" if text.lstrip(" \u00a0").startswith(FORMULA_STARTS) else text


def to_plain(cell: Cell) -> str | int | float | bool | None:
    """A cell as JSON and data files hold it: dates in ISO form, withheld cells as the word ``suppressed``."""
    if isinstance(cell, Suppression):
        return cell.value
    if isinstance(cell, date):
        return cell.isoformat()
    return cell


def write_csv(table: Table) -> bytes:
    """UTF-8 with a byte-order mark (so that spreadsheets read Arabic), names of columns in the first row."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow([guard_formula(column.name) for column in table.columns])
    for row in table.rows:
        writer.writerow([guard_formula(cell) if isinstance(cell, str) else to_plain(cell) for cell in row])
    return lines.getvalue().encode("utf-8-sig")


def write_json(table: Table) -> bytes:
    """Title, columns with their descriptions, rows as objects, note and codes where there are; UTF-8, stable order."""
    names = [column.name for column in table.columns]
    written = {
        "name": table.name,
        "title": table.title,
        "columns": [asdict(column) for column in table.columns],
        "rows": [dict(zip(names, map(to_plain, row), strict=True)) for row in table.rows],
        **({"note": table.note} if table.note else {}),
        **({"made_from": asdict(table.made_from)} if table.made_from else {}),
    }
    return (json.dumps(written, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def read_json(data: bytes) -> Table:
    """A table that `write_json` wrote; days stay texts.

    Refuses (BadInputError) what is not one.
    """
    try:
        read = json.loads(data)
        columns = tuple(Column(**column) for column in read["columns"])
        made = read.get("made_from")
        rows = tuple(tuple(_read_cell(row[column.name], column) for column in columns) for row in read["rows"])
        return Table(
            name=read["name"],
            title=read["title"],
            columns=columns,
            rows=rows,
            note=read.get("note", ""),
            made_from=made
            and MadeFrom(
                of=made["of"], by=tuple(made["by"]), outcome=made["outcome"], keys=tuple(map(tuple, made["keys"]))
            ),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise _refuse("This file holds no table.") from error


def _read_cell(cell: Cell, column: Column) -> Cell:
    is_number = column.kind in {"count", "number"}
    return SUPPRESSED if is_number and cell == SUPPRESSED.value else cell


def write_xlsx(table: Table, target: BinaryIO, *, right_to_left: bool, created_at: datetime) -> None:
    """Write a workbook of one sheet in constant memory; texts are never taken for formulas or links.

    Refuses (BadInputError), before anything is written, more rows or columns than a sheet holds and a text
    longer than a cell holds, with its place.
    """
    import xlsxwriter

    _check_fits(table)
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    workbook = xlsxwriter.Workbook(target, options)
    workbook.set_properties({"title": table.title, "created": created_at.replace(tzinfo=None)})
    sheet = workbook.add_worksheet(_sheet_name(table.name))
    if right_to_left:
        sheet.right_to_left()
    bold = workbook.add_format({"bold": True, "bottom": 1})
    counts = workbook.add_format({"num_format": "#,##0"})
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, min(max(len(column.label) + 2, 12), 48))
        sheet.write_string(0, place, guard_formula(column.label), bold)
    for number, row in enumerate(table.rows, 1):
        for place, cell in enumerate(row):
            plain = to_plain(cell)
            if isinstance(plain, bool):
                sheet.write_boolean(number, place, plain)
            elif isinstance(plain, int | float):
                sheet.write_number(number, place, plain, counts if isinstance(plain, int) else None)
            elif plain is not None:
                sheet.write_string(number, place, guard_formula(plain))
    workbook.close()


def _sheet_name(name: str) -> str:
    return name[:31]


def _check_fits(table: Table) -> None:
    if len(table.rows) >= XLSX_ROWS or len(table.columns) > XLSX_COLUMNS:
        raise BadInputError(
            "publishing.sheet_full",
            f"The table has {len(table.rows)} rows and {len(table.columns)} columns; a sheet holds fewer.",
            "Take the CSV file, or split the table.",
        )
    for number, row in enumerate(table.rows, 1):
        for column, cell in zip(table.columns, row, strict=True):
            if isinstance(cell, str) and len(cell) >= XLSX_TEXT:
                raise BadInputError(
                    "publishing.cell_full",
                    f"Row {number}, column {column.name}: the text is longer than a workbook cell holds.",
                    "Take the CSV file: it has no such limit.",
                )


def write_html(
    table: Table,
    *,
    format_number: Callable[[float], str],
    format_day: Callable[[date], str],
    suppressed_words: str,
    unknown_words: str,
) -> Svg:
    """An HTML table, everything escaped, each value isolated in its own direction.

    Args:
        table: what to write.
        format_number: writes counts and numbers in the page's language.
        format_day: writes dates.
        suppressed_words: stand in cells that are withheld.
        unknown_words: stand in empty cells.
    """

    def words(cell: Cell) -> str:
        if cell is None:
            return unknown_words
        if isinstance(cell, Suppression):
            return suppressed_words
        if isinstance(cell, bool | str):
            return str(cell)
        return format_day(cell) if isinstance(cell, date) else format_number(cell)

    sides = ["num" if column.kind in {"count", "number"} else None for column in table.columns]
    heads = [
        element("th", column.label, scope="col", class_=side) for column, side in zip(table.columns, sides, strict=True)
    ]
    body = [
        element(
            "tr",
            *(element("td", isolate(words(cell)), class_=side) for cell, side in zip(row, sides, strict=True)),
        )
        for row in table.rows
    ]
    return element(
        "table",
        element("caption", table.title),
        element("thead", element("tr", *heads)),
        element("tbody", *body),
    )

"""A table of any kind as text columns, quickly.

A file is opened by its content, whatever its name ends with. Text tables are read in columns; only where their rows
are uneven are they read one by one. Nothing is dropped but rows without any word, and that is said.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from tawthiq.terms.errors import BadInputError

if TYPE_CHECKING:
    from tawthiq.intake.sheets import Sheets

_MOST_BYTES = 64 * 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file as text columns, the number of its first row below the header, what was noticed, and what was opened."""

    name: str
    frame: pl.DataFrame
    first_row: int
    notes: tuple[str, ...] = ()
    sheets: Sheets | None = None


def read_table(path: Path) -> Table:
    """Read a table whole, every cell as text; rows without any word are left out and said.

    Raises:
        BadInputError: codes ``intake.*``, or ``link.file`` where a Parquet file is damaged.
    """
    from tawthiq.intake.limits import Limits, check_size
    from tawthiq.intake.part_scans import FileKind
    from tawthiq.intake.sheets import open_list

    limits = Limits(file_bytes=_MOST_BYTES, workbook_bytes=4 * 1024**3)
    check_size(path, most=limits.file_bytes, name="file_bytes")
    with path.open("rb") as file:
        is_parquet = file.read(4) == b"PAR1"
    if is_parquet:
        return _without_blank_rows(Table(name=path.name, frame=_read_parquet(path), first_row=1))
    sheets = open_list(path, limits=limits)
    notes = tuple(f"{path.name}: {problem.message}" for problem in sheets.problems)
    frame = _read_columns(path, sheets) if sheets.kind is FileKind.TEXT else None
    if frame is None:
        frame = _read_rows(sheets)
    first_row = sheets.header.first_data_row
    return _without_blank_rows(Table(name=path.name, frame=frame, first_row=first_row, notes=notes, sheets=sheets))


def _read_parquet(path: Path) -> pl.DataFrame:
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as failure:
        raise BadInputError(
            "link.file", f"{path.name} is not a whole Parquet file.", "Make it again, or give the list as CSV."
        ) from failure
    flat = [name for name, kind in frame.schema.items() if not kind.is_nested() and kind != pl.Binary]
    return frame.select(pl.col(flat).cast(pl.String))


def _read_columns(path: Path, sheets: Sheets) -> pl.DataFrame | None:
    """A text table read in columns; None where its rows are uneven, so that they must be read one by one."""
    encoding = sheets.encoding.name if sheets.encoding else "utf-8"
    source: Path | BytesIO = path
    if encoding not in {"utf-8", "utf-8-sig"}:
        source = BytesIO(path.read_text(encoding=encoding, errors="replace").encode())
    try:
        return pl.read_csv(
            source,
            has_header=False,
            schema=dict.fromkeys(sheets.headers, pl.String),
            separator=sheets.delimiter,
            skip_rows=sheets.header.first_data_row - 1,
            encoding="utf8-lossy",
        )
    except pl.exceptions.PolarsError:
        return None


def _read_rows(sheets: Sheets) -> pl.DataFrame:
    rows = [row.cells for row in sheets.rows()]
    names = list(dict.fromkeys(name for row in rows[:1000] for name in (*sheets.headers, *row)))
    columns = {name: [row.get(name) or None for row in rows] for name in names or sheets.headers}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def _without_blank_rows(table: Table) -> Table:
    """The table with a column ``_row`` of row numbers, without rows that hold no word."""
    words = [pl.col(name).str.strip_chars().replace("", None) for name in table.frame.columns]
    numbers = pl.int_range(pl.len(), dtype=pl.Int64) + table.first_row
    frame = table.frame.with_columns(*words, numbers.alias("_row"))
    kept = frame.filter(pl.any_horizontal(pl.col(table.frame.columns).is_not_null())) if words else frame
    left_out = frame.height - kept.height
    said = (f"{table.name}: rows without any word, left out: {left_out:,}.",) if left_out else ()
    return replace(table, frame=kept, notes=(*table.notes, *said))

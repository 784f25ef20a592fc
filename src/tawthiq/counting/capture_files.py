"""Capture tables from CSV files, in any of three shapes.

- Cells: one 0/1 column a list, and ``count``. Rows of one history are added up.
- People: one 0/1 column a list and no ``count``; every row is one person.
- Long: ``person_id`` and ``list``, one row for each person on each list.

A column ``stratum`` divides the people. Every bad cell is named by its row, as a member sees it in the file,
and its column; one bad cell refuses the file.
"""

from pathlib import Path

import polars as pl

from tawthiq.counting.captures import CaptureTable, capture_table, check_lists
from tawthiq.terms.errors import BadInputError

_OTHER_COLUMNS = frozenset({"count", "person_id", "stratum"})


def read_capture_csv(path: Path) -> CaptureTable:
    """Read a capture table.

    Raises:
        BadInputError: for a file that cannot be read, is empty, or has a cell that is not what its column
            holds.
    """
    frame = _read(path)
    if {"person_id", "list"} <= set(frame.columns):
        return capture_table(frame)
    lists = [column for column in frame.columns if column not in _OTHER_COLUMNS]
    check_lists(lists)
    for column in lists:
        _check_column(frame, column, allowed=r"[01]", wanted="0 or 1")
    if "count" in frame.columns:
        _check_column(frame, "count", allowed=r"\d{1,15}", wanted="a whole number of people, not negative")
    if "stratum" in frame.columns:
        _check_column(frame, "stratum", allowed=r"(?s).*\S.*", wanted="a stratum, or the word unknown")
    whole = _table(frame, lists)
    if "stratum" not in frame.columns:
        return whole
    parts = frame.partition_by("stratum", as_dict=True)
    strata = tuple((str(key[0]), _table(part, lists)) for key, part in sorted(parts.items()))
    return CaptureTable(lists=whole.lists, cells=whole.cells, strata=strata)


def _read(path: Path) -> pl.DataFrame:
    try:
        frame = pl.read_csv(path, infer_schema=False)
    except FileNotFoundError as error:
        raise BadInputError("counting.no_file", f"There is no file {path.name}.", "Check its name.") from error
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise BadInputError(
            "counting.unreadable_csv",
            f"{path.name} cannot be read as a CSV file with a heading row in UTF-8.",
            "Save it again as CSV with a comma between columns.",
        ) from error
    frame = frame.rename({column: column.strip() for column in frame.columns})
    if frame.height == 0:
        raise BadInputError(
            "counting.empty_table", f"{path.name} has a heading and no rows.", "Give the rows of the table."
        )
    return frame


def _check_column(frame: pl.DataFrame, column: str, *, allowed: str, wanted: str) -> None:
    good = frame[column].str.strip_chars().str.contains(f"^(?:{allowed})$").fill_null(value=False)
    if good.all():
        return
    row = int((~good).arg_true()[0])
    count = int((~good).sum())
    more = f" ({count} rows in all)" if count > 1 else ""
    given = frame[column][row]
    shown = "nothing" if given is None else repr(str(given)[:20])
    raise BadInputError(
        "counting.missing_cell" if given is None else "counting.bad_cell",
        f"Row {row + 2}, column {column} holds {shown}{more}.",
        f"It must be {wanted}.",
    )


def _table(frame: pl.DataFrame, lists: list[str]) -> CaptureTable:
    if "count" in frame.columns:
        count = frame["count"].str.strip_chars().cast(pl.Int64)
    else:
        count = pl.Series("count", [1] * frame.height, dtype=pl.Int64)
    marks = frame.select(pl.col(c).str.strip_chars().cast(pl.Int8) for c in lists)
    cells: dict[tuple[int, ...], int] = {}
    for row, people in zip(marks.iter_rows(), count, strict=True):
        cells[row] = cells.get(row, 0) + int(people)
    return CaptureTable.from_cells(lists, cells)

"""Capture tables from CSV files, in any of three shapes.

- Cells: one 0/1 column a list, and ``count``. Rows of one history are added up.
- People: one 0/1 column a list and no ``count``; every row is one person.
- Long: ``person_id`` and ``list``, one row for each person on each list.

A column ``stratum``, or columns the caller names, divide the people; where any of them holds the word ``unknown``
so is the stratum. A column ``cannot_link`` of 0 and 1 marks people whose records lack what linking needs. Every bad
cell is named by its row, as a member sees it in the file, and its column; one bad cell refuses the file.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tawthiq.counting.captures import CaptureTable, capture_table, check_lists
from tawthiq.counting.sharing import UNKNOWN
from tawthiq.terms.errors import BadInputError

BETWEEN = " · "
_OTHER_COLUMNS = frozenset({"count", "person_id", "stratum", "cannot_link"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureFile:
    """What a file holds.

    Args:
        table: all people, with strata where there are columns that divide them.
        linkable: the table without people whose records cannot be linked; None where the file does not say.
    """

    table: CaptureTable
    linkable: CaptureTable | None = None

    @property
    def unlinkable(self) -> int:
        """People whose records cannot be linked."""
        return self.table.n_observed - self.linkable.n_observed if self.linkable else 0


def read_capture_csv(path: Path, *, by: Sequence[str] = ()) -> CaptureTable:
    """Read a capture table; see `read_capture_file`."""
    return read_capture_file(path, by=by).table


def read_capture_file(path: Path, *, by: Sequence[str] = ()) -> CaptureFile:
    """Read a capture table and who in it cannot be linked.

    Args:
        path: the file.
        by: columns that divide the people; without any, ``stratum`` where the file has it.

    Raises:
        BadInputError: for a file that cannot be read, is empty, lacks a column that was asked for, or has a cell
            that is not what its column holds.
    """
    frame = _read(path)
    by = tuple(by) or (("stratum",) if "stratum" in frame.columns else ())
    for column in by:
        _check_named(frame, column)
    if "cannot_link" in frame.columns:
        _check_column(frame, "cannot_link", allowed=r"[01]", wanted="0 or 1")
    if {"person_id", "list"} <= set(frame.columns):
        return _long(frame, by)
    lists = [column for column in frame.columns if column not in _OTHER_COLUMNS and column not in by]
    check_lists(lists)
    for column in lists:
        wanted = "0 or 1; a column that divides the people is named with --by"
        _check_column(frame, column, allowed=r"[01]", wanted=wanted)
    if "count" in frame.columns:
        _check_column(frame, "count", allowed=r"\d{1,15}", wanted="a whole number of people, not negative")
    whole = _table(frame, lists)
    linkable = _table(_linkable(frame), lists) if "cannot_link" in frame.columns else None
    if not by:
        return CaptureFile(table=whole, linkable=linkable)
    parts = _divided(frame, by).partition_by("stratum", as_dict=True)
    strata = tuple((str(key[0]), _table(part, lists)) for key, part in sorted(parts.items()))
    return CaptureFile(table=CaptureTable(lists=whole.lists, cells=whole.cells, strata=strata), linkable=linkable)


def _long(frame: pl.DataFrame, by: Sequence[str]) -> CaptureFile:
    """One row for each person on each list; somebody with one record that cannot be linked cannot be."""
    rows = _divided(frame, by) if by else frame.drop("stratum", strict=False)
    table = capture_table(rows)
    if "cannot_link" not in frame.columns:
        return CaptureFile(table=table)
    marked = frame.filter(pl.col("cannot_link").str.strip_chars() == "1")["person_id"]
    left = rows.drop("stratum", strict=False).filter(~pl.col("person_id").is_in(marked.implode()))
    if left.is_empty():
        return CaptureFile(table=table, linkable=CaptureTable.from_cells(table.lists, {}))
    linkable = capture_table(left)
    cells = {
        tuple(history[linkable.lists.index(n)] if n in linkable.lists else 0 for n in table.lists): count
        for history, count in linkable.cells
    }
    return CaptureFile(table=table, linkable=CaptureTable.from_cells(table.lists, cells))


def _linkable(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("cannot_link").str.strip_chars() == "0")


def _divided(frame: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The frame with the stratum of each row from the columns that divide."""
    for column in by:
        _check_column(frame, column, allowed=r"(?s).*\S.*", wanted="a stratum, or the word unknown")
    named = [pl.col(column).str.strip_chars() for column in by]
    unknown = pl.any_horizontal(each == UNKNOWN for each in named)
    joined = pl.concat_str(named, separator=BETWEEN)
    return frame.with_columns(pl.when(unknown).then(pl.lit(UNKNOWN)).otherwise(joined).alias("stratum"))


def _read(path: Path) -> pl.DataFrame:
    heads = _heads(path)
    try:
        frame = pl.read_csv(path, infer_schema=False, has_header=False, skip_rows=1, new_columns=heads)
    except pl.exceptions.NoDataError:
        frame = pl.DataFrame(schema=dict.fromkeys(heads, pl.String))
    except pl.exceptions.PolarsError as error:
        raise _unreadable(path) from error
    if frame.height == 0:
        raise BadInputError(
            "counting.empty_table", f"{path.name} has a heading and no rows.", "Give the rows of the table."
        )
    if frame.width != len(heads):
        raise BadInputError(
            "counting.ragged",
            f"{path.name} has {len(heads)} headings and {frame.width} columns.",
            "Give every column a heading, and every row a cell for each heading.",
        )
    return frame


def _heads(path: Path) -> list[str]:
    """The headings, each once and none empty."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            heads = [head.strip() for head in next(csv.reader(lines), [])]
    except FileNotFoundError as error:
        raise BadInputError("counting.no_file", f"There is no file {path.name}.", "Check its name.") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(path) from error
    if not heads:
        raise _unreadable(path)
    if len(heads) == 1 and (";" in heads[0] or "\t" in heads[0]):
        raise _unreadable(path)
    twice = sorted({head for head in heads if heads.count(head) > 1})
    if twice or "" in heads:
        what = f"the heading {twice[0]} twice" if twice and twice[0] else "a column without a heading"
        raise BadInputError("counting.heading", f"{path.name} has {what}.", "Give every column a heading of its own.")
    return heads


def _unreadable(path: Path) -> BadInputError:
    return BadInputError(
        "counting.unreadable_csv",
        f"{path.name} cannot be read as a CSV file with a heading row in UTF-8.",
        "Save it again as CSV with a comma between columns.",
    )


def _check_named(frame: pl.DataFrame, column: str) -> None:
    if column not in frame.columns:
        raise BadInputError(
            "counting.missing_column",
            f"The column {column} is missing.",
            f"Name one of: {', '.join(frame.columns)}.",
        )


def _check_column(frame: pl.DataFrame, column: str, *, allowed: str, wanted: str) -> None:
    good = frame[column].str.strip_chars().str.contains(f"^(?:{allowed})$").fill_null(value=False)
    if good.all():
        return
    row = int((~good).arg_true()[0])
    count = int((~good).sum())
    more = f" ({count} rows in all)" if count > 1 else ""
    given = frame[column][row]
    is_empty = given is None or not str(given).strip()
    shown = "nothing" if is_empty else repr(str(given)[:20])
    raise BadInputError(
        "counting.missing_cell" if is_empty else "counting.bad_cell",
        f"Row {row + 2}, column {column} holds {shown}{more}.",
        f"It must be {wanted}.",
    )


def _table(frame: pl.DataFrame, lists: list[str]) -> CaptureTable:
    people = pl.col("count").str.strip_chars().cast(pl.Int64) if "count" in frame.columns else pl.lit(1, pl.Int64)
    marks = [pl.col(column).str.strip_chars().cast(pl.Int8).alias(f"on_{i}") for i, column in enumerate(lists)]
    names = [f"on_{i}" for i in range(len(lists))]
    rows = frame.select(*marks, people.alias("people")).group_by(names).agg(pl.col("people").sum())
    return CaptureTable.from_cells(lists, {tuple(map(int, row[:-1])): int(row[-1]) for row in rows.iter_rows()})

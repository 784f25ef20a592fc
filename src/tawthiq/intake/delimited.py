"""Tables in text: which character parts the columns, and the rows one by one, however large the file.

Nothing is held but the row at hand. Quotes follow the usual rule (doubled inside quotes, line breaks
allowed). A quote that is never closed would swallow rows: a cell longer than the reader's limit stops the
reading with the row where it began, and a shorter one is told by the row that holds it (`swallows_rows`).
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tawthiq.terms.errors import BadInputError

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 60
SAMPLE_CHARACTERS = 200_000


def find_delimiter(path: Path, *, encoding: str) -> str:
    """The delimiter that gives most of the first rows the same number of cells; comma where none does."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        sample = file.read(SAMPLE_CHARACTERS)
    scores = {mark: _consistency(sample, mark) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: scores[mark])
    return best if scores[best] > (0.0, 0) else ","


def _consistency(sample: str, delimiter: str) -> tuple[float, int]:
    widths: list[int] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if row:
                widths.append(len(row))
            if len(widths) == SAMPLE_ROWS:
                break
    except csv.Error:
        return (0.0, 0)
    if len(widths) > 2 and len(widths) < SAMPLE_ROWS:
        widths.pop()  # the sample may end inside it
    counts = Counter(width for width in widths if width > 1)
    if not counts:
        return (0.0, 0)
    width, rows = max(counts.items(), key=lambda pair: (pair[1], pair[0]))
    return (round(rows / len(widths), 2), width)


def text_rows(path: Path, *, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every row with its number as a spreadsheet shows it (1-based, empty lines counted).

    Undecodable bytes come out as U+FFFD. Refuses (BadInputError) while iterating: ``intake.quotes``.
    """
    number = 0
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        try:
            for number, row in enumerate(reader, start=1):
                yield number, row
        except csv.Error as failure:
            raise BadInputError(
                "intake.quotes",
                f"Row {number + 1} of {path.name} has a cell far too long: a quote is probably not closed.",
                "Close or remove the quotation mark in that row and try again.",
            ) from failure


def count_lines(path: Path, *, encoding: str) -> int:
    """Line ends of the file: an upper bound of its rows, for showing progress."""
    wide = {"utf-16": 2, "utf-16-le": 2, "utf-16-be": 2, "utf-32": 4}.get(encoding, 1)
    lines, last = 0, b"\n"
    with path.open("rb") as file:
        while piece := file.read(1024 * 1024):
            lines += piece.count(b"\n") or (piece.count(b"\r") if b"\n" not in piece else 0)
            last = piece[-wide:].strip(b"\0")
    return lines + (last not in {b"\n", b"\r"})


def swallows_rows(cell: str, *, delimiter: str, columns: int) -> bool:
    """Whether a cell seems to have swallowed rows: line breaks with a row's worth of delimiters."""
    if "\n" not in cell and "\r" not in cell:
        return False
    return columns > 2 and any(line.count(delimiter) >= columns - 2 for line in cell.splitlines()[1:])

"""Where the table begins: title rows, the header, a second header row, a row of HXL tags.

Every row that is not data stays countable: rows above the header are given back as they are. The header is
the row that names the most columns: known column names count most, then distinct short words without
figures; a row of HXL tags points to the row above it. Merged header cells give their words to every column
they cover. When no row looks like a header, the columns are called by their letters and the first row is
data.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from tawthiq.intake.cells import CellValue, words_of
from tawthiq.intake.folding import clean_text, fold, lexicon
from tawthiq.terms.errors import Problem

_HXL = re.compile(r"#[a-z][a-z0-9_]*(?:\s*\+\s*[a-z][a-z0-9_]*)*", re.IGNORECASE)
Merge = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderFinding:
    """The header of a sheet.

    Args:
        row: 1-based row of the (last) header row, 0 where there is none.
        first_data_row: 1-based row where data begin.
        names: one name per column, distinct.
        named: columns up to the last one the header itself names.
        hxl: HXL tag per column, empty where there is none; an empty tuple without a tag row.
        problems: doubled, missing or merged names, a missing header.
    """

    row: int
    first_data_row: int
    names: tuple[str, ...]
    named: int = 0
    hxl: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def column_letters(number: int) -> str:
    """A for 1, AA for 27: the letters a spreadsheet shows."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def header_key(text: str) -> str:
    """A header made comparable: folded, underscores and punctuation as spaces."""
    plain = re.sub(r"[_\-./:()'’]+", " ", fold(text)).strip() if text.strip() != "#" else "#"
    return " ".join(plain.split()) or fold(text)


@cache
def known_headers() -> dict[str, tuple[str, str, str]]:
    """Comparable header to (field, strength, outcome); the first field that claims a header has it."""
    found: dict[str, tuple[str, str, str]] = {}
    for strength in ("strong", "weak"):
        for field, lists in lexicon("headers")["fields"].items():
            words = lists.get(strength, [])
            groups = words if isinstance(words, dict) else {"unknown": words}
            for outcome, names in groups.items():
                for name in names:
                    found.setdefault(header_key(str(name)), (field, strength, outcome))
    return found


def is_hxl_row(cells: Sequence[CellValue]) -> bool:
    """Whether the row holds HXL tags: at least one, and nothing else."""
    filled = [words_of(c).strip() for c in cells if words_of(c).strip()]
    return bool(filled) and all(_HXL.fullmatch(c) for c in filled)


def find_header(
    rows: Sequence[tuple[int, Sequence[CellValue]]], *, merges: Sequence[Merge] = (), row: int | None = None
) -> HeaderFinding:
    """Find the header among the first rows of a sheet.

    Args:
        rows: (1-based number, cells) of the first rows, in order.
        merges: merged ranges, 0-based ((row, column), (row, column)).
        row: the header row a person or a saved mapping has chosen; 0: there is none.
    """
    width = max((len(cells) for _, cells in rows), default=0)
    tags = next(((n, cells) for n, cells in rows if is_hxl_row(cells)), None)
    numbers = [n for n, _ in rows]
    if row is None:
        row = _chosen(rows, width=width, tags=tags)
    if row and row not in numbers:
        row = 0
    by_number = {n: list(cells) + [""] * (width - len(cells)) for n, cells in rows}
    bottom = _bottom(row, merges) if row else 0
    names, problems = _names(by_number, row=row, bottom=bottom, merges=merges, width=width)
    first = bottom + 1 if row else (numbers[0] if numbers else 1)
    hxl: tuple[str, ...] = ()
    if tags is not None and tags[0] in {first, row}:
        hxl = tuple(words_of(c).strip() for c in by_number[tags[0]])
        first = tags[0] + 1
    filled = [i for i, cell in enumerate(by_number.get(row, names), start=1) if words_of(cell).strip()]
    return HeaderFinding(
        row=bottom,
        first_data_row=first,
        names=names,
        named=max(filled, default=width),
        hxl=hxl,
        problems=problems,
    )


def _chosen(
    rows: Sequence[tuple[int, Sequence[CellValue]]],
    *,
    width: int,
    tags: tuple[int, Sequence[CellValue]] | None,
) -> int:
    if tags is not None:
        above = [n for n, cells in rows if n < tags[0] and any(words_of(c).strip() for c in cells)]
        return above[-1] if above else tags[0]
    best, best_row = 0.0, 0
    for place, (number, cells) in enumerate(rows[:-1] if len(rows) > 1 else rows):
        score = _score(cells, width=width) - place * 0.05
        if score > best:
            best, best_row = score, number
    return best_row


def _score(cells: Sequence[CellValue], *, width: int) -> float:
    """How much a row looks like a header; 0 where it cannot be one."""
    words = [words_of(c).strip() for c in cells]
    filled = [w for w in words if w]
    known = sum(header_key(w) in known_headers() for w in filled)
    if not filled or (len(filled) < 2 <= width and not known) or any(isinstance(c, date) for c in cells):
        return 0.0
    if known < 2 and (len(filled) < 0.5 * width or any(isinstance(c, float) for c in cells)):
        return 0.0
    plain = sum(len(w) <= 60 and not re.search(r"\d{3}|^\d+$", fold(w)) for w in filled)
    if known < 2 and (plain < len(filled) or (len({fold(w) for w in filled}) < len(filled) and known == 0)):
        return 0.0
    return 3.0 * known + plain / max(1, width)


def _bottom(row: int, merges: Sequence[Merge]) -> int:
    """The last row of the header: cells merged downwards make it more than one."""
    deeper = [end[0] + 1 for start, end in merges if start[0] + 1 <= row <= end[0] + 1 and end[0] - start[0] <= 3]
    return max([row, *deeper])


def _names(
    by_number: dict[int, list[CellValue]], *, row: int, bottom: int, merges: Sequence[Merge], width: int
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    if not row:
        letters = tuple(column_letters(i + 1) for i in range(width))
        problem = Problem(
            code="header.none",
            message="No row looks like a header; the columns are called by their letters.",
            next_step="Say which row holds the names of the columns.",
        )
        return letters, (problem,)
    across = [m for m in merges if m[1][1] > m[0][1] and m[0][1] + width > m[1][1] - m[0][1] + 1]
    top = row
    if any(start[0] + 1 == row - 1 and end[1] - start[1] + 1 < width for start, end in across) and (
        row - 1 in by_number
    ):
        top = row - 1
    filled = _filled(by_number, merges=merges, top=top, bottom=bottom)
    names, problems = [], []
    for column in range(width):
        parts = list(dict.fromkeys(clean_text(words_of(line[column])) for line in filled))
        names.append(" › ".join(part for part in parts if part))
    if top < row or bottom > row or any(start[0] + 1 <= bottom and end[0] + 1 >= top for start, end in across):
        problems.append(
            Problem(
                code="header.merged",
                message="Header cells are merged; their words were given to every column they cover.",
                next_step="Check the names of the columns.",
                row=row,
            )
        )
    return _distinct(names, row=row, problems=problems)


def _filled(
    by_number: dict[int, list[CellValue]], *, merges: Sequence[Merge], top: int, bottom: int
) -> list[list[CellValue]]:
    lines = {n: list(by_number[n]) for n in range(top, bottom + 1) if n in by_number}
    for (first_row, first_column), (last_row, last_column) in merges:
        source = by_number.get(first_row + 1)
        for n, line in lines.items():
            if source is not None and first_row + 1 <= n <= last_row + 1:
                for column in range(first_column, min(last_column + 1, len(line))):
                    line[column] = source[first_column]
    return list(lines.values())


def _distinct(names: list[str], *, row: int, problems: list[Problem]) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    seen: dict[str, int] = {}
    taken: set[str] = set(names)
    result: list[str] = []
    for place, name in enumerate(names, start=1):
        letter = column_letters(place)
        if not name:
            name = letter  # noqa: PLW2901 - a column without a name is called by its letter
            while name in taken:
                name = f"{name}_"  # noqa: PLW2901
        elif seen.get(name, 0):
            count = seen[name] + 1
            while f"{name} ({count})" in taken:
                count += 1
            problems.append(
                Problem(
                    code="header.repeated",
                    message=f"Two columns have the same name; column {letter} got a number.",
                    next_step="Check which of them holds what.",
                    row=row,
                    column=letter,
                )
            )
            seen[name] = count
            name = f"{name} ({count})"  # noqa: PLW2901
        taken.add(name)
        seen.setdefault(name, 1)
        result.append(name)
    return tuple(result), tuple(problems)

"""A kept count as its page shows it: every cell with the address of the persons behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tawthiq.keeping.queries.results import ResultView
from tawthiq.publishing.release.telling import title_of, word_value
from tawthiq.publishing.wording import say, say_coded
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web.formats import write_number
from tawthiq.web.persons.filters import persons_address

#: Which parameter of the persons page a dimension of a count is.
PARAMETER = {
    "outcome": "outcome",
    "month": "month",
    "place_admin1": "admin1",
    "sex": "sex",
    "age": "age_band",
    "civilian_status": "civilian_status",
    "cause": "cause",
    "corroboration": "origins",
}
#: Values that the persons page cannot ask for: they stand without a link.
WITHOUT_LINK = {("corroboration", "unknown")}
#: Dimensions without an order of their own.
LARGEST_FIRST = {"outcome", "place_admin1", "cause", "civilian_status"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A number and the address of the persons behind it; no address where it is nought."""

    number: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table: the words of its group, and its counts."""

    words: tuple[str, ...]
    documented: Cell
    verified: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable:
    """A table of a kept count; `place` is its place in the count, for its download."""

    place: int
    title: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row | None


def outcomes_of(kept: ResultView) -> list[str]:
    """The outcomes of a count, those with most documented persons first."""
    rows = [row for table in kept.data["tables"] if table["by"] == ["outcome"] for row in table["rows"]]
    return [row["keys"][0] for row in sorted(rows, key=lambda row: -row["reported"])]


def show_tables(
    kept: ResultView, *, outcome: str, places: Mapping[str, tuple[str, str]], language: str
) -> list[ShownTable]:
    """The table by outcome, and every table that divides this outcome."""
    shown = []
    for place, table in enumerate(kept.data["tables"]):
        by: Sequence[str] = table["by"]
        rows = table["rows"] if by == ["outcome"] else [row for row in table["rows"] if row["keys"][0] == outcome]
        dimensions = tuple(by) if by == ["outcome"] else tuple(by[1:])
        if not rows:
            continue
        if set(dimensions) & LARGEST_FIRST:
            rows = sorted(rows, key=lambda row: (row["keys"][-1] == "unknown", -row["reported"]))
        lines = tuple(_row(by, row, dimensions, places=places, language=language) for row in rows)
        shown.append(
            ShownTable(
                place=place,
                title=title_of(dimensions, "" if by == ["outcome"] else outcome, language=language),
                heads=tuple(say("headings", name, language=language) for name in dimensions),
                rows=lines,
                total=None if by == ["outcome"] else _total(rows, outcome, len(dimensions), language=language),
            )
        )
    return shown


def in_two_columns(tables: Sequence[ShownTable]) -> tuple[list[ShownTable], list[ShownTable]]:
    """The tables in two columns of about one height, each in its order."""
    columns: tuple[list[ShownTable], list[ShownTable]] = ([], [])
    heights = [0, 0]
    for table in tables:
        shorter = 0 if heights[0] <= heights[1] else 1
        columns[shorter].append(table)
        heights[shorter] += len(table.rows) + 4
    return columns


def rules_of(kept: ResultView, *, language: str) -> list[str]:
    """The rules that the tables were made by, each once."""
    rules = {rule["code"]: rule for table in kept.data["tables"] for rule in table["rules"]}
    return [say_coded("rules", code, rule["params"], language=language) for code, rule in rules.items()]


def standard_of(kept: ResultView, *, language: str) -> str:
    """The standard of proof that held when the count was made."""
    return vocabulary("standard_of_proof").label(kept.data["standard_of_proof"], language)


def _row(
    by: Sequence[str],
    row: Mapping[str, Any],
    dimensions: Sequence[str],
    *,
    places: Mapping[str, tuple[str, str]],
    language: str,
) -> Row:
    pairs = list(zip(by, row["keys"], strict=True))
    asked = {PARAMETER[name]: value for name, value in pairs}
    is_open = not any(pair in WITHOUT_LINK for pair in pairs)
    words = tuple(
        word_value(name, value, language=language, places=places) for name, value in pairs if name in dimensions
    )
    return Row(
        words=words,
        documented=_cell(row["reported"], {**asked, "counted": "documented"} if is_open else {}, language=language),
        verified=_cell(row["verified"], {**asked, "counted": "verified"} if is_open else {}, language=language),
    )


def _total(rows: Sequence[Mapping[str, Any]], outcome: str, width: int, *, language: str) -> Row:
    return Row(
        words=(say("values", "total", language=language), *("",) * (width - 1)),
        documented=_cell(
            sum(row["reported"] for row in rows), {"outcome": outcome, "counted": "documented"}, language=language
        ),
        verified=_cell(
            sum(row["verified"] for row in rows), {"outcome": outcome, "counted": "verified"}, language=language
        ),
    )


def _cell(count: float, asked: Mapping[str, str], *, language: str) -> Cell:
    places = 0 if float(count).is_integer() else 1
    return Cell(
        number=write_number(count, language=language, places=places),
        address=persons_address(**asked) if asked and count else "",
    )

"""A kept count as its page shows it: every cell with the address of the persons behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from tawthiq.keeping.queries.results import ResultView
from tawthiq.publishing.bidi import isolate
from tawthiq.publishing.release.telling import title_of, word_value
from tawthiq.publishing.wording import say, say_coded
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web.formats import write_number

#: Dimensions without an order of their own.
LARGEST_FIRST = {"outcome", "place_admin1", "cause", "civilian_status", "perpetrator_kind"}
#: Rows that stand for no value come last, in this order.
LAST = ("ambiguous", "held", "unknown", "remainder")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A number, the address of the persons behind it (none where it is nought), and its range where it has one."""

    number: str
    address: str
    range: str = ""


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
            rows = sorted(rows, key=lambda row: (_place_last(row["keys"][-1]), -row["reported"]))
        lines = tuple(_row(kept, by, row, dimensions, places=places, language=language) for row in rows)
        shown.append(
            ShownTable(
                place=place,
                title=title_of(dimensions, "" if by == ["outcome"] else outcome, language=language),
                heads=tuple(say("headings", name, language=language) for name in dimensions),
                rows=lines,
                total=None
                if by == ["outcome"]
                else _total(kept, by, rows, outcome, len(dimensions), language=language),
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


def _place_last(key: str) -> int:
    return 1 + LAST.index(key) if key in LAST else 0


def _row(
    kept: ResultView,
    by: Sequence[str],
    row: Mapping[str, Any],
    dimensions: Sequence[str],
    *,
    places: Mapping[str, tuple[str, str]],
    language: str,
) -> Row:
    pairs = zip(by, row["keys"], strict=True)
    words = tuple(
        word_value(name, value, language=language, places=places) for name, value in pairs if name in dimensions
    )
    reported, verified = (
        cell(
            row[counted],
            cell_address(kept.id, by, row["keys"], counted=counted),
            span=row.get(f"{counted}_range"),
            language=language,
        )
        for counted in ("reported", "verified")
    )
    return Row(words=words, documented=reported, verified=verified)


def _total(
    kept: ResultView, by: Sequence[str], rows: Sequence[Mapping[str, Any]], outcome: str, width: int, *, language: str
) -> Row:
    keys = [outcome, *("" for _ in by[1:])]
    reported, verified = (
        cell(sum(row[counted] for row in rows), cell_address(kept.id, by, keys, counted=counted), language=language)
        for counted in ("reported", "verified")
    )
    words = (say("values", "total", language=language), *("",) * (width - 1))
    return Row(words=words, documented=reported, verified=verified)


def cell_address(
    result_id: UUID, by: Sequence[str], keys: Sequence[str], *, counted: str = "reported", **asked: str
) -> str:
    """The address of the persons behind a cell: as they were counted, whatever was decided since."""
    pairs = [("by", name) for name in by] + [("key", key) for key in keys]
    pairs += [(name, value) for name, value in (("counted", counted), *asked.items()) if value]
    return f"{reverse('results:cell', args=[result_id])}?{urlencode(pairs)}"


def cell(count: float, address: str, *, language: str, span: Sequence[int] | None = None) -> Cell:
    """A number as a table shows it, with its range where that says more than the number."""
    places = 0 if float(count).is_integer() else 1
    is_wide = span is not None and not span[0] == count == span[1]
    ends = " – ".join(isolate(write_number(end, language=language)) for end in span or ())
    return Cell(
        number=write_number(count, language=language, places=places),
        address=address if count else "",
        range=ends if is_wide else "",
    )

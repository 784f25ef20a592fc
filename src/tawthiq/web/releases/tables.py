"""A table that leaves, as pages show it: every number with the way to what it rests on.

A number of persons opens the persons of the kept count that it was counted from, a line of reported displacement its
figures, a line of documented displacement its incidents. What is withheld is not opened, nor what has no count to open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tawthiq.keeping.queries.results import ResultView
from tawthiq.publishing.bidi import isolate
from tawthiq.publishing.tables import Column, MadeFrom, Suppression, Table
from tawthiq.publishing.wording import say
from tawthiq.web.formats import NO_VALUE, write_number
from tawthiq.web.results.counts import cell_address

#: Which persons a column counts.
_COUNTED = {"verified": "verified", "not_verified": "not_verified", "documented": "reported", "named": "reported"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCell:
    """A cell in words, whether it is a number, and the address of what stands behind it."""

    words: str
    is_number: bool
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """A line, and the figures or incidents behind it: what each is called and its address."""

    cells: tuple[ShownCell, ...]
    behind: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable:
    """A table of a release; `behind` heads the column of what its lines rest on, empty where there is none."""

    name: str
    title: str
    heads: tuple[tuple[str, bool], ...]
    rows: tuple[ShownRow, ...]
    note: str
    behind: str


def show_table(table: Table, *, count: ResultView | None, language: str) -> ShownTable:
    """The table with the ways into the count; without a count it has none."""
    made = table.made_from
    heads = {"reported": _("Figures"), "displaced": _("Incidents")}
    rows = []
    for place, row in enumerate(table.rows):
        key = made.keys[place] if made else ()
        cells = tuple(
            _cell(value, column, made=made, key=key, count=count, language=language)
            for value, column in zip(row, table.columns, strict=True)
        )
        rows.append(ShownRow(cells=cells, behind=_behind(table.name, made, key, count, language=language)))
    return ShownTable(
        name=table.name,
        title=table.title,
        heads=tuple((column.label, column.kind in {"count", "number"}) for column in table.columns),
        rows=tuple(rows),
        note=table.note,
        behind=str(heads.get(made.of, "")) if made and count else "",
    )


def _cell(
    value: object,
    column: Column,
    *,
    made: MadeFrom | None,
    key: tuple[str, ...],
    count: ResultView | None,
    language: str,
) -> ShownCell:
    """A cell as it reads."""
    is_number = column.kind in {"count", "number"}
    if isinstance(value, Suppression):
        return ShownCell(words=say("values", "withheld", language=language), is_number=True)
    if value is None:
        return ShownCell(words=NO_VALUE, is_number=is_number)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ShownCell(words=str(value), is_number=False)
    counted = _COUNTED.get(column.name, "")
    address = ""
    if count is not None and made is not None and counted and value and made.of != "reported":
        address = cell_address(count.id, made.by, key, counted=counted, of="" if made.of == "persons" else made.of)
    words = write_number(value, language=language, places=0 if isinstance(value, int) else 4)
    return ShownCell(words=words, is_number=True, address=address)


def _behind(
    name: str, made: MadeFrom | None, key: tuple[str, ...], count: ResultView | None, *, language: str
) -> tuple[tuple[str, str], ...]:
    """The figures or incidents behind a line, numbered."""
    if made is None or count is None:
        return ()
    found: list[str] = []
    if made.of == "reported":
        lines = count.data["displacement"]["totals"][name.removeprefix("displacement_")]
        found = next((row["figure_ids"] for row in lines if _words(row, made.by) == key), [])
        view = "figures:figure"
    elif made.of == "displaced":
        found = next((row["incident_ids"] for row in count.data["displaced"] if (row["place"],) == key), [])
        view = "incidents:incident"
    else:
        return ()
    return tuple(
        (isolate(write_number(number, language=language)), reverse(view, args=[one]))
        for number, one in enumerate(found, 1)
    )


def _words(row: Mapping[str, Any], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(row[name] or "") for name in names)

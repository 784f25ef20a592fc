"""A table of a kept count as its page shows it: rows by columns with totals, every number open to its persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tawthiq.actions.table_of_count import Asked
from tawthiq.publishing.charts.categories import CategoryBar, draw_categories
from tawthiq.publishing.release.telling import word_value
from tawthiq.publishing.wording import say, say_coded
from tawthiq.web.overview.drawing import canvas_for, draw_both
from tawthiq.web.results.counts import LAST, Cell, cell, cell_address

#: So many bars are still a picture.
MOST_BARS = 40
Places = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row: the words of its group, a number for each column, and their sum."""

    words: tuple[str, ...]
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Divided:
    """Rows by columns, with the rules they were made by; `picture` where there are no columns but the count."""

    name: str
    title: str
    heads: tuple[str, ...]
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    totals: Line
    rules: tuple[str, ...]
    picture: SafeString
    number: int = 0


def show_divided(
    result_id: UUID,
    data: Mapping[str, Any],
    asked: Asked,
    *,
    places: Places,
    language: str,
    counted: str = "reported",
    number: int = 0,
) -> Divided:
    """The last of two dimensions or more makes the columns."""
    by: Sequence[str] = data["by"]
    width = len(by) - 1 if len(by) > 1 else len(by)
    columns = list(dict.fromkeys(tuple(row["keys"][width:]) for row in data["rows"]))
    columns.sort(key=_order)
    groups = list(dict.fromkeys(tuple(row["keys"][:width]) for row in data["rows"]))
    held = {tuple(row["keys"]): row for row in data["rows"]}

    def one(keys: tuple[str, ...]) -> Cell:
        fits = [row for name, row in held.items() if all(k in ("", n) for k, n in zip(keys, name, strict=True))]
        exact = held.get(keys)
        return cell(
            sum(row[counted] for row in fits),
            cell_address(
                result_id,
                by,
                keys,
                counted=counted,
                of=asked.of,
                outcome=asked.outcome,
                dates=asked.dates,
                treatment=asked.treatment,
            ),
            span=exact[f"{counted}_range"] if exact else None,
            language=language,
        )

    every = tuple("" for _name in by[width:])
    lines = tuple(
        Line(
            words=tuple(
                word_value(name, key, language=language, places=places) for name, key in zip(by, group, strict=False)
            ),
            cells=tuple(one((*group, *column)) for column in columns) if every else (),
            total=one((*group, *every)),
        )
        for group in groups
    )
    blank = tuple("" for _name in by[:width])
    totals = Line(
        words=(say("values", "total", language=language), *blank[1:]),
        cells=tuple(one((*blank, *column)) for column in columns) if every else (),
        total=one((*blank, *every)),
    )
    return Divided(
        name="_".join(by),
        title=" × ".join(say("headings", name, language=language) for name in by),
        heads=tuple(say("headings", name, language=language) for name in by[:width]),
        columns=tuple(
            word_value(by[width], column[0], language=language, places=places) for column in columns if column
        ),
        lines=lines,
        totals=totals,
        rules=tuple(say_coded("rules", rule["code"], rule["params"], language=language) for rule in data["rules"]),
        picture=_draw(data, lines, number, language=language) if len(by) == 1 else SafeString(""),
        number=number,
    )


def _order(keys: Sequence[str]) -> tuple[int, int, str]:
    """Columns by number or name, what is no value last; calendar names order themselves."""
    key = keys[0] if keys else ""
    number = key.rstrip("+").partition("-")[0]
    size = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0
    return 1 + LAST.index(key) if key in LAST else 0, size, key


def _draw(data: Mapping[str, Any], lines: Sequence[Line], number: int, *, language: str) -> SafeString:
    """Bars, the verified darker; nothing where persons were shared out or rows are too many."""
    whole = all(float(row["reported"]).is_integer() for row in data["rows"])
    if not lines or len(lines) > MOST_BARS or not whole:
        return SafeString("")
    bars = [
        CategoryBar(
            label=line.words[0],
            value=int(row["reported"]),
            words=f"{line.words[0]}: {line.total.number}",
            verified=int(row["verified"]),
            href=line.total.address or None,
        )
        for line, row in zip(lines, data["rows"], strict=True)
    ]
    canvas = canvas_for(
        f"divided-{number}",
        title=say("headings", data["by"][0], language=language),
        description=_("Documented persons; the verified are drawn darker. Each bar opens its persons."),
        language=language,
    )
    return draw_both(
        lambda one: draw_categories(bars, canvas=one, hidden_words=say("values", "withheld", language=language)),
        canvas=canvas,
    )

"""Documented persons by month, stacked by how many origins speak of each; every month opens its persons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tawthiq.keeping.queries.overview import MonthCount
from tawthiq.publishing.bidi import month_names
from tawthiq.publishing.charts.months import MonthBar, MonthLegend, draw_months
from tawthiq.terms.dates import month
from tawthiq.web.formats import write_number, write_partial_date
from tawthiq.web.overview.drawing import Picture, TableRow, canvas_for, draw_both
from tawthiq.web.persons.filters import persons_address
from tawthiq.web.wording import fill, fill_with_links

#: More months than this do not fit a picture; the latest are drawn, all stand in the table.
MOST_MONTHS = 96


def draw(counts: Sequence[MonthCount], *, language: str, outcome: str) -> Picture | None:
    """The timeline, or None where no month is known."""
    known = [row for row in counts if row.month]
    if not known:
        return None
    filled = _fill_gaps(known)
    drawn = filled[-MOST_MONTHS:]
    short = month_names(locale=language, short=True)
    bars = [_bar(row, short, language=language, outcome=outcome) for row in drawn]
    words = MonthLegend(three=_("3 or more origins"), two=_("2 origins"), one=_("1 origin"))
    canvas = canvas_for(
        "months",
        title=_("Killings by month"),
        description=_("One bar for each month, darkest where three or more independent origins speak of a person."),
        language=language,
    )
    notes: list[SafeString | str] = []
    unknown = sum(row.one + row.two + row.three_or_more for row in counts if not row.month)
    if unknown:
        opened = (
            write_number(unknown, language=language),
            persons_address(outcome=outcome, counted="documented", month="unknown"),
        )
        notes.append(fill_with_links(_("Not on the picture: {number} whose month is not known."), number=opened))
    if len(filled) > len(drawn):
        notes.append(_("Only the latest months are drawn; the table has all of them."))
    return Picture(
        svg=draw_both(lambda on: draw_months(bars, canvas=on, words=words), canvas=canvas),
        rows=tuple(_table_row(row, language=language, outcome=outcome) for row in counts),
        notes=tuple(notes),
    )


def _fill_gaps(known: Sequence[MonthCount]) -> list[MonthCount]:
    """Every month from the first to the last; those without persons are empty."""
    held = {row.month: row for row in known}
    year, number = (int(part) for part in min(held).split("-"))
    filled = []
    while (name := f"{year:04d}-{number:02d}") <= max(held):
        filled.append(held.get(name, MonthCount(month=name, one=0, two=0, three_or_more=0)))
        year, number = (year, number + 1) if number < 12 else (year + 1, 1)
    return filled


def _bar(row: MonthCount, short: Sequence[str], *, language: str, outcome: str) -> MonthBar:
    first = date.fromisoformat(f"{row.month}-01")
    total = row.one + row.two + row.three_or_more
    return MonthBar(
        label=short[first.month - 1],
        year=str(first.year),
        words=fill(
            "{month}: {number}",
            month=_name(row.month, language=language),
            number=write_number(total, language=language),
        ),
        three=row.three_or_more,
        two=row.two,
        one=row.one,
        href=_address(row.month, outcome) if total else None,
    )


def _table_row(row: MonthCount, *, language: str, outcome: str) -> TableRow:
    address = _address(row.month or "unknown", outcome)
    asked = {"outcome": outcome, "counted": "documented", "month": row.month or "unknown"}
    parts = ((row.three_or_more, "3+"), (row.two, "2"), (row.one, "1"))
    cells = [
        (
            write_number(number, language=language),
            persons_address(**asked, origins=origins) if number and origins != "1" else "",
        )
        for number, origins in parts
    ]
    total = row.one + row.two + row.three_or_more
    return TableRow(
        name=_name(row.month, language=language) if row.month else _("month not known"),
        cells=((write_number(total, language=language), address), *cells),
        address=address,
    )


def _address(name: str, outcome: str) -> str:
    return persons_address(outcome=outcome, counted="documented", month=name)


def _name(name: str, *, language: str) -> str:
    year, number = (int(part) for part in name.split("-"))
    return write_partial_date(month(year, number), language=language)

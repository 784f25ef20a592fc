"""Which lists hold the same people, as the latest estimate saw them; each column opens its persons."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tawthiq.keeping.queries.results import ResultView
from tawthiq.publishing.charts.overlap import ListRow, Overlap, draw_overlap
from tawthiq.web.formats import write_number
from tawthiq.web.overview.drawing import Picture, TableRow, canvas_for, draw_both
from tawthiq.web.persons.filters import persons_address
from tawthiq.web.wording import fill


def draw(kept: ResultView, *, language: str, outcome: str) -> Picture | None:
    """The overlap of the lists, or None where the result kept none."""
    overlaps = kept.data.get("overlap") or []
    totals: dict[str, int] = kept.data.get("made", {}).get("lists", {})
    ids: dict[str, str] = kept.settings.get("lists", {})
    names = sorted(totals, key=lambda name: (-totals[name], name))
    if not overlaps or not names:
        return None
    rows = [
        ListRow(
            label=name,
            total=totals[name],
            words=fill("{list}: {number}", list=name, number=write_number(totals[name], language=language)),
            href=persons_address(outcome=outcome, counted="documented", source=ids.get(name)) if name in ids else None,
        )
        for name in names
    ]
    columns = []
    table = []
    for entry in overlaps:
        held = [name for name in entry["lists"] if name in totals]
        count = int(entry["count"])
        number = write_number(count, language=language)
        joined = " + ".join(held)
        listed = [ids[name] for name in held if name in ids]
        address = (
            persons_address(outcome=outcome, counted="documented", list=listed) if len(listed) == len(held) else ""
        )
        columns.append(
            Overlap(
                members=frozenset(names.index(name) for name in held),
                count=count,
                words=fill("{lists}: {number}", lists=joined, number=number),
                href=address or None,
            )
        )
        table.append(TableRow(name=joined, cells=((number, address),)))
    canvas = canvas_for(
        "lists",
        title=_("Which lists hold the same people"),
        description=_("Each column is a combination of lists, its bar the people found in exactly these lists."),
        language=language,
    )

    def say_rest(combinations: int, people: int) -> str:
        words = ngettext(
            "and {number} further combination with {people} people",
            "and {number} further combinations with {people} people",
            combinations,
        )
        return fill(
            words, number=write_number(combinations, language=language), people=write_number(people, language=language)
        )

    svg = draw_both(lambda on: draw_overlap(rows, columns, canvas=on, say_rest=say_rest), canvas=canvas)
    return Picture(svg=svg, rows=tuple(table))

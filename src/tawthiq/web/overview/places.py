"""Documented persons by place: circles on an offline map, with names in the language of the page.

The map is of the country in which most places lie. Places without a point, and those outside the map, are named
under it: nothing is dropped in silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tawthiq.keeping.queries.overview import PlaceCount
from tawthiq.publishing.drawing import Canvas, Svg
from tawthiq.publishing.maps import drawing as maps
from tawthiq.publishing.maps.drawing import MapDrawing, draw_map
from tawthiq.publishing.maps.shapes import BaseMap, Line, load_base, load_shapes
from tawthiq.terms.errors import BadInputError
from tawthiq.web.formats import write_number
from tawthiq.web.overview.drawing import Picture, TableRow, canvas_for, draw_both
from tawthiq.web.persons.filters import persons_address
from tawthiq.web.wording import fill, fill_with_links

#: Countries whose first-level areas the package holds.
ADMIN1_FILES = {"SYR": "syr-admin1"}
#: So many places are enough to know the country by.
PLACES_ASKED = 25


def draw(counts: Sequence[PlaceCount], *, language: str, outcome: str, is_by_governorate: bool) -> Picture | None:
    """The map with its table, or None where no place is known; without a map of the country, the table alone."""
    if not any(row.place for row in counts):
        return None
    table = tuple(
        _table_row(row, language=language, outcome=outcome, is_by_governorate=is_by_governorate) for row in counts
    )
    points = [
        _circle(row, language=language, outcome=outcome, is_by_governorate=is_by_governorate)
        for row in counts
        if row.place and row.place.latitude is not None and (is_by_governorate or row.place.level != "admin1")
    ]
    base = find_base(points)
    if base is None:
        return Picture(svg=SafeString(""), rows=table)
    drawn: list[MapDrawing] = []

    def draw_one(canvas: Canvas) -> Svg:
        kilometres = lambda length: fill(_("{number} km"), number=canvas.format_number(length))  # noqa: E731
        drawn.append(draw_map(points, base=base, canvas=canvas, locale=language, kilometres=kilometres))
        return drawn[-1].svg

    canvas = canvas_for(
        "map",
        title=_("Where they were killed"),
        description=_("Circles by the number of people documented as killed at a place; each opens its persons."),
        language=language,
    )
    svg = draw_both(draw_one, canvas=canvas)
    notes = [*_notes(counts, language=language, outcome=outcome, is_by_governorate=is_by_governorate)]
    if drawn[0].outside:
        notes.append(
            fill(
                _("Outside the map: {places}."),
                places="، ".join(drawn[0].outside) if language == "ar" else ", ".join(drawn[0].outside),
            )
        )
    return Picture(svg=svg, rows=table, notes=(*notes, drawn[0].disclaimer))


def find_base(points: Sequence[maps.PlaceCount]) -> BaseMap | None:
    """The map of the country in which most of the largest places lie; None where the package has none."""
    largest = sorted(points, key=lambda point: -point.count)[:PLACES_ASKED]
    found: Counter[str] = Counter()
    for shape in load_shapes("world-110m", "countries"):
        west, south, east, north = shape.bounds
        for point in largest:
            x, y = point.longitude, point.latitude
            if west <= x <= east and south <= y <= north and sum(_crosses(line, x, y) for line in shape.lines) % 2:
                found[shape.id] += 1
    if not found:
        return None
    country = found.most_common(1)[0][0]
    try:
        return load_base(country, admin1=ADMIN1_FILES.get(country))
    except BadInputError:
        return None


def _crosses(ring: Line, x: float, y: float) -> int:
    """How often a line eastwards from the point crosses the ring: odd where the point lies inside."""
    times = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            times += 1
    return times


def _circle(row: PlaceCount, *, language: str, outcome: str, is_by_governorate: bool) -> maps.PlaceCount:
    place = row.place
    assert place is not None  # noqa: S101 — asked before
    name = place.name(language)
    number = write_number(row.documented, language=language)
    return maps.PlaceCount(
        label=name,
        longitude=place.longitude or 0.0,
        latitude=place.latitude or 0.0,
        count=row.documented,
        words=fill("{place}: {number}", place=name, number=number),
        href=_address(place.id, outcome=outcome, is_by_governorate=is_by_governorate),
    )


def _table_row(row: PlaceCount, *, language: str, outcome: str, is_by_governorate: bool) -> TableRow:
    if row.place is None:
        asked = {"outcome": outcome, "admin1": "unknown"}
        name = _("governorate not known")
    else:
        asked = {"outcome": outcome, ("admin1" if is_by_governorate else "place_id"): str(row.place.id)}
        is_wide = row.place.level == "admin1" and not is_by_governorate
        name = (
            fill(_("{place}, no town known"), place=row.place.name(language)) if is_wide else row.place.name(language)
        )
    documented, verified = (write_number(n, language=language) for n in (row.documented, row.verified))
    return TableRow(
        name=name,
        cells=(
            (documented, persons_address(**asked, counted="documented")),
            (verified, persons_address(**asked, counted="verified")),
        ),
    )


def _address(place_id: int, *, outcome: str, is_by_governorate: bool) -> str:
    asked = {"admin1" if is_by_governorate else "place_id": str(place_id)}
    return persons_address(outcome=outcome, counted="documented", **asked)


def _notes(counts: Sequence[PlaceCount], *, language: str, outcome: str, is_by_governorate: bool) -> list[str]:
    """How many are not on the map, and why."""
    notes = []
    wide = (
        0 if is_by_governorate else sum(row.documented for row in counts if row.place and row.place.level == "admin1")
    )
    if wide:
        words = ngettext(
            "{number} more is known only by the governorate.", "{number} more are known only by the governorate.", wide
        )
        notes.append(fill(words, number=write_number(wide, language=language)))
    pointless = sum(row.documented for row in counts if row.place and row.place.latitude is None)
    if pointless:
        notes.append(
            fill(
                _("The gazetteer has no point for the places of {number}."),
                number=write_number(pointless, language=language),
            )
        )
    nowhere = sum(row.documented for row in counts if row.place is None)
    if nowhere:
        opened = (
            write_number(nowhere, language=language),
            persons_address(outcome=outcome, counted="documented", admin1="unknown"),
        )
        notes.append(fill_with_links(_("The governorate of {number} is not known."), number=opened))
    return notes

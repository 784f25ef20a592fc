"""The map itself: areas, what lies around, circles by count, names in the page's language, a scale bar.

The area of a circle is in proportion to its count. Circles stand where the place is; a place known only
by its governorate must come as such, with the middle of that governorate, and say so in its words. The
map is not mirrored for a page that runs right to left. The disclaimer about boundaries comes back apart:
the page prints it as text under the map.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tawthiq.publishing.bidi import isolate
from tawthiq.publishing.drawing import (
    BAND,
    DOC,
    INK,
    INK2,
    SMALL,
    SURFACE,
    Canvas,
    Svg,
    element,
    link,
    picture,
    write_text,
)
from tawthiq.publishing.layout import text_width
from tawthiq.publishing.maps.labels import Box, Mark, find_middle, place_labels, text_box
from tawthiq.publishing.maps.projection import Kind, Projection, bounds_of, clip_ring, fit_projection
from tawthiq.publishing.maps.shapes import BaseMap, Line, Shape, boundary_disclaimer, name_of

_OUTSIDE = 12.0  # px beyond the edge at which shapes are cut, so that the cut is not seen
_BORDER = "var(--line-strong, #7d827f)"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCount:
    """Persons at one place.

    Args:
        label: its name in the page's language.
        longitude: degrees east.
        latitude: degrees north.
        count: persons, above zero.
        words: the sentence for this circle, such as "Homs: 512 persons".
        href: where the persons are listed.
    """

    label: str
    longitude: float
    latitude: float
    count: int
    words: str
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MapDrawing:
    """A drawn map: the picture, the text to print under it, and places that lie outside or found no room.

    Args:
        svg: the picture.
        disclaimer: the sentence on boundaries in the page's language.
        outside: labels of places that lie outside the map and are not drawn.
        unnamed: labels of places drawn without their name.
    """

    svg: Svg
    disclaimer: str
    outside: tuple[str, ...]
    unnamed: tuple[str, ...]


def draw_map(
    places: Sequence[PlaceCount],
    *,
    base: BaseMap,
    canvas: Canvas,
    locale: str,
    kilometres: Callable[[float], str],
    kind: Kind = "mercator",
) -> MapDrawing:
    """Draw the places on the base map.

    Args:
        places: in any order; those with no persons are left out.
        base: shapes from `tawthiq.publishing.maps.shapes`, from the package or the mission's own.
        canvas: where to draw.
        locale: language of the names on the map.
        kilometres: writes the scale, such as "100 km".
        kind: projection.
    """
    ground, projection, height, names = _draw_ground(base, canvas.width, locale, kind)
    seen, outside = _locate(places, projection, canvas, height)
    largest = max([place.count for place, _ in seen] + [1])
    most = 18.0 if canvas.is_narrow else 26.0
    marks = [
        Mark(x=x, y=y, radius=max(3.0, most * math.sqrt(place.count / largest)), words=_label(place, canvas))
        for place, (x, y) in seen
    ]
    bar, bar_box = _draw_scale(projection, height, kilometres)
    labels = place_labels(marks, width=canvas.width, height=height, taken=(bar_box,))
    circles = [_draw_circle(mark, place) for mark, (place, _) in zip(marks, seen, strict=True)]
    taken = [label.box for label in labels] + [_around(mark) for mark in marks] + [bar_box]
    countries = [_draw_name(words, x, y) for words, x, y in names if not _covered(words, x, y, taken)]
    written = [
        write_text(marks[item.mark].words, item.x, item.y, anchor=item.anchor, bold=True, fill=INK, halo=True)
        for item in labels
    ]
    named = {item.mark for item in labels}
    return MapDrawing(
        svg=picture(canvas, height, ground, *countries, *circles, element("g", *written, pointer_events="none"), bar),
        disclaimer=boundary_disclaimer(locale=locale),
        outside=outside,
        unnamed=tuple(place.label for number, (place, _) in enumerate(seen) if number not in named),
    )


def _label(place: PlaceCount, canvas: Canvas) -> str:
    return f"{place.label} {isolate(canvas.format_number(place.count))}"


def _locate(
    places: Sequence[PlaceCount], projection: Projection, canvas: Canvas, height: float
) -> tuple[list[tuple[PlaceCount, tuple[float, float]]], tuple[str, ...]]:
    """The places within the picture with their px, largest first, and the names of those outside it."""
    seen = []
    outside = []
    for place in sorted(places, key=lambda item: (-item.count, item.label)):
        if place.count <= 0:
            continue
        x, y = projection.place(place.longitude, place.latitude)
        if 0 <= x <= canvas.width and 0 <= y <= height:
            seen.append((place, (x, y)))
        else:
            outside.append(place.label)
    return seen, tuple(outside)


def _around(mark: Mark) -> Box:
    r = mark.radius
    return Box(left=mark.x - r, top=mark.y - r, right=mark.x + r, bottom=mark.y + r)


def _covered(words: str, x: float, y: float, taken: Sequence[Box]) -> bool:
    box = text_box(x, y, text_width(words), "middle")
    return any(box.meets(other) for other in taken)


def _draw_name(words: str, x: float, y: float) -> Svg:
    return write_text(words, x, y, anchor="middle", fill=INK2, size=SMALL)


def _draw_circle(mark: Mark, place: PlaceCount) -> Svg:
    circle = element(
        "circle",
        cx=mark.x,
        cy=mark.y,
        r=mark.radius,
        fill=DOC,
        fill_opacity="0.6",
        stroke=SURFACE,
        stroke_width=1,
    )
    return link((circle,), href=place.href, label=place.words)


def _draw_scale(projection: Projection, height: float, kilometres: Callable[[float], str]) -> tuple[Svg, Box]:
    """A bar of a round length, about a sixth of the picture, at its lower left."""
    reach = 90.0 / projection.px_per_km
    power = 10.0 ** math.floor(math.log10(reach))
    length = next(power * factor for factor in (5, 2, 1) if power * factor <= reach)
    x, y, px = 14.0, height - 14.0, length * projection.px_per_km
    words = kilometres(length)
    path = f"M{x:.1f} {y - 4:.1f}v8M{x:.1f} {y:.1f}h{px:.1f}M{x + px:.1f} {y - 4:.1f}v8"
    drawn = Svg(
        element("path", d=path, stroke=INK2, fill="none")
        + write_text(words, x + px / 2, y - 6, anchor="middle", halo=True)
    )
    half = max(px, text_width(words)) / 2 + 4
    return drawn, Box(left=x + px / 2 - half, top=y - 20, right=x + px / 2 + half, bottom=y + 6)


@lru_cache(maxsize=32)
def _draw_ground(
    base: BaseMap, width: int, locale: str, kind: Kind
) -> tuple[Svg, Projection, float, tuple[tuple[str, float, float], ...]]:
    """Everything that does not depend on counts: shapes and the places of the neighbours' names."""
    projection, height = fit_projection(
        bounds_of(base.areas), width=width, padding=24 if width < 520 else 40, highest=width * 1.1, kind=kind
    )
    height = float(math.ceil(height))
    parts = [element("rect", width=width, height=height, fill=BAND)]
    names = []
    for shape in base.around:
        rings = _cut(shape, projection, width, height)
        if not rings:
            continue
        parts.append(element("path", d=_path(rings), fill="var(--sunken, #eeeeea)", stroke=_BORDER, stroke_width="0.8"))
        words = name_of(shape, locale=locale)
        spot = find_middle(rings, width=width, height=height, words=words) if words else None
        if spot is not None:
            names.append((words, *spot))
    parts.extend(_draw_area(shape, projection, width, height) for shape in base.areas)
    disputed = [_place(line, projection) for shape in base.contested for line in shape.lines]
    names = [name for name in names if not _is_near(name, disputed)]
    for line in disputed:
        path = _path([line], closed=False)
        parts.append(element("path", d=path, fill="none", stroke=SURFACE, stroke_width=2))
        parts.append(element("path", d=path, fill="none", stroke=_BORDER, stroke_dasharray="4 3"))
    return Svg("".join(parts)), projection, height, tuple(names)


def _is_near(name: tuple[str, float, float], lines: Sequence[Line]) -> bool:
    """Whether a name would stand beside a dashed line and so seem to say whose the land there is."""
    words, x, y = name
    box = text_box(x, y, text_width(words), "middle")
    reach = 30.0
    return any(
        box.left - reach < px < box.right + reach and box.top - reach < py < box.bottom + reach
        for line in lines
        for px, py in line
    )


def _draw_area(shape: Shape, projection: Projection, width: float, height: float) -> Svg:
    rings = _cut(shape, projection, width, height)
    dashes = "3 3" if shape.id.endswith("UNDOF") else None
    return element(
        "path",
        d=_path(rings),
        fill=SURFACE,
        fill_rule="evenodd",
        stroke=_BORDER,
        stroke_width="0.7",
        stroke_dasharray=dashes,
        stroke_linejoin="round",
    )


def _place(line: Line, projection: Projection) -> Line:
    return tuple(projection.place(longitude, latitude) for longitude, latitude in line)


def _cut(shape: Shape, projection: Projection, width: float, height: float) -> list[Line]:
    rings = (
        clip_ring(
            _place(line, projection),
            left=-_OUTSIDE,
            top=-_OUTSIDE,
            right=width + _OUTSIDE,
            bottom=height + _OUTSIDE,
        )
        for line in shape.lines
    )
    return [ring for ring in rings if len(ring) > 2]


def _path(lines: Sequence[Line], *, closed: bool = True) -> str:
    """Path data with points closer than half a px left out."""
    written = []
    for line in lines:
        kept = [line[0]]
        for x, y in line[1:]:
            if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= 0.5:
                kept.append((x, y))
        written.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + ("Z" if closed else ""))
    return "".join(written)

"""Degrees on paper: a projection fitted to what is shown, clipping at the picture's edge, and kilometres.

Mercator keeps the shapes of a country true and is what people know; equirectangular is for the whole
world. The scale bar holds at the middle latitude of the picture. Areas across the 180th meridian are not
joined.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tawthiq.publishing.maps.shapes import Line, Point, Shape
from tawthiq.terms.errors import BadInputError

Kind = Literal["mercator", "equirectangular"]
EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
_MOST_LATITUDE = 85.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """Places longitude and latitude in px; made by `fit_projection`."""

    kind: Kind
    factor: float
    left: float
    top: float
    middle_latitude: float

    def place(self, longitude: float, latitude: float) -> Point:
        """Where the point lies in px from the picture's left and top."""
        x, y = _flatten(longitude, latitude, self.kind, self.middle_latitude)
        return self.left + x * self.factor, self.top - y * self.factor

    @property
    def px_per_km(self) -> float:
        """Length of a kilometre at the middle latitude."""
        cosine = math.cos(math.radians(self.middle_latitude))
        stretched = EARTH_RADIUS_KM * cosine if self.kind == "mercator" else EARTH_RADIUS_KM
        return self.factor / stretched


def _flatten(longitude: float, latitude: float, kind: Kind, middle_latitude: float) -> Point:
    if kind == "equirectangular":
        return math.radians(longitude) * math.cos(math.radians(middle_latitude)), math.radians(latitude)
    held = math.radians(max(-_MOST_LATITUDE, min(_MOST_LATITUDE, latitude)))
    return math.radians(longitude), math.log(math.tan(math.pi / 4 + held / 2))


def bounds_of(shapes: Iterable[Shape]) -> tuple[float, float, float, float]:
    """West, south, east, north of all shapes together. Refuses (BadInputError) no shapes."""
    boxes = [shape.bounds for shape in shapes]
    if not boxes:
        raise BadInputError("publishing.empty_map", "There is nothing to draw a map of.", "Give at least one area.")
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    return west, south, max(box[2] for box in boxes), max(box[3] for box in boxes)


def fit_projection(
    bounds: tuple[float, float, float, float],
    *,
    width: float,
    padding: float,
    highest: float,
    kind: Kind = "mercator",
) -> tuple[Projection, float]:
    """The projection that shows the bounds as large as they fit, centred, and the picture's height in px."""
    west, south, east, north = bounds
    middle = (south + north) / 2
    x0, y0 = _flatten(west, south, kind, middle)
    x1, y1 = _flatten(east, north, kind, middle)
    across, up = max(x1 - x0, 1e-9), max(y1 - y0, 1e-9)
    factor = min((width - 2 * padding) / across, (highest - 2 * padding) / up)
    height = up * factor + 2 * padding
    fitted = Projection(
        kind=kind,
        factor=factor,
        left=(width - across * factor) / 2 - x0 * factor,
        top=padding + y1 * factor,
        middle_latitude=middle,
    )
    return fitted, height


def clip_ring(ring: Line, *, left: float, top: float, right: float, bottom: float) -> Line:
    """The part of a closed ring inside a rectangle. Sutherland and Hodgman, CACM 17(1), 1974, 32-42."""
    points = list(ring)
    for axis, limit, keep_above in ((0, left, True), (0, right, False), (1, top, True), (1, bottom, False)):
        points = _clip_side(points, axis, limit, keep_above=keep_above)
        if not points:
            return ()
    return tuple(points)


def _clip_side(points: list[Point], axis: int, limit: float, *, keep_above: bool) -> list[Point]:
    kept: list[Point] = []
    for place, point in enumerate(points):
        before = points[place - 1]
        inside = point[axis] >= limit if keep_above else point[axis] <= limit
        was_inside = before[axis] >= limit if keep_above else before[axis] <= limit
        if inside != was_inside:
            share = (limit - before[axis]) / (point[axis] - before[axis])
            kept.append((before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])))
        if inside:
            kept.append(point)
    return kept


def is_inside(point: Point, rings: Iterable[Line]) -> bool:
    """Whether the point lies in the area the rings enclose (even-odd rule)."""
    x, y = point
    inside = False
    for ring in rings:
        for place, (x1, y1) in enumerate(ring):
            x0, y0 = ring[place - 1]
            if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
                inside = not inside
    return inside

"""OCHA's common operational datasets of administrative boundaries (COD-AB), as tables or GeoJSON.

Columns are ``ADM1_EN``, ``ADM1_AR``, ``ADM1_PCODE`` and so on (newer editions: ``adm1_name``,
``adm1_name1``); each row is one place of the deepest level with all that are around it, and each place is
given once. Level 4 is a town (in Syria, communities), level 5 a neighbourhood. A polygon's place on the map
is the centroid of its largest ring by the shoelace formula in plain degrees: good for a point on a map, not
for measuring.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tawthiq.intake.folding import clean_text
from tawthiq.intake.sheets import Sheets
from tawthiq.terms.errors import BadInputError, Problem
from tawthiq.terms.places import GazetteerPlace, PlaceLevel, PlaceName

LEVELS = {
    0: PlaceLevel.COUNTRY,
    1: PlaceLevel.ADMIN1,
    2: PlaceLevel.ADMIN2,
    3: PlaceLevel.ADMIN3,
    4: PlaceLevel.TOWN,
    5: PlaceLevel.NEIGHBOURHOOD,
}
_PCODE = re.compile(r"adm([0-5])_?pcode", re.IGNORECASE)
_NAME = re.compile(r"adm([0-5])_?(?:name_?)?([a-z]{2}|name|[1-3])?(?:_(\d))?", re.IGNORECASE)
_LATITUDE = ("center_lat", "lat", "latitude", "y", "lat_y")
_LONGITUDE = ("center_lon", "lon", "long", "longitude", "x", "long_x")


def is_boundary_table(headers: Iterable[str]) -> bool:
    """Whether any column holds place codes of an administrative level."""
    return any(_PCODE.fullmatch(header.strip()) for header in headers)


def boundary_rows(sheets: Sheets) -> Iterator[tuple[int, GazetteerPlace | Problem]]:
    """Places of a table, each once, with the row they were first met in."""
    seen: set[str] = set()
    for row in sheets.rows():
        if not row.blank:
            yield from _places(row.cells, row.number, seen)


def boundary_features(path: Path) -> Iterator[tuple[int, GazetteerPlace | Problem]]:
    """Places of a GeoJSON feature collection with the number of their feature; refuses broken JSON."""
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
        features = list(data["features"])
    except (ValueError, KeyError, TypeError, RecursionError) as failure:
        raise BadInputError(
            "gazetteer.geojson",
            f"{path.name} is not a GeoJSON feature collection.",
            "Export it again as GeoJSON.",
        ) from failure
    seen: set[str] = set()
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            yield number, _problem("The feature has no properties.", number)
            continue
        words = {str(k): clean_text(str(v)) for k, v in properties.items() if v is not None}
        point = centroid(feature.get("geometry"))
        if point is None:
            yield number, _problem("The feature's shape gives no point.", number, code="gazetteer.shape")
        yield from _places(words, number, seen, point=point)


def _places(
    cells: Mapping[str, str], row: int, seen: set[str], *, point: tuple[float, float] | None = None
) -> Iterator[tuple[int, GazetteerPlace | Problem]]:
    codes, names = _columns(cells)
    if not codes:
        yield row, _problem("The row has no place code.", row)
        return
    deepest, parent = max(codes), ""
    for level in sorted(codes):
        key = f"pcode:{codes[level]}"
        if key in seen and level == deepest and len(codes) > 1:
            yield (
                row,
                _problem("The place code stands in an earlier row too.", row, code="gazetteer.repeated_key"),
            )
        if key not in seen:
            if not names.get(level):
                yield row, _problem("The place has a code but no name; its code stands for it.", row)
            seen.add(key)
            where = (point or _point(cells)) if level == deepest else None
            yield (
                row,
                GazetteerPlace(
                    key=key,
                    level=LEVELS[level],
                    names=names.get(level) or (PlaceName(text=codes[level]),),
                    parent=parent,
                    latitude=where[0] if where else None,
                    longitude=where[1] if where else None,
                ),
            )
        parent = key


def _columns(cells: Mapping[str, str]) -> tuple[dict[int, str], dict[int, tuple[PlaceName, ...]]]:
    codes: dict[int, str] = {}
    names: dict[int, list[PlaceName]] = {}
    for header, value in cells.items():
        words = value.strip()
        if not words:
            continue
        if found := _PCODE.fullmatch(header.strip()):
            codes[int(found.group(1))] = words
        elif found := _NAME.fullmatch(header.strip()):
            language = (found.group(2) or "").lower()
            if language in {"name", ""} or language.isdigit():
                language = "ar" if re.search("[\u0600-\u06ff]", words) else "en" if words.isascii() else ""
            names.setdefault(int(found.group(1)), []).append(PlaceName(text=words, language=language))
    return codes, {level: tuple(dict.fromkeys(found)) for level, found in names.items()}


def _point(cells: Mapping[str, str]) -> tuple[float, float] | None:
    lower = {header.strip().lower(): value for header, value in cells.items()}
    try:
        latitude = next(float(lower[name]) for name in _LATITUDE if lower.get(name))
        longitude = next(float(lower[name]) for name in _LONGITUDE if lower.get(name))
    except (StopIteration, ValueError):
        return None
    return latitude, longitude


def centroid(geometry: Any) -> tuple[float, float] | None:
    """(latitude, longitude) of a Point, or of the largest ring of a Polygon or MultiPolygon; else None."""
    try:
        kind, coordinates = geometry["type"], geometry["coordinates"]
        if kind == "Point":
            return float(coordinates[1]), float(coordinates[0])
        polygons = [coordinates] if kind == "Polygon" else coordinates if kind == "MultiPolygon" else []
        rings = [_ring([(float(p[0]), float(p[1])) for p in polygon[0]]) for polygon in polygons]
    except (TypeError, KeyError, IndexError, ValueError):
        return None
    rings = [ring for ring in rings if ring[0] > 0]
    if not rings:
        return None
    _, x, y = max(rings)
    return y, x


def _ring(points: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Area and centroid (x, y) of a ring, relative to its first point so that small shapes stay exact."""
    x0, y0 = points[0]
    area = x = y = 0.0
    for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
        cross = (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
        area += cross
        x += (ax + bx - 2 * x0) * cross
        y += (ay + by - 2 * y0) * cross
    if area == 0:
        return 0.0, x0, y0
    return abs(area) / 2, x0 + x / (3 * area), y0 + y / (3 * area)


def _problem(message: str, row: int, *, code: str = "gazetteer.row") -> Problem:
    return Problem(code=code, message=message, next_step="Correct the row, or load the file as it is.", row=row)

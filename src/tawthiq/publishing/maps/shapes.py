"""Shapes on the earth, read from TopoJSON in the package or from boundaries a mission brings as GeoJSON.

Everything read becomes a `Shape`: rings or lines of longitude and latitude in degrees (WGS 84). A mission
that has its own boundaries (such as the operational data sets humanitarian offices share) passes them in;
the shapes in the package are small and old and say no more than where things lie. What cannot be read is
refused with its place.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from babel.core import get_global

from tawthiq.publishing.bidi import find_locale
from tawthiq.terms.errors import BadInputError

Point = tuple[float, float]
Line = tuple[Point, ...]
_NEXT = "Export the boundaries again as GeoJSON in longitude and latitude (WGS 84)."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One area or line.

    Args:
        id: its code, such as ``SYR`` or ``SY-HI``.
        name: the name its source gives.
        lines: rings of an area (outer and inner alike) or parts of a line, as (longitude, latitude).
        is_area: whether the lines enclose it.
    """

    id: str
    name: str
    lines: tuple[Line, ...]
    is_area: bool = True

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        xs = [x for line in self.lines for x, _ in line]
        ys = [y for line in self.lines for _, y in line]
        return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseMap:
    """What a map is drawn on: the areas it is about, what lies around, and the lines drawn dashed."""

    areas: tuple[Shape, ...]
    around: tuple[Shape, ...] = ()
    contested: tuple[Shape, ...] = ()


def read_topojson(data: Mapping[str, Any], name: str) -> tuple[Shape, ...]:
    """The shapes of one object of a topology.

    TopoJSON stores each border once: steps between whole-number places, scaled and moved by the topology's
    transform; a reversed arc i is written ~i; where arcs join, the shared point is there twice.
    """
    arcs = _decode_arcs(data)

    def join(ring: Sequence[int]) -> Line:
        points: list[Point] = []
        for index in ring:
            part = arcs[index] if index >= 0 else arcs[~index][::-1]
            points.extend(part[1:] if points else part)
        return tuple(points)

    shapes = []
    for geometry in data["objects"][name]["geometries"]:
        kind, written = geometry["type"], geometry["arcs"]
        nested = written if kind == "MultiPolygon" else [written]
        lines = tuple(join(ring) for part in nested for ring in part)
        shapes.append(
            Shape(
                id=str(geometry.get("id", "")),
                name=str(geometry.get("properties", {}).get("name", "")),
                lines=lines,
                is_area=kind in {"Polygon", "MultiPolygon"},
            )
        )
    return tuple(shapes)


def _decode_arcs(data: Mapping[str, Any]) -> list[Line]:
    (scale_x, scale_y), (move_x, move_y) = data["transform"]["scale"], data["transform"]["translate"]
    decoded = []
    for arc in data["arcs"]:
        x = y = 0
        points = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            points.append((x * scale_x + move_x, y * scale_y + move_y))
        decoded.append(tuple(points))
    return decoded


def read_geojson(data: Mapping[str, Any], *, id_key: str, name_key: str) -> tuple[Shape, ...]:
    """Boundaries a mission brings: a FeatureCollection of areas or lines.

    Args:
        data: the parsed GeoJSON.
        id_key: property that holds the code of an area, such as ``ADM1_PCODE``.
        name_key: property that holds its name.

    Refuses (BadInputError) anything else, points, and coordinates that are no degrees (a projected file).
    """
    features = data.get("features")
    if data.get("type") != "FeatureCollection" or not isinstance(features, list) or not features:
        raise BadInputError("publishing.boundaries", "The file holds no GeoJSON FeatureCollection.", _NEXT)
    return tuple(_read_feature(feature, place, id_key, name_key) for place, feature in enumerate(features, 1))


def _read_feature(feature: Any, place: int, id_key: str, name_key: str) -> Shape:
    try:
        geometry, properties = feature["geometry"], feature.get("properties") or {}
        kind, written = geometry["type"], geometry["coordinates"]
        depth = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}[kind]
        parts = [written] if depth == 0 else written
        nested = [ring for part in parts for ring in part] if depth == 2 else parts
        lines = tuple(tuple((float(point[0]), float(point[1])) for point in line) for line in nested)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise BadInputError(
            "publishing.boundaries", f"Feature {place} is no area or line that can be read.", _NEXT
        ) from error
    if not lines or not all(lines):
        raise BadInputError("publishing.boundaries", f"Feature {place} has no points.", _NEXT)
    if any(abs(x) > 180 or abs(y) > 90 for line in lines for x, y in line):
        raise BadInputError("publishing.boundaries", f"Feature {place} is not in degrees.", _NEXT)
    return Shape(
        id=str(properties.get(id_key, "")),
        name=str(properties.get(name_key, "")),
        lines=lines,
        is_area=kind in {"Polygon", "MultiPolygon"},
    )


@lru_cache(maxsize=8)
def load_shapes(file: str, name: str) -> tuple[Shape, ...]:
    """Shapes from the package: `countries` and `contested` of two outlines, `admin1` of ``syr-admin1``."""
    return read_topojson(_read_topology(file), name)


@lru_cache(maxsize=4)
def _read_topology(file: str) -> dict[str, Any]:
    text = files("tawthiq.publishing.shapes").joinpath(f"{file}.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


@lru_cache(maxsize=8)
def load_base(country: str, *, admin1: str | None = None) -> BaseMap:
    """A base map of one country by its ISO 3166-1 alpha-3 code, with its neighbours around it.

    Args:
        country: such as ``SYR``. The finer outlines are used where the package has them and the neighbours.
        admin1: file of its first-level areas in the package, such as ``syr-admin1``; None draws the outline.

    Refuses (BadInputError) a country the package has no outline of.
    """
    for file in ("region-50m", "world-110m"):
        countries = load_shapes(file, "countries")
        own = tuple(shape for shape in countries if shape.id == country)
        if own and _lies_within(own, _read_topology(file).get("bbox")):
            return BaseMap(
                areas=load_shapes(admin1, "admin1") if admin1 else own,
                around=tuple(shape for shape in countries if shape.id != country),
                contested=load_shapes(file, "contested"),
            )
    raise BadInputError(
        "publishing.no_outline",
        "There is no outline of this country.",
        "Bring your own boundaries as GeoJSON.",
    )


def _lies_within(shapes: Sequence[Shape], box: Sequence[float] | None) -> bool:
    """Whether all shapes lie in a file's box, outside which it has no neighbours; no box is everywhere."""
    if box is None:
        return True
    west, south, east, north = box
    bounds = [shape.bounds for shape in shapes]
    return all(b[0] >= west and b[1] >= south and b[2] <= east and b[3] <= north for b in bounds)


@lru_cache(maxsize=1)
def _names() -> dict[str, Any]:
    text = files("tawthiq.publishing.shapes").joinpath("names.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def name_of(shape: Shape, *, locale: str) -> str:
    """The shape's name in the page's language; empty for what this house does not put a name on."""
    language = locale.replace("-", "_").split("_")[0]
    named = _names()["areas"].get(shape.id) or _names()["countries"].get(shape.id)
    if named is not None:
        return str(named.get(language) or named.get("en", ""))
    codes = get_global("territory_aliases").get(shape.id)
    if codes:
        return str(find_locale(locale).territories.get(codes[0], shape.name))
    return shape.name


def boundary_disclaimer(*, locale: str) -> str:
    """What stands under every map: that its lines imply no opinion on any territory."""
    words = _names()["disclaimer"]
    return str(words.get(locale.replace("-", "_").split("_")[0], words["en"]))

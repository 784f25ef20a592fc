import json
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from typing import Any

import pytest

from publishing.pictures import SVG, canvas, links, texts
from tawthiq.publishing.maps.drawing import MapDrawing, PlaceCount, draw_map
from tawthiq.publishing.maps.labels import Mark, place_labels
from tawthiq.publishing.maps.projection import bounds_of, clip_ring, fit_projection, is_inside
from tawthiq.publishing.maps.shapes import (
    BaseMap,
    boundary_disclaimer,
    load_base,
    load_shapes,
    name_of,
    read_geojson,
    read_topojson,
)
from tawthiq.terms.errors import BadInputError

SQUARES = {
    "transform": {"scale": [0.5, 0.5], "translate": [10, 20]},
    "objects": {
        "areas": {
            "geometries": [
                {"type": "Polygon", "id": "left", "properties": {"name": "Left"}, "arcs": [[0, 1]]},
                {"type": "MultiPolygon", "id": "right", "arcs": [[[~0, 2]]]},
                {"type": "MultiLineString", "id": "line", "arcs": [[0]]},
            ]
        }
    },
    "arcs": [
        [[2, 0], [0, 2]],
        [[2, 2], [-2, 0], [0, -2], [2, 0]],
        [[2, 0], [2, 0], [0, 2], [-2, 0]],
    ],
}


def place(label: str, longitude: float, latitude: float, count: int = 10, href: str | None = None) -> PlaceCount:
    return PlaceCount(label=label, longitude=longitude, latitude=latitude, count=count, words=label, href=href)


def draw(
    places: Sequence[PlaceCount], *, locale: str = "en", width: int = 720, base: BaseMap | None = None
) -> MapDrawing:
    return draw_map(
        places,
        base=base or load_base("SYR", admin1="syr-admin1"),
        canvas=canvas(width=width),
        locale=locale,
        kilometres=lambda km: f"{km:.0f} km",
    )


def test_a_topology_is_decoded_with_shared_and_reversed_arcs() -> None:
    left, right, line = read_topojson(SQUARES, "areas")
    assert left.lines == (((11, 20), (11, 21), (10, 21), (10, 20), (11, 20)),)
    assert right.lines == (((11, 21), (11, 20), (12, 20), (12, 21), (11, 21)),)
    assert (left.name, right.name) == ("Left", "")
    assert left.is_area
    assert not line.is_area


def test_the_package_has_every_governorate_by_its_code() -> None:
    codes = {shape.id for shape in load_shapes("syr-admin1", "admin1")}
    names = {name_of(shape, locale="ar") for shape in load_shapes("syr-admin1", "admin1")}
    assert len(codes) == 15
    assert {"SY-HL", "SY-DI", "SY-QU", "SY-UNDOF"} <= codes
    assert {"حلب", "دمشق", "إدلب"} <= names


@pytest.mark.parametrize(
    ("longitude", "latitude", "area"),
    [(37.16, 36.20, "SY-HL"), (36.72, 34.73, "SY-HI"), (40.75, 36.5, "SY-HA")],
)
def test_towns_lie_in_their_governorates(longitude: float, latitude: float, area: str) -> None:
    found = [s.id for s in load_shapes("syr-admin1", "admin1") if is_inside((longitude, latitude), s.lines)]
    assert found == [area]


@pytest.mark.parametrize(("longitude", "latitude", "country"), [(34.1, 44.95, "UKR"), (-13.2, 27.1, "ESH")])
def test_the_world_is_drawn_as_the_united_nations_see_it(longitude: float, latitude: float, country: str) -> None:
    found = [s.id for s in load_shapes("world-110m", "countries") if is_inside((longitude, latitude), s.lines)]
    assert found == [country]


def test_a_country_whose_neighbours_the_finer_file_lacks_is_drawn_from_the_world() -> None:
    assert "RUS" in {shape.id for shape in load_base("UKR").around}
    assert "TUR" in {shape.id for shape in load_base("SYR").around}


def test_a_country_without_an_outline_is_refused() -> None:
    with pytest.raises(BadInputError, match="no outline"):
        load_base("XXX")


def test_names_follow_the_language() -> None:
    turkey = next(shape for shape in load_shapes("region-50m", "countries") if shape.id == "TUR")
    assert name_of(turkey, locale="ar") == "تركيا"
    assert name_of(turkey, locale="en") == "Türkiye"


def test_kilometres_are_true_at_the_middle() -> None:
    base = load_base("SYR", admin1="syr-admin1")
    projection, height = fit_projection(bounds_of(base.areas), width=720, padding=40, highest=800)
    (x1, y1), (x2, y2) = projection.place(36.72, 34.73), projection.place(37.16, 36.20)
    km = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 / projection.px_per_km
    assert km == pytest.approx(168, rel=0.02)  # great circle from Homs to Aleppo: 168.3 km
    assert height <= 800


def test_the_projection_fits_what_it_shows() -> None:
    bounds = bounds_of(load_base("SYR").areas)
    projection, height = fit_projection(bounds, width=340, padding=20, highest=400)
    for longitude in (bounds[0], bounds[2]):
        for latitude in (bounds[1], bounds[3]):
            x, y = projection.place(longitude, latitude)
            assert 19.9 <= x <= 320.1
            assert 19.9 <= y <= height - 19.9


def test_clipping_keeps_the_part_inside() -> None:
    ring = ((-5.0, 5.0), (5.0, 5.0), (5.0, 15.0), (-5.0, 15.0))
    assert set(clip_ring(ring, left=0, top=0, right=10, bottom=10)) == {(0, 5), (5, 5), (5, 10), (0, 10)}
    assert clip_ring(ring, left=6, top=0, right=10, bottom=10) == ()


def test_the_larger_count_has_the_larger_area_and_opens_its_persons() -> None:
    drawn = draw((place("Homs", 36.72, 34.73, 100, "/homs"), place("Aleppo", 37.16, 36.2, 400, "/aleppo")))
    circles = {found[0].text: found[1] for found in ET.fromstring(drawn.svg).iter(f"{SVG}a")}  # noqa: S314
    assert float(circles["Aleppo"].get("r")) == pytest.approx(2 * float(circles["Homs"].get("r")))
    assert set(links(drawn.svg)) == {"/homs", "/aleppo"}


def test_a_place_outside_is_named_apart_and_never_drawn() -> None:
    drawn = draw((place("Homs", 36.72, 34.73), place("Baghdad", 44.4, 33.3), place("Nowhere", 36, 35, 0)))
    assert drawn.outside == ("Baghdad",)
    assert "Baghdad" not in drawn.svg
    assert "Nowhere" not in drawn.svg


def test_names_never_overlap_and_every_place_is_named_or_listed() -> None:
    places = tuple(place(f"Village {n}", 36.5 + n * 0.01, 35 + n * 0.008, 50 - n) for n in range(30))
    drawn = draw(places, width=340)
    shown = [words for words in texts(drawn.svg) if words.startswith("Village")]
    assert len(shown) + len(drawn.unnamed) == 30
    assert drawn.unnamed


def test_label_boxes_keep_off_each_other_and_inside() -> None:
    marks = [Mark(x=50 + n * 9, y=60 + n * 7, radius=8, words=f"Place {n}") for n in range(12)]
    boxes = [label.box for label in place_labels(marks, width=300, height=200)]
    assert boxes
    assert not any(a.meets(b) for n, a in enumerate(boxes) for b in boxes[:n])
    assert all(box.left >= 0 and box.right <= 300 and box.top >= 0 and box.bottom <= 200 for box in boxes)


@pytest.mark.parametrize(("locale", "word"), [("en", "no opinion"), ("ar", "رأي"), ("uk", "no opinion")])
def test_the_disclaimer_comes_apart_in_the_pages_language(locale: str, word: str) -> None:
    drawn = draw((place("Homs", 36.72, 34.73),), locale=locale)
    assert word in drawn.disclaimer == boundary_disclaimer(locale=locale)
    assert drawn.disclaimer not in drawn.svg


def test_no_country_is_named_beside_a_disputed_line() -> None:
    for locale, name in (("en", "Israel"), ("ar", "إسرائيل")):
        assert name not in texts(draw((), locale=locale).svg)


def test_a_mission_brings_its_own_boundaries() -> None:
    ring = [[36, 33], [38, 33], [38, 35], [36, 35], [36, 33]]
    feature = {
        "geometry": {"type": "MultiPolygon", "coordinates": [[ring]]},
        "properties": {"ADM1_PCODE": "SY99", "ADM1_AR": "هنا"},
    }
    (own,) = read_geojson(
        json.loads(json.dumps({"type": "FeatureCollection", "features": [feature]})),
        id_key="ADM1_PCODE",
        name_key="ADM1_AR",
    )
    assert (own.id, own.name, own.bounds) == ("SY99", "هنا", (36, 33, 38, 35))
    assert draw((place("Homs", 36.72, 34.73),), base=BaseMap(areas=(own,))).outside == ()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"type": "Feature"}, "no GeoJSON FeatureCollection"),
        ({"type": "FeatureCollection", "features": []}, "no GeoJSON FeatureCollection"),
        ({"type": "FeatureCollection", "features": [{"geometry": None}]}, "Feature 1 is no area"),
        (
            {
                "type": "FeatureCollection",
                "features": [{"geometry": {"type": "Point", "coordinates": [1, 2]}}],
            },
            "Feature 1 is no area",
        ),
        (
            {
                "type": "FeatureCollection",
                "features": [{"geometry": {"type": "Polygon", "coordinates": [[[271000, 3900000]]]}}],
            },
            "not in degrees",
        ),
        (
            {"type": "FeatureCollection", "features": [{"geometry": {"type": "Polygon", "coordinates": []}}]},
            "no points",
        ),
    ],
)
def test_boundaries_that_cannot_be_read_are_refused_with_their_place(data: dict[str, Any], problem: str) -> None:
    with pytest.raises(BadInputError, match=problem):
        read_geojson(data, id_key="id", name_key="name")


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(BadInputError, match="nothing to draw"):
        bounds_of(())

import json
from pathlib import Path

import pytest

from tawthiq.intake.admin_boundaries import centroid
from tawthiq.intake.gazetteers import read_gazetteer
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.places import PlaceLevel


def line(
    number: int,
    name: str,
    feature: str,
    code: str,
    admin: tuple[str, str, str] = ("", "", ""),
    *,
    others: str = "",
    lat: str = "35.0",
    lon: str = "36.0",
) -> str:
    return "\t".join(
        [str(number), name, name, others, lat, lon, feature, code, "ZZ", "", *admin, "", "0", "", "0", "", "2020-01-01"]
    )


def geonames(path: Path, *more: str) -> Path:
    lines = [
        line(9, "Qasra", "P", "PPL", ("01", "02", ""), others="القصرة,Kasra,قصرة"),
        line(1, "Zedland", "A", "PCLI", ("00", "", "")),
        line(2, "Sahel", "A", "ADM1", ("01", "", "")),
        line(3, "Inner Sahel", "A", "ADM2", ("01", "02", "")),
        line(4, "Old Sahel", "A", "ADM1H", ("01", "", "")),
        line(5, "Hill", "T", "HLL", ("01", "", "")),
        line(6, "North quarter", "P", "PPLX", ("01", "99", "")),
        *more,
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_geonames_dump_gives_the_hierarchy_parents_first(tmp_path: Path) -> None:
    reading = read_gazetteer(geonames(tmp_path / "ZZ.txt"))
    places = {place.name("en"): place for place in reading.places}
    assert reading.kind == "geonames"
    assert list(places) == ["Zedland", "Sahel", "Inner Sahel", "Qasra", "North quarter"]
    assert places["Qasra"].parent == "geonames:3"
    assert places["North quarter"].parent == "geonames:2"
    assert places["Sahel"].parent == "geonames:1"
    assert places["Qasra"].name("ar") == "القصرة"
    assert (places["Qasra"].level, places["North quarter"].level) == (PlaceLevel.TOWN, PlaceLevel.NEIGHBOURHOOD)
    assert reading.problems == ()


def test_alternate_names_bring_languages_and_links_are_left_out(tmp_path: Path) -> None:
    alternates = tmp_path / "alternateNamesV2.txt"
    alternates.write_text(
        "1\t9\tku\tQesra\t\t\n2\t9\tlink\thttps://example.org\t\t\n3\t9\tar\tالقصرة\t1\t\n", encoding="utf-8"
    )
    reading = read_gazetteer(geonames(tmp_path / "ZZ.txt"), alternate_names=alternates)
    town = next(place for place in reading.places if place.key == "geonames:9")
    assert [(name.text, name.language) for name in town.names] == [("Qasra", "en"), ("القصرة", "ar"), ("Qesra", "ku")]


def test_problems_of_a_dump_are_listed_and_the_rest_is_taken(tmp_path: Path) -> None:
    path = geonames(
        tmp_path / "ZZ.txt", "broken\tline", line(9, "Twice", "P", "PPL"), line(10, "Far", "P", "PPL", lat="95")
    )
    reading = read_gazetteer(path)
    assert sorted((p.code, p.row) for p in reading.problems) == [
        ("gazetteer.columns", 8), ("gazetteer.point", 10), ("gazetteer.repeated_key", 9),
    ]  # fmt: skip
    assert len(reading.places) == 6


COD = "ADM1_EN,ADM1_AR,ADM1_PCODE,ADM2_EN,ADM2_AR,ADM2_PCODE,lat,lon\n"


def test_boundary_tables_give_each_place_once(tmp_path: Path) -> None:
    path = tmp_path / "cod.csv"
    path.write_text(
        COD + "Sahel,الساحل,ZZ01,Qasra,القصرة,ZZ0101,35.5,36.5\nSahel,الساحل,ZZ01,Zahra,الزهراء,ZZ0102,,\n"
        "Sahel,الساحل,ZZ01,Zahra,الزهراء,ZZ0102,,\n,,,No code,,,,\n", encoding="utf-8",
    )  # fmt: skip
    reading = read_gazetteer(path)
    assert [(p.key, p.parent, p.level) for p in reading.places] == [
        ("pcode:ZZ01", "", PlaceLevel.ADMIN1),
        ("pcode:ZZ0101", "pcode:ZZ01", PlaceLevel.ADMIN2),
        ("pcode:ZZ0102", "pcode:ZZ01", PlaceLevel.ADMIN2),
    ]
    assert reading.places[1].name("ar") == "القصرة"
    assert (reading.places[1].latitude, reading.places[0].latitude) == (35.5, None)
    assert [(p.code, p.row) for p in reading.problems] == [("gazetteer.repeated_key", 4), ("gazetteer.row", 5)]


def test_boundaries_in_geojson_get_the_centroid_of_their_largest_ring(tmp_path: Path) -> None:
    square = [[[10, 20], [14, 20], [14, 22], [10, 22], [10, 20]]]
    small = [[[0, 0], [1, 0], [1, 1], [0, 0]]]
    features = [
        {"type": "Feature", "properties": {"adm1_name": "Sahel", "adm1_name1": "الساحل", "adm1_pcode": "ZZ01"},
         "geometry": {"type": "MultiPolygon", "coordinates": [small, square]}},
        {"type": "Feature", "properties": {"ADM1_EN": "Dry", "ADM1_PCODE": "ZZ02"}, "geometry": None},
        {"type": "Feature", "properties": None, "geometry": None},
    ]  # fmt: skip
    path = tmp_path / "adm1.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    reading = read_gazetteer(path)
    assert (reading.places[0].latitude, reading.places[0].longitude) == (21.0, 12.0)
    assert [(n.text, n.language) for n in reading.places[0].names] == [("Sahel", "en"), ("الساحل", "ar")]
    assert [(p.code, p.row) for p in reading.problems] == [("gazetteer.shape", 2), ("gazetteer.row", 3)]


def test_centroids_of_odd_shapes() -> None:
    assert centroid({"type": "Point", "coordinates": [36.5, 35.5]}) == (35.5, 36.5)
    assert centroid({"type": "Polygon", "coordinates": [[[1, 1], [1, 1], [1, 1]]]}) is None
    assert centroid({"type": "Polygon", "coordinates": "x"}) is None
    assert centroid("x") is None


def test_our_own_table(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text(
        "id,parent,level,name_en,name_ar,other_names,lat,lon\n"
        "t1,s1,town,Qasra,القصرة,Kasra|ku:Qesra,35.5,36.5\n"
        "s1,,admin1,Sahel,الساحل,,x,1\n"
        "t2,nowhere,town,Zahra,,,,\n"
        "t3,t3,town,Selfish,,,,\n"
        "t4,t1,admin2,Upside,,,,\n"
        ",,town,Nameless key,,,,\n", encoding="utf-8",
    )  # fmt: skip
    reading = read_gazetteer(path)
    assert [p.key for p in reading.places] == ["s1", "t4", "t1", "t2", "t3"]
    assert [(n.text, n.language) for n in reading.places[2].names] == [
        ("Qasra", "en"), ("القصرة", "ar"), ("Kasra", ""), ("Qesra", "ku"),
    ]  # fmt: skip
    assert sorted((p.code, p.row) for p in reading.problems) == [
        ("gazetteer.circle", 5), ("gazetteer.no_parent", 4), ("gazetteer.parent_level", 6),
        ("gazetteer.point", 3), ("gazetteer.row", 7),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{broken", "gazetteer.geojson"),
        ('{"features": []}', "gazetteer.empty"),
        ("a,b\n1,2\n", "gazetteer.unknown_kind"),
        ("", "intake.empty"),
    ],
)
def test_what_is_no_gazetteer_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "g.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInputError) as caught:
        read_gazetteer(path)
    assert caught.value.code == code

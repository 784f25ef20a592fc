"""The level of each field for pairs whose answer a reader would give at once."""

from typing import Any

import polars as pl
import pytest

from tawthiq.matching.comparing import compare
from tawthiq.matching.encoding import encode
from tawthiq.matching.levels import FIELDS
from tawthiq.matching.schema import conform


def levels(a: dict[str, Any], b: dict[str, Any]) -> dict[str, str]:
    import numpy as np

    columns = [
        "record_id",
        "list",
        "name",
        "name_alt",
        "sex",
        "age",
        "dob",
        "dod",
        "governorate",
        "town",
        "governorate_id",
    ]
    rows = [{"record_id": i, "list": i, "name": "سعيد ناجي", **r} for i, r in (("a", a), ("b", b))]
    frame = pl.DataFrame(
        [{c: None if r.get(c) is None else str(r[c]) for c in columns} for r in rows], infer_schema_length=None
    )
    data = encode(conform(frame.cast(pl.String)))
    found = compare(data, np.zeros(1, dtype=np.int32), np.ones(1, dtype=np.int32))
    return {f: FIELDS[f][int(v[0])] for f, v in found.items()}


def names(a: str, b: str) -> dict[str, str]:
    found = levels({"name": a}, {"name": b})
    assert found == levels({"name": b}, {"name": a}), "a comparison has no direction"
    return {
        f: found[f].removesuffix("_very_common").removesuffix("_common")
        for f in ("given", "father", "grandfather", "family")
    }


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("سعيد خالد ناجي", "سعيد خالد ناجي", ("equal", "equal", "missing", "equal")),
        ("سعيد خالد ناجي", "Said Khaled Naji", ("equal", "equal", "missing", "equal")),
        ("Said Khaled Naji", "Saeed Khalid Naji", ("sound", "sound", "missing", "equal")),
        ("سعيد ناجي", "سعيد خالد عمر ناجي", ("equal", "missing", "missing", "equal")),
        ("سعيد خالد", "سعيد خالد ناجي", ("equal", "equal", "missing", "missing")),
        ("سعيد خالد عمر", "سعيد خالد عمر ناجي", ("equal", "equal", "missing", "missing")),
        ("سعيد عمر ناجي", "سعيد خالد عمر ناجي", ("equal", "missing", "equal", "equal")),
        ("خالد سعيد ناجي", "سعيد خالد ناجي", ("swapped", "missing", "missing", "equal")),
        ("ناجي سعيد", "سعيد ناجي", ("swapped", "missing", "missing", "missing")),
        ("سعيد ناجي خالد", "سعيد خالد ناجي", ("equal", "swapped", "missing", "missing")),
        ("سعيد خالد ناجي", "رامي خالد ناجي", ("different", "equal", "missing", "equal")),
        ("سعيد خالد ناجي ابو عمر", "سعيد خالد ناجي", ("equal", "equal", "missing", "equal")),
        ("ابو عمر خالد ناجي", "سعيد خالد ناجي", ("missing", "equal", "missing", "equal")),
        ("سعيد ابو ناجي", "سعيد ناجي", ("equal", "missing", "missing", "close")),
        ("مصطفى ناجي", "مصظفى ناجي", ("close", "missing", "missing", "equal")),
        ("عبد الرحمن ناجي", "عبد الرحيم ناجي", ("alike", "missing", "missing", "equal")),
    ],
)
def test_names_are_aligned_by_position(a: str, b: str, expected: tuple[str, ...]) -> None:
    assert tuple(names(a, b).values()) == expected


def test_two_common_names_a_letter_apart_are_two_names() -> None:
    import numpy as np

    people = ["حامد ناجي"] * 20 + ["حمد شموط"] * 20
    frame = pl.DataFrame({"record_id": [f"r{n:02d}" for n in range(40)], "list": "A", "name": people})
    found = compare(encode(conform(frame)), np.array([0], dtype=np.int32), np.array([39], dtype=np.int32))
    assert FIELDS["given"][int(found["given"][0])] == "two_names"


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ({"dob": "1981-11-05"}, {"dob": "1981-11-05"}, "same_date"),
        ({"dob": "1981-11-05"}, {"dob": "1981-05-11"}, "day_month_swapped"),
        ({"dob": "1981-11-05"}, {"dob": "1981-01-01"}, "one_part_off"),
        ({"dob": "1981-11-05"}, {"dob": "1981-11-25"}, "one_part_off"),
        ({"dob": "1981"}, {"dob": "1981-11-25"}, "one_part_off"),
        ({"dob": "1981-11-05"}, {"dob": "1950-02-03"}, "over_ten_years"),
        ({"age": 30}, {"age": 30}, "same_age"),
        ({"age": 30}, {"age": 31}, "one_year"),
        ({"age": 30}, {"age": 34}, "years_apart"),
        ({"age": 30}, {"age": 37}, "over_five_years"),
        ({"age": 30, "dod": "2014-06-01"}, {"dob": "1984-03-01"}, "same_age"),
        ({"age": 12, "dod": "2014-06-01"}, {"dob": "1984-03-01"}, "over_ten_years"),
        ({"age": 30}, {"dob": "1984-03-01"}, "missing"),
        ({"age": 30}, {}, "missing"),
    ],
)
def test_births_and_ages(a: dict[str, Any], b: dict[str, Any], level: str) -> None:
    assert levels(a, b)["birth"] == levels(b, a)["birth"] == level


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("2014-06-01", "2014-06-01", "same_day_busy"),
        ("2014-06-01", "2014-06-04", "days_apart"),
        ("2014-06-01", "2014-06", "inside_span"),
        ("2014-06-01", "2014", "inside_span"),
        ("2014-06-02", "2014-02-06", "day_month_swapped"),
        ("2014-06-01", "2014-06-25", "within_month"),
        ("2014-06-01", "2014-12-01", "same_year"),
        ("2014-06-01", "2017-06-01", "different"),
        ("2014-06-01", None, "missing"),
    ],
)
def test_days_of_death(a: str, b: str | None, level: str) -> None:
    assert levels({"dod": a}, {"dod": b})["death"] == levels({"dod": b}, {"dod": a})["death"] == level


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ({"governorate": "حلب", "town": "منبج"}, {"governorate": "Aleppo", "town": "Manbij"}, "same_town_common"),
        ({"governorate": "حلب", "town": "منبج"}, {"governorate": "حلب", "town": "مارع"}, "same_governorate"),
        ({"governorate": "حلب", "town": "منبج"}, {"governorate": "حلب"}, "inside_place"),
        ({"governorate": "حلب"}, {"governorate": "درعا"}, "different"),
        ({"governorate": "ريف دمشق"}, {"governorate": "Rural Damascus"}, "inside_place"),
        ({"governorate": "حلب"}, {}, "missing"),
        ({"governorate": "حلب", "town": "منبج"}, {"governorate": "درعا", "town": "منبج"}, "town_only"),
        (
            {"governorate": "Halab", "governorate_id": "3"},
            {"governorate": "Wrong", "governorate_id": "3"},
            "inside_place",
        ),
        ({"governorate": "Halab", "governorate_id": "3"}, {"governorate": "Halab", "governorate_id": "4"}, "different"),
        ({"governorate": "حلب", "governorate_id": "3"}, {"governorate": "Halab"}, "inside_place"),
    ],
)
def test_places(a: dict[str, Any], b: dict[str, Any], level: str) -> None:
    assert levels(a, b)["place"] == level


def test_missing_is_no_disagreement() -> None:
    found = levels({}, {"sex": "m", "age": 4, "dod": "2014", "town": "Homs"})
    assert {found[f] for f in ("sex", "birth", "death", "place", "kunya")} == {"missing"}
    assert levels({"sex": "m"}, {"sex": "f"})["sex"] == "different"

"""Two records of incidents, field by field: which level they reach, and that missing is not disagreement."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.matching.incidents.comparing import compare_incidents, distance_km, swap_day_month
from tawthiq.matching.incidents.encoding import encode_incidents
from tawthiq.matching.incidents.levels import FIELDS, NUMBERS
from tawthiq.matching.incidents.schema import SCHEMA, check

DAY = date(2014, 3, 7)


def levels(one: dict[str, Any], other: dict[str, Any], *more: dict[str, Any]) -> dict[str, str]:
    """The levels of the first two of some records."""
    rows = [{"record_id": str(n), "list": "AB"[n % 2], **row} for n, row in enumerate((one, other, *more))]
    frame = check(pl.DataFrame([{c: row.get(c) for c in SCHEMA} for row in rows], schema=SCHEMA))
    found = compare_incidents(encode_incidents(frame), np.array([0], dtype=np.int32), np.array([1], dtype=np.int32))
    return {field: FIELDS[field][int(values[0])] for field, values in found.items()}


@pytest.mark.parametrize(
    ("first", "second", "level"),
    [
        ((DAY, DAY), (DAY, DAY), "same_day"),
        ((DAY, DAY), (DAY + timedelta(days=1), None), "next_day"),
        ((DAY, DAY), (DAY - timedelta(days=3), None), "days_apart"),
        ((DAY, DAY), (date(2014, 7, 3), None), "day_month_swapped"),
        ((DAY, DAY), (DAY + timedelta(days=7), None), "within_week"),
        ((DAY, DAY), (DAY + timedelta(days=20), None), "within_month"),
        ((DAY, DAY), (date(2014, 12, 25), None), "different"),
        ((DAY, DAY), (date(2014, 3, 1), date(2014, 3, 31)), "inside_span"),
        ((DAY, DAY + timedelta(days=2)), (DAY, None), "overlap"),
        ((DAY, DAY), (None, None), "missing"),
    ],
)
def test_days(first: tuple[date, date], second: tuple[date | None, date | None], level: str) -> None:
    one = {"day_from": first[0], "day_to": first[1]}
    assert levels(one, {"day_from": second[0], "day_to": second[1]})["day"] == level


@pytest.mark.parametrize(
    ("first", "second", "level"),
    [
        ((12, 12), (12, 12), "equal_large"),
        ((4, 4), (4, 4), "equal_middle"),
        ((0, 0), (0, 0), "equal_small"),
        ((10, 15), (14, 14), "overlap"),
        ((20, 20), (23, 23), "near_large"),
        ((1, 1), (2, 2), "near_small"),
        ((10, 10), (18, 18), "factor_two"),
        ((10, 10), (28, 28), "apart"),
        ((3, 3), (40, 40), "contradict"),
        ((3, 3), (None, None), "missing"),
    ],
)
def test_numbers(first: tuple[int, int], second: tuple[int | None, int | None], level: str) -> None:
    one, other = ({"killed_low": low, "killed_high": high} for low, high in (first, second))
    found = levels(one, other)
    assert found["killed"] == level
    assert levels(other, one)["killed"] == level
    assert all(found[number] == "missing" for number in NUMBERS if number != "killed")


RASTAN = {"governorate": "Homs", "governorate_id": "homs", "town": "Rastan", "town_id": "rastan"}


def at(latitude: float) -> dict[str, float]:
    return {"latitude": latitude, "longitude": 36.73}


@pytest.mark.parametrize(
    ("first", "second", "level"),
    [
        (RASTAN, RASTAN, "same_town"),
        (RASTAN, {"governorate": "حمص", "town": "الرستن"}, "same_town"),
        (RASTAN, {"governorate": "Homs"}, "inside_place"),
        (RASTAN, {"governorate": "Homs", "town": "Tadmur"}, "same_governorate"),
        (RASTAN, {"governorate": "Aleppo", "town": "Bab"}, "different"),
        (RASTAN, {}, "missing"),
        (RASTAN | at(34.925), RASTAN | at(34.928), "same_spot"),
        (RASTAN | at(34.92), RASTAN | at(34.96), "apart_in_town"),
        (RASTAN | at(34.92), RASTAN | at(34.92), "same_town"),
        (
            RASTAN | at(34.92),
            {"governorate": "Homs", "town": "Talbisah", **at(34.84)},
            "nearby",
        ),
    ],
)
def test_places(first: dict[str, Any], second: dict[str, Any], level: str) -> None:
    # A third record teaches which place the words in the other script mean.
    teacher = {"governorate": "حمص", "governorate_id": "homs", "town": "الرستن", "town_id": "rastan"}
    assert levels(first, second, teacher)["place"] == level


@pytest.mark.parametrize(
    ("first", "second", "level"),
    [
        ({"kind": "air_strike"}, {"kind": "Air strike"}, "same"),
        ({"kind": "air_strike"}, {"kind": "shelling"}, "related"),
        ({"kind": "air_strike"}, {"kind": "sniper"}, "different"),
        ({"kind": "air_strike"}, {"kind": "unknown"}, "missing"),
        ({"kind": "air_strike", "weapon": "heavy_weapons"}, {"weapon": "heavy_weapons"}, "same_weapon"),
        ({"weapon": "small_arms"}, {"weapon": "heavy_weapons"}, "different"),
    ],
)
def test_means(first: dict[str, Any], second: dict[str, Any], level: str) -> None:
    assert levels(first, second)["means"] == level


@pytest.mark.parametrize(
    ("first", "second", "level"),
    [
        ("state_forces", "State forces", "same"),
        ("state_forces; police", "police", "some_shared"),
        ("state_forces", "police", "different"),
        ("state_forces", "unidentified", "missing"),
    ],
)
def test_actors(first: str, second: str, level: str) -> None:
    assert levels({"perpetrators": first}, {"perpetrators": second})["actor"] == level


def test_words_meet_across_scripts_and_speak_against_within_one() -> None:
    titles = ["قصف السوق", "Shelling of the market", "Strike on the hospital", "قصف", "المشفى", "Yasmin"]
    spread = [{"title": title} for title in [*titles, *titles, *[f"event {n}" for n in range(900)]]]
    assert levels({"title": "قصف السوق"}, {"title": "Shelling of the market"}, *spread)["words"] == "shared_rare"
    assert levels({"title": "the market"}, {"title": "the hospital"}, *spread)["words"] == "other_words"
    assert levels({"title": "the market"}, {"title": "شارع آخر"}, *spread)["words"] == "missing"
    assert levels({"title": "the market"}, {}, *spread)["words"] == "missing"


def test_victims_meet_by_first_and_last_name_in_two_scripts() -> None:
    one = {"victims": "محمد أحمد الخطيب; سمير حداد"}
    assert levels(one, {"victims": "Mohammed al-Khatib"})["victims"] == "one_shared"
    assert levels(one, {"victims": "Mohammad Khatib; Samir Haddad"})["victims"] == "several_shared"
    assert levels(one, {"victims": "Karim Nassar"})["victims"] == "none_shared"
    assert levels(one, {"victims": "unknown"})["victims"] == "missing"


def test_company_is_how_many_a_list_has_that_day_in_that_town() -> None:
    there = {**RASTAN, "day_from": DAY, "day_to": DAY}
    elsewhere = [{**RASTAN, "day_from": DAY + timedelta(days=30 + n)} for n in range(10)]
    assert levels(there, there, *elsewhere)["company"] == "alone"
    assert levels(there, there, there, *elsewhere)["company"] == "two"
    assert levels(there, RASTAN, *elsewhere)["company"] == "missing"
    assert levels(there, there)["company"] == "missing", "two short lists do not show what else happened"


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_swapping_day_and_month_twice_gives_the_day_again(day: date) -> None:
    number = np.array([(day - date(1970, 1, 1)).days], dtype=np.int64)
    assert swap_day_month(swap_day_month(number)) == number
    swapped = date(1970, 1, 1) + timedelta(days=int(swap_day_month(number)[0]))
    assert swapped == (day.replace(month=day.day, day=day.month) if day.day <= 12 else day)


def test_distance_is_in_kilometres() -> None:
    damascus, aleppo = np.array([[33.5138, 36.2765]]), np.array([[36.2021, 37.1343]])
    assert distance_km(damascus, aleppo)[0] == pytest.approx(309, abs=3)
    assert np.isnan(distance_km(damascus, np.array([[np.nan, np.nan]])))[0]

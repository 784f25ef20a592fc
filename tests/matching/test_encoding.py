"""Records as arrays: slots of names however they are read, days, ages, and plain texts."""

from datetime import date

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.matching.encoding import GIVEN, KUNYA, LAST, MIDDLE1, NO_DAY, SLOTS, Encoded, encode, name_slots
from tawthiq.matching.names import NamePart, other_reading, parse_name
from tawthiq.matching.schema import check, conform

WORDS = st.sampled_from(
    [
        "محمد",
        "أحمد",
        "عبد",
        "الرحمن",
        "عبدالله",
        "أبو",
        "أم",
        "علي",
        "بن",
        "بنت",
        "الدين",
        "نور",
        "الشيخ",
        "الحاج",
        "د.",
        "المصري",
        "ابوعلي",
        "هبة",
        "الله",
        "(أبو",
        "علي)",
        "Omar",
        "al-Masri",
        "Abu",
        "Abd",
        "Abdul",
        "Rahman",
        "bin",
        "Haddad,",
        "HADDAD",
        "Dr.",
        "Sheikh",
        "(Umm",
        "Omar)",
        "el",
        "Шевченко",
        "Тарас",
        "Григорович",
        "Shevchenko",
        "Ivanovych",
        "Ivan",
        "A.",
        "-",
        "5aled",
    ]
) | st.sampled_from(["", "\t", "أبو علي", "'Ali'", "123"])
NAMES = st.lists(WORDS, max_size=6).map(" ".join)


def encoded(**columns: list[object]) -> Encoded:
    size = len(next(iter(columns.values())))
    base = {"record_id": [f"r{n:03d}" for n in range(size)], "list": ["A"] * size, "name": ["Ali Naji"] * size}
    return encode(check(pl.DataFrame(base | columns, strict=False)))


def read(data: Encoded, rows: np.ndarray, record: int) -> tuple[NamePart | None, ...]:
    return tuple(data.parts.parts[code] if code >= 0 else None for code in rows[record].tolist())


@given(st.lists(NAMES, min_size=1, max_size=8))
@settings(max_examples=200)
def test_names_read_word_by_word_are_those_read_whole(names: list[str]) -> None:
    data = encoded(name=[*names, "Ali Naji"])
    for record, name in enumerate(names):
        parsed = parse_name(name)
        assert read(data, data.slots, record) == name_slots(parsed)
        again = other_reading(parsed)
        assert data.has_other[record] == (again is not None and any(name_slots(again)))
        if data.has_other[record] and again is not None:
            assert read(data, data.slots_other, record) == name_slots(again)


def test_a_second_spelling_is_a_second_reading_and_stands_in_for_no_name() -> None:
    data = encoded(name=["سعيد ناجي", None, "رامي حداد"], name_other=["Said Naji", "Omar Haddad", None])
    assert data.has_other.tolist() == [True, False, False]
    spelt = [part.core if part else "" for part in read(data, data.slots_other, 0)]
    assert (spelt[GIVEN], spelt[LAST]) == ("said", "naji")
    assert (data.slots[1] == data.slots_other[1]).all()
    assert read(data, data.slots, 1)[GIVEN] == NamePart("plain", "omar")
    both = data.both_readings
    assert both.shape == (6, SLOTS)
    assert (both[0] == data.slots[0]).all()
    assert (both[1] == data.slots_other[0]).all()


def test_a_kunya_in_front_leaves_two_readings() -> None:
    data = encoded(name=["أبو عمر خالد ناجي"])
    first, second = read(data, data.slots, 0), read(data, data.slots_other, 0)
    assert first[KUNYA] == second[KUNYA] is not None
    assert {first[GIVEN] is None, second[GIVEN] is None} == {True, False}


def test_texts_are_folded_and_stripped_of_signs() -> None:
    data = encoded(contact=["+963 (11) 555-01", "٩٦٣١١٥٥٥٠١", "-", None])
    codes, table = data.texts["contact"]
    assert codes.tolist() == [0, 0, -1, -1]
    assert table.values == ("9631155501",)
    assert table.share.tolist() == [1.0]


def test_ages_come_from_a_narrow_band_and_what_cannot_be_is_missing() -> None:
    data = encoded(age=[30.0, None, None, -1.0, float("inf")], age_min=[1, 20, 20, 1, 2], age_max=[1, 24, 40, 1, 2])
    assert data.age[:2].tolist() == [30.0, 22.0]
    assert np.isnan(data.age[2])
    assert data.age[3:].tolist() == [1.0, 2.0]


def test_days_of_death_and_birth() -> None:
    data = encoded(
        death_from=[date(1970, 1, 3), None, date(2014, 1, 9)],
        death_to=[date(1970, 1, 3), None, date(2014, 1, 1)],
        birth=["1970-01-02", None, "1970"],
    )
    assert data.death_from.tolist() == [2, NO_DAY, 16071]
    assert data.death_to.tolist() == [2, NO_DAY, 16079], "a span the wrong way round is turned"
    assert data.birth.tolist() == [[1970, 1, 2], [0, 0, 0], [1970, 0, 0]]
    assert data.birth_day.tolist() == [1, NO_DAY, 181]
    assert data.day_share.tolist() == [1.0, 0.0, 0.0], "only whole days are busy or not"


def test_the_day_of_ages_is_told_by_records_that_give_birth_and_age() -> None:
    data = encoded(birth=["1990-06-15", "1980-06-15", None], age=[24.0, 34.0, 12.0])
    assert data.ages_told_on != NO_DAY
    told = date.fromordinal(date(1970, 1, 1).toordinal() + data.ages_told_on)
    assert abs((told - date(2014, 12, 14)).days) < 4
    assert encoded(age=[24.0, 34.0]).ages_told_on == NO_DAY


def test_a_frame_without_rows_and_one_without_anything_but_names() -> None:
    empty = encode(
        conform(pl.DataFrame({"record_id": [], "name": []}, schema={"record_id": pl.String, "name": pl.String}))
    )
    assert empty.size == 0
    assert empty.both_readings.shape == (0, SLOTS)
    bare = encoded(name=["سعيد خالد ناجي", "", "123"])
    assert (bare.slots[1:] == -1).all()
    assert bare.slots[0, MIDDLE1] >= 0
    assert (bare.town == -1).all()
    assert np.isnan(bare.age).all()
    assert all((codes == -1).all() for codes, _ in bare.texts.values())

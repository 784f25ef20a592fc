"""What the canonical shape takes, what it reads, and what it refuses."""

from datetime import date

import polars as pl
import pytest

from tawthiq.matching.schema import SCHEMA, check, conform, partial_span, partial_text, read_partial
from tawthiq.terms.errors import BadInputError


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2014-03-18", (2014, 3, 18)),
        ("2014-3", (2014, 3, 0)),
        ("2014", (2014, 0, 0)),
        ("20140318", (2014, 3, 18)),
        ("18.05.2014", (2014, 5, 18)),
        ("18/05/2014", (2014, 5, 18)),
        ("05/18/2014", (2014, 5, 18)),
        ("٣١-٠٣-٢٠١٧", (2017, 3, 31)),
        ("05/2014", (2014, 5, 0)),
        ("2014-03-18T00:00:00", (2014, 3, 18)),
        ("2014-02-30", None),
        ("2014-13", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_partial_dates_are_read(text: str, parts: tuple[int, int, int] | None) -> None:
    assert read_partial(text) == parts


def test_a_partial_date_spans_its_days() -> None:
    assert partial_span((2016, 2, 0)) == (date(2016, 2, 1), date(2016, 2, 29))
    assert partial_span((2016, 0, 0)) == (date(2016, 1, 1), date(2016, 12, 31))
    assert partial_span(None) == (None, None)
    assert [partial_text(p) for p in ((2016, 2, 0), (2016, 0, 0), (2016, 2, 3), None)] == [
        "2016-02",
        "2016",
        "2016-02-03",
        None,
    ]


def test_arabic_headings_and_values_are_understood() -> None:
    frame = pl.DataFrame({
        "الرقم": ["7"],
        "الاسم الكامل": ["سعيد ناجي"],
        "الجنس": ["أنثى"],
        "العمر": ["٣١"],
        "تاريخ الوفاة": ["٠١/٠٢/٢٠١٤"],
        "المحافظة": ["حلب"],
    })  # fmt: skip
    row = conform(frame, list_name="committee").row(0, named=True)
    assert row["record_id"] == "7"
    assert (row["list"], row["sex"], row["age"]) == ("committee", "f", 31.0)
    assert (row["death_from"], row["death_to"]) == (date(2014, 2, 1), date(2014, 2, 1))


def test_given_and_family_names_are_joined_and_blanks_are_missing() -> None:
    frame = pl.DataFrame({
        "record_id": ["a", "b"],
        "given_name": ["Rana", None],
        "surname": ["Haddad", "Naji"],
        "age": ["unknown", "200"],
        "town": [" ", "Homs"],
        "date_of_birth": ["19811105", "1981"],
    })  # fmt: skip
    out = conform(frame)
    assert out["name"].to_list() == ["Rana Haddad", "Naji"]
    assert out["age"].to_list() == [None, None]
    assert out["town"].to_list() == [None, "Homs"]
    assert out["birth"].to_list() == ["1981-11-05", "1981"]
    assert out.schema == pl.Schema(SCHEMA)


def canonical(**columns: list[object]) -> pl.DataFrame:
    base: dict[str, list[object]] = {"record_id": ["b", "a"], "list": ["x", "y"], "name": ["Ali Naji", "Omar Haddad"]}
    return pl.DataFrame(base | columns, strict=False)


def test_rows_come_back_in_the_order_of_ids_with_all_columns() -> None:
    out = check(canonical())
    assert out["record_id"].to_list() == ["a", "b"]
    assert out.columns == list(SCHEMA)


def test_one_end_of_a_span_stands_for_both() -> None:
    out = check(canonical(death_from=[date(2014, 1, 2), None], death_to=[None, date(2015, 1, 2)]))
    assert out["death_from"].to_list() == out["death_to"].to_list() == [date(2015, 1, 2), date(2014, 1, 2)]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (canonical().drop("name"), "matching.column"),
        (canonical().drop("record_id"), "matching.column"),
        (canonical().drop("list"), "matching.column"),
        (canonical(record_id=["a", "a"]), "matching.id_twice"),
        (canonical(record_id=["a", None]), "matching.id_missing"),
        (canonical(name=[None, None]), "matching.no_names"),
        (canonical(age=["old", "young"]), "matching.type"),
    ],
)
def test_what_cannot_be_linked_is_refused(frame: pl.DataFrame, code: str) -> None:
    with pytest.raises(BadInputError) as refused:
        check(frame)
    assert refused.value.code == code
    assert refused.value.next_step


def test_a_frame_without_names_is_refused_by_conform() -> None:
    with pytest.raises(BadInputError) as refused:
        conform(pl.DataFrame({"record_id": ["a"], "age": [3]}))
    assert refused.value.code == "matching.column"

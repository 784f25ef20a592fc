"""The reasons of a comparison, as codes, adding up to the weight of the pair."""

import pytest

from matching.lists_of_the_dead import make_lists
from tawthiq import matching
from tawthiq.matching.explain import FieldEvidence, explain_pair
from tawthiq.matching.levels import FIELDS

A = {
    "name": "محمد خالد عبد الرحمن المصري",
    "age": 31,
    "dod": "2014-03-18",
    "governorate": "حلب",
    "town": "منبج",
    "sex": "m",
}
B = {"name": "Mohammed Khaled Masri", "age": 33, "dod": "2014-03-20", "governorate": "Aleppo", "sex": "f", "list": "D"}


def reasons(a: dict[str, object], b: dict[str, object]) -> dict[str, FieldEvidence]:
    return {e.field: e for e in explain_pair(a, b)}


def test_every_field_has_its_reason() -> None:
    found = reasons(A, B)
    assert list(found) == [*FIELDS, "together"]
    codes = {f: (e.level, e.code) for f, e in found.items()}
    assert codes["given"] == codes["father"] == codes["family"] == ("same", "across_scripts")
    assert codes["grandfather"] == ("missing", "missing")
    assert codes["birth"] == ("close", "years_apart")
    assert codes["death"] == ("close", "days_apart")
    assert codes["place"] == ("close", "inside_place")
    assert codes["sex"] == ("different", "different")
    assert dict(found["birth"].parameters) == {"years": 2}
    assert dict(found["death"].parameters) == {"days": 2}
    assert (found["grandfather"].value_a, found["grandfather"].value_b) == ("عبد الرحمن", None)
    assert found["place"].value_b == "Aleppo"


def test_missing_fields_weigh_nothing_and_differences_weigh_against() -> None:
    found = reasons(A, B)
    assert found["grandfather"].weight == 0.0
    assert found["sex"].weight < 0 < found["given"].weight


def test_letters_that_differ_are_shown_within_a_script() -> None:
    found = reasons({"name": "Mahmoud Naji"}, {"name": "Mahmud Naji"})
    assert found["given"].spans_a == ((4, 5),)
    assert found["given"].spans_b == ()
    assert found["given"].code == "sounds_alike"
    assert reasons(A, B)["given"].spans_a == ()


@pytest.mark.parametrize(
    ("a", "b", "field", "code"),
    [
        ("سعيد ابو ناجي", "سعيد ناجي", "family", "compound_left_out"),
        ("خالد سعيد ناجي", "سعيد خالد ناجي", "given", "swapped"),
        ("مصطفى ناجي", "مصظفى ناجي", "given", "spelling"),
        ("سعيد ناجي", "رامي ناجي", "given", "different"),
        ("سعيد الناجي", "سعيد ناجي", "family", "same_words"),
    ],
)
def test_reasons_of_names(a: str, b: str, field: str, code: str) -> None:
    assert reasons({"name": a}, {"name": b})[field].code == code


def test_a_month_only_date_is_the_same_month() -> None:
    found = reasons({"name": "Ali", "dod": "2014-03"}, {"name": "Ali", "dod": "2014-03-07"})["death"]
    assert (found.code, found.value_a, found.value_b) == ("same_month", "2014-03", "2014-03-07")


def test_the_weights_of_a_linked_pair_add_up() -> None:
    frame = matching.conform(make_lists()[0])
    result = matching.link(frame)
    records = {row["record_id"]: row for row in frame.iter_rows(named=True)}
    for row in [*result.pairs.head(5).iter_rows(named=True), *result.pairs.tail(5).iter_rows(named=True)]:
        found = explain_pair(
            records[row["record_id_l"]], records[row["record_id_r"]], levels=row, model=result.report["model"]
        )
        assert sum(e.weight for e in found) == pytest.approx(row["weight"], abs=0.02)


def test_names_are_shown_in_the_words_given() -> None:
    found = reasons({"name": "Dr. Ahmad bin Khaled al-Masri"}, {"name": "احمد خالد المصرى"})
    assert [(found[f].value_a, found[f].value_b) for f in ("given", "father", "family")] == [
        ("Ahmad", "احمد"),
        ("Khaled", "خالد"),
        ("al-Masri", "المصرى"),
    ]
    assert {mark.kind for mark in found["family"].marks_a} <= {"same", "unwritten"}


def test_parts_that_were_not_compared_are_not_marked() -> None:
    found = reasons({"name": "محمد حسن الحايك"}, {"name": "Muhammad Zakaria Hasan al-Haik"})
    father, grandfather = found["father"], found["grandfather"]
    assert (father.level, father.marks_a, father.marks_b) == ("missing", (), ())
    assert (grandfather.value_a, grandfather.code) == (None, "elsewhere")

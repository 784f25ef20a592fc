from datetime import date
from typing import Any

import pytest

from tawthiq.intake.ages import read_age
from tawthiq.intake.values import is_total, is_unnamed, read_outcome, read_sex, read_term, read_text
from tawthiq.terms.vocabularies import Outcome, Sex


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("35", 35, 35),
        ("٣٥", 35, 35),
        ("35.0", 35, 35),
        (35.0, 35, 35),
        ("0", 0, 0),
        ("1,5", 1.5, 1.5),
        ("3 months", 0.25, 0.25),
        ("٣ أشهر", 0.25, 0.25),
        ("6 to 9 months", 0.5, 0.75),
        ("2 years and 3 months", 2.25, 2.25),
        ("5 سنوات", 5, 5),
        ("سنتان", 2, 2),
        ("ثلاث سنوات", 3, 3),
        ("about 35", 30, 40),
        ("35 تقريبا", 30, 40),
        ("about 3", 2, 4),
        ("20-30", 20, 30),
        ("بين ٢٠ و٣٠", 20, 30),
        ("35+", 35, 120),
        ("over 60", 60, 120),
        ("under 18", 0, 17),
        ("infant", 0, 1),
        ("رضيع", 0, 1),
        ("child", 0, 17),
        ("طفل", 0, 17),
        ("adult", 18, 120),
        ("elderly", 60, 120),
        ("in his thirties", 30, 39),
        ("العشرينات", 20, 29),
        ("35 years old", 35, 35),
    ],
)
def test_reads_ages_as_they_are_told(words: Any, low: Any, high: Any) -> None:
    reading = read_age(words)
    assert (reading.value.low, reading.value.high, reading.problem) == (low, high, None)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("1980", "age.year"),
        ("150", "age.impossible"),
        ("-5", "age.impossible"),
        ("9" * 30, "age.impossible"),
        ("30-20", "age.backwards"),
        ("hello", "age.unreadable"),
        ("x" * 500, "age.unreadable"),
        (date(2012, 1, 5), "age.date"),
        (float("inf"), "age.impossible"),
    ],
)
def test_nonsense_keeps_its_words_and_says_why(words: Any, code: str) -> None:
    reading = read_age(words)
    assert reading.problem.code == code
    assert not reading.value.is_known
    assert reading.value.words


@pytest.mark.parametrize("words", ["", "unknown", "غير معروف", "-"])
def test_an_unknown_age_is_no_problem(words: Any) -> None:
    reading = read_age(words)
    assert (reading.value.is_known, reading.problem) == (False, None)


@pytest.mark.parametrize(
    ("words", "sex"),
    [
        ("m", "male"),
        ("Male", "male"),
        ("ذكر", "male"),
        ("F", "female"),
        ("أنثى", "female"),
        ("انثى", "female"),
        ("", "unknown"),
    ],
)
def test_sex(words: Any, sex: str) -> None:
    assert read_sex(words).value is Sex(sex)
    assert read_sex(words).problem is None


@pytest.mark.parametrize(
    ("vocabulary", "words", "code"),
    [
        ("cause", "قصف جوي على المنزل", "heavy_weapons"),
        ("cause", "shot by a sniper", "small_arms"),
        ("cause", "بالرصاص", "small_arms"),
        ("cause", "تحت التعذيب", "torture_custody"),
        ("cause", "heavy_weapons", "heavy_weapons"),
        ("civilian_status", "مدني", "civilian"),
        ("civilian_status", "غير مدني", "armed_forces"),
        ("civilian_status", "non-civilian", "armed_forces"),
        ("perpetrator_kind", "قوات النظام", "state_forces"),
    ],
)
def test_terms(vocabulary: str, words: Any, code: str) -> None:
    reading = read_term(words, vocabulary_name=vocabulary)
    assert (reading.value, reading.problem) == (code, None)


def test_outcome_words_and_denial() -> None:
    assert read_outcome("استشهد تحت التعذيب").value is Outcome.KILLED
    assert read_outcome("مفقود").value is Outcome.MISSING
    denied = read_outcome("was not killed")
    assert denied.value is Outcome.UNKNOWN
    assert denied.problem.code == "value.unknown_word"


def test_two_codes_in_one_cell_choose_neither() -> None:
    reading = read_term("shelling, then a sniper", vocabulary_name="cause")
    assert (reading.value, reading.problem.code) == ("unknown", "value.several")


def test_an_unknown_word_is_told_and_does_not_stop_the_row() -> None:
    reading = read_sex("zzz")
    assert reading.value is Sex.UNKNOWN
    assert (reading.problem.code, reading.problem.value, reading.problem.fatal) == ("value.unknown_word", "zzz", False)


def test_words_that_stand_for_no_name_and_for_totals() -> None:
    assert is_unnamed("مجهول الهوية")
    assert is_unnamed("Unidentified")
    assert not is_unnamed("Samer")
    assert is_total("المجموع:")
    assert read_text(" a \u200f b\t") == "a b"
    assert read_text("N/A") == ""

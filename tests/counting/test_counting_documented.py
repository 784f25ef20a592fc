"""Documented counts: every person in a row, every row a way back to its persons."""

from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from tawthiq.counting.documented import DateRule, count_persons, months_of
from tawthiq.counting.persons_frame import REQUIRED
from tawthiq.terms.errors import BadInputError


def person(number: int, **given: object) -> dict[str, object]:
    return {
        "person_id": f"p{number}",
        "outcome": "killed",
        "verification": "reported",
        "sex": "man",
        "age_min": 30,
        "age_max": 30,
        "date_from": date(2012, 3, 5),
        "date_to": date(2012, 3, 5),
        "civilian_status": "civilian",
        "cause": "shelling",
        "n_origins": 1,
        "place_1": "homs",
        **given,
    }


def frame(*people: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(list(people), schema={**REQUIRED, "place_1": pl.String})


def counts(people: pl.DataFrame, *by: str, dates: DateRule | None = None) -> dict[object, tuple[Fraction, Fraction]]:
    table = count_persons(people, by=by, dates=dates)
    return {row.keys if len(by) > 1 else row.keys[0]: (row.verified, row.reported) for row in table.rows}


def test_verified_stands_beside_reported_and_the_discounted_are_in_neither() -> None:
    people = frame(
        person(1, verification="verified"),
        person(2),
        person(3, verification="under_verification"),
        person(4, verification="not_verified"),
        person(5, verification="discounted"),
    )
    table = count_persons(people)
    assert (table.verified, table.reported, table.persons) == (1, 4, 4)
    assert [(row.keys, row.verified, row.reported) for row in table.rows] == [((), 1, 4)]


def test_a_person_counts_once_under_each_outcome() -> None:
    people = frame(person(1, outcome="injured"), person(1, outcome="killed"), person(2))
    table = count_persons(people, by=("outcome",))
    assert (table.reported, table.persons) == (3, 2)
    assert counts(people, "outcome") == {"injured": (0, 1), "killed": (0, 2)}


def test_a_band_on_both_sides_of_eighteen_is_unknown() -> None:
    people = frame(
        person(1, age_min=17, age_max=17),
        person(2, age_min=18, age_max=90),
        person(3, age_min=15, age_max=20),
        person(4, age_min=None, age_max=17),
        person(5, age_min=None, age_max=None),
        person(6, age_min=10, age_max=None),
    )
    assert counts(people, "age") == {"adult": (0, 1), "child": (0, 2), "unknown": (0, 3)}


def test_what_is_missing_is_unknown_and_comes_last() -> None:
    people = frame(person(1, sex=None), person(2, sex=" "), person(3, sex="woman"), person(4, place_1=None))
    table = count_persons(people, by=("sex",))
    assert [row.keys[0] for row in table.rows] == ["man", "woman", "unknown"]
    assert counts(people, "place_1") == {"homs": (0, 3), "unknown": (0, 1)}


def test_corroboration_counts_origins() -> None:
    people = frame(*(person(i, n_origins=n) for i, n in enumerate([1, 2, 3, 7, 0, None])))
    assert counts(people, "corroboration") == {"1": (0, 1), "2": (0, 1), "3+": (0, 2), "unknown": (0, 2)}


LOOSE = frame(
    person(1),
    person(2, date_from=date(2012, 3, 1), date_to=date(2012, 3, 31)),
    person(3, date_from=date(2012, 3, 22), date_to=date(2012, 4, 20), verification="verified"),
    person(4, date_from=date(2012, 1, 1), date_to=date(2012, 12, 31)),
    person(5, date_from=None, date_to=None),
    person(6, date_from=date(2012, 3, 5), date_to=None),
)


def test_a_date_not_known_to_the_month_is_unknown_unless_spread() -> None:
    assert counts(LOOSE, "month") == {"2012-03": (0, 2), "unknown": (1, 4)}


def test_spreading_shares_a_person_out_by_days_and_says_so() -> None:
    rule = DateRule(name="spread")
    assert counts(LOOSE, "month", dates=rule) == {
        "2012-03": (Fraction(1, 3), 2 + Fraction(1, 3)),
        "2012-04": (Fraction(2, 3), Fraction(2, 3)),
        "unknown": (0, 3),
    }
    wide = counts(LOOSE, "month", dates=DateRule(name="spread", widest_days=366))
    assert wide["2012-02"] == (0, Fraction(29, 366))
    assert wide["unknown"] == (0, 2)
    rules = {rule.code: dict(rule.params) for rule in count_persons(LOOSE, by=("month",), dates=rule).rules}
    assert rules["dates_spread"] == {"widest_days": 92}


def test_rows_carry_the_filter_that_opens_them() -> None:
    table = count_persons(LOOSE, by=("month", "sex"))
    assert table.rows[0].filters == (("month", "2012-03"), ("sex", "man"), ("not_verification", "discounted"))


def test_the_frame_has_numbers_and_the_same_sum() -> None:
    table = count_persons(LOOSE, by=("month", "sex"), dates=DateRule(name="spread"))
    out = table.to_frame()
    assert out.columns == ["month", "sex", "verified", "reported"]
    assert out["reported"].sum() == pytest.approx(table.reported)


def test_nobody_makes_an_empty_table() -> None:
    table = count_persons(frame(), by=("month",))
    assert (table.rows, table.verified, table.reported) == ((), 0, 0)
    assert table.to_frame().height == 0


def test_months_of_a_range() -> None:
    assert months_of(date(2011, 12, 30), date(2012, 2, 1)) == [
        ("2011-12", 2),
        ("2012-01", 31),
        ("2012-02", 1),
    ]


@pytest.mark.parametrize(
    ("people", "by", "code"),
    [
        (frame(person(1)).drop("sex"), (), "counting.persons_schema"),
        (frame(person(1, verification="sure")), (), "counting.verification_status"),
        (frame(person(1, verification=None)), (), "counting.verification_status"),
        (frame(person(1), person(1)), (), "counting.person_twice"),
        (frame(person(1, date_to=date(2011, 1, 1))), (), "counting.date_range"),
        (frame(person(1)), ("colour",), "counting.unknown_dimension"),
        (frame(person(1)), ("place_9",), "counting.unknown_dimension"),
        (frame(person(1)), ("sex", "sex"), "counting.unknown_dimension"),
    ],
)
def test_frames_that_cannot_be_counted_are_refused(people: pl.DataFrame, by: tuple[str, ...], code: str) -> None:
    with pytest.raises(BadInputError) as caught:
        count_persons(people, by=by)
    assert caught.value.code == code


def test_a_rule_for_dates_must_be_known() -> None:
    with pytest.raises(BadInputError):
        DateRule(name="guess")

"""Documented counts: every person in a row, every row a way back to its persons."""

from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from tawthiq.counting.disputes import Disputes
from tawthiq.counting.documented import CountTable, count_persons, persons_in_cell
from tawthiq.counting.partitions import DateRule, parts_of, read_periods
from tawthiq.counting.persons_frame import OPTIONAL, REQUIRED
from tawthiq.counting.placing import CountRules
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
    return pl.DataFrame(list(people), schema={**REQUIRED, **OPTIONAL, "place_1": pl.String})


def counts(people: pl.DataFrame, *by: str, dates: DateRule | None = None) -> dict[object, tuple[Fraction, Fraction]]:
    table = count_persons(people, by=by, rules=CountRules(dates=dates or DateRule()))
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
    assert counts(LOOSE, "month") == {"2012-03": (0, 2), "2012-04": (0, 0), "unknown": (1, 4)}


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
    table = count_persons(LOOSE, by=("month",), rules=CountRules(dates=rule))
    rules = {rule.code: dict(rule.params) for rule in table.rules}
    assert rules["dates_spread"] == {"widest_days": 92}


def test_a_row_opens_to_the_persons_it_counts() -> None:
    rules = CountRules(dates=DateRule(name="spread"))
    found = persons_in_cell(LOOSE, by=("month", "sex"), keys={"month": "2012-03", "sex": "man"}, rules=rules)
    assert dict(found.select("person_id", "share").iter_rows()) == {"p1": 1, "p2": 1, "p3": pytest.approx(1 / 3)}
    verified = persons_in_cell(LOOSE, by=("month",), keys={"month": "2012-04"}, rules=rules, counted="verified")
    assert verified["person_id"].to_list() == ["p3"]
    assert persons_in_cell(LOOSE, by=("month",), keys={}, rules=rules)["share"].sum() == pytest.approx(6)
    with pytest.raises(BadInputError):
        persons_in_cell(LOOSE, by=("month",), keys={"sex": "man"})


def test_the_frame_has_numbers_and_the_same_sum() -> None:
    table = count_persons(LOOSE, by=("month", "sex"), rules=CountRules(dates=DateRule(name="spread")))
    out = table.to_frame()
    assert out.columns[:4] == ["month", "sex", "verified", "verified_min"]
    assert out["reported"].sum() == pytest.approx(table.reported)


def test_nobody_makes_an_empty_table() -> None:
    table = count_persons(frame(), by=("month",))
    assert (table.rows, table.verified, table.reported) == ((), 0, 0)
    assert table.to_frame().height == 0


@pytest.mark.parametrize(
    ("partition", "parts"),
    [
        ("month", [("2011-12", 2), ("2012-01", 31), ("2012-02", 1)]),
        ("quarter", [("2011-Q4", 2), ("2012-Q1", 32)]),
        ("year", [("2011", 2), ("2012", 32)]),
        (
            "week",
            [("2011-W52", 3), ("2012-W01", 7), ("2012-W02", 7), ("2012-W03", 7), ("2012-W04", 7), ("2012-W05", 3)],
        ),
        ("period", [("winter", 32), ("outside", 2)]),
    ],
)
def test_a_range_is_cut_at_the_edges_of_each_partition(partition: str, parts: list[tuple[str, int]]) -> None:
    own = read_periods(["winter=2012-01-01/2012-03-31"])
    assert parts_of(date(2011, 12, 30), date(2012, 2, 1), partition=partition, own=own) == parts


@pytest.mark.parametrize(
    "given",
    [
        ["spring=2012-03-01/2012-05-31", "may=2012-05-01/2012-06-30"],
        ["spring=2012-05-31/2012-03-01"],
        ["2012-03-01/2012-05-31"],
        ["unknown=2012-03-01/2012-05-31"],
        ["spring=2012-03/2012-05"],
    ],
)
def test_periods_that_overlap_or_cannot_be_read_are_refused(given: list[str]) -> None:
    with pytest.raises(BadInputError):
        read_periods(given)


DISPUTED = frame(
    person(1, civilian_status="civilian", civilian_status_said="civilian:2"),
    person(2, civilian_status="civilian", civilian_status_said="civilian:2|participating:1"),
    person(3, civilian_status="civilian", civilian_status_said="civilian:1|participating:1", verification="verified"),
    person(4, civilian_status="unknown"),
)


def by_status(treatment: str, decided_by: str = "majority") -> CountTable:
    rules = CountRules(disputes=Disputes(treatment=treatment, decided_by=decided_by))
    return count_persons(DISPUTED, by=("civilian_status",), rules=rules)


@pytest.mark.parametrize(
    ("treatment", "rows"),
    [
        ("state", {"civilian": 2, "participating": 0, "ambiguous": 1, "unknown": 1}),
        ("hold", {"civilian": 2, "participating": 0, "held": 1, "unknown": 1}),
        ("unknown", {"civilian": 2, "participating": 0, "unknown": 2}),
        ("known_only", {"civilian": 2, "participating": 0, "remainder": 2}),
    ],
)
def test_each_of_the_four_treatments_keeps_the_total(treatment: str, rows: dict[str, int]) -> None:
    table = by_status(treatment)
    assert {row.keys[0]: row.reported for row in table.rows} == rows
    assert sum(rows.values()) == table.reported == 4
    assert f"disputed_{treatment}" in {rule.code for rule in table.rules}


def test_a_row_says_from_how_many_to_how_many_it_may_hold() -> None:
    ranges = {row.keys[0]: row.reported_range for row in by_status("state").rows}
    assert ranges == {"civilian": (1, 3), "participating": (0, 2), "ambiguous": (0, 1), "unknown": (1, 1)}
    assert {row.keys[0]: row.verified_range for row in by_status("state").rows}["participating"] == (0, 1)


def test_by_agreement_a_majority_is_not_enough() -> None:
    assert {row.keys[0]: row.reported for row in by_status("state", "agreement").rows}["ambiguous"] == 2


def test_the_possible_persons_of_a_cell_are_its_greatest_number() -> None:
    found = persons_in_cell(DISPUTED, by=("civilian_status",), keys={"civilian_status": "participating"})
    assert found.is_empty()
    possible = persons_in_cell(
        DISPUTED, by=("civilian_status",), keys={"civilian_status": "participating"}, counted="possible"
    )
    assert possible["person_id"].to_list() == ["p2", "p3"]
    assert possible["share"].sum() == 0


def test_an_age_on_both_sides_of_eighteen_may_be_either() -> None:
    table = count_persons(frame(person(1, age_min=15, age_max=20), person(2, age_min=None, age_max=None)), by=("age",))
    assert {row.keys[0]: (row.reported, row.reported_range) for row in table.rows} == {
        "adult": (0, (0, 1)),
        "child": (0, (0, 1)),
        "unknown": (2, (1, 2)),
    }


def test_age_bands_and_standards_and_places() -> None:
    people = frame(
        person(1, age_min=4, age_max=4, verification="verified", standard="reasonable_grounds"),
        person(2, age_min=17, age_max=18),
        person(3, age_min=70, age_max=None, standard="reasonable_grounds"),
    )
    assert [(r.keys[0], r.reported) for r in count_persons(people, by=("age_band",)).rows] == [
        ("0-4", 1),
        ("12-17", 0),
        ("18-29", 0),
        ("60+", 1),
        ("unknown", 1),
    ]
    assert counts(people, "standard") == {"reasonable_grounds": (1, 1), "unknown": (0, 2)}


def test_verified_after_the_quarter_is_late() -> None:
    day = date(2012, 3, 5)
    people = frame(
        person(1, verification="verified", verified_on=date(2012, 3, 31)),
        person(2, verification="verified", verified_on=date(2012, 4, 1)),
        person(3, verification="verified", verified_on=None),
        person(4, verification="verified", date_from=day, date_to=date(2012, 5, 1), verified_on=date(2012, 6, 1)),
        person(5, verification="under_verification"),
        person(6, verification="not_verified"),
    )
    assert {row.keys[0]: row.reported for row in count_persons(people, by=("timeliness",)).rows} == {
        "in_quarter": 1,
        "late": 1,
        "not_verified": 1,
        "pending": 1,
        "verified_undated": 2,
    }


def test_direct_indirect_and_other_deaths_are_told_apart_and_never_guessed() -> None:
    people = frame(
        person(1, cause="heavy_weapons"),
        person(2, cause="small_arms", perpetrator_kind="criminal_group"),
        person(3, cause="unknown", perpetrator_kind="state_forces"),
        person(4, cause=None, perpetrator_kind=None),
        person(5, cause="loss_of_services"),
        person(6, cause="denial_of_essentials"),
    )
    assert counts(people, "death_class") == {
        "direct": (0, 3),
        "indirect": (0, 1),
        "other": (0, 1),
        "unknown": (0, 1),
    }


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
        (frame(person(1)), ("month", "year"), "counting.unknown_dimension"),
        (frame(person(1)), ("period",), "counting.periods"),
        (frame(person(1)).with_columns(standard=pl.lit(3)), (), "counting.persons_schema"),
    ],
)
def test_frames_that_cannot_be_counted_are_refused(people: pl.DataFrame, by: tuple[str, ...], code: str) -> None:
    with pytest.raises(BadInputError) as caught:
        count_persons(people, by=by)
    assert caught.value.code == code


def test_a_rule_for_dates_must_be_known() -> None:
    with pytest.raises(BadInputError):
        DateRule(name="guess")

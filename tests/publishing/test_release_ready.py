"""Ready tables of a release: what leaves of deaths, grave violations and displacement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tawthiq.publishing.release.cells import SafeCounts, SafeTable, protect_counts
from tawthiq.publishing.release.ready import READY, SafeReady, protect_ready
from tawthiq.publishing.tables import SUPPRESSED, Suppression

OUTCOMES_OF = {"killing_maiming": ("killed", "injured"), "recruitment": ("recruited",), "attack_school_hospital": ()}
Rows = Mapping[tuple[str, ...], tuple[float, float]]


def kept(*by: str, rows: Rows, of: str = "persons") -> dict[str, Any]:
    return {
        "of": of,
        "by": list(by),
        "rows": [{"keys": list(keys), "verified": v, "reported": r} for keys, (v, r) in rows.items()],
    }


def said(place: str, low: float | None, high: float | None, *figures: str) -> dict[str, Any]:
    return {
        "measure": "flow",
        "category": "displaced",
        "unit": "person",
        "place": place,
        "as_of": "2012-03-01",
        "origin_place": "Homs",
        "destination": place,
        "low": low,
        "high": high,
        "voices": 1,
        "figure_ids": list(figures),
    }


def displaced(place: str, verified: int, named: int, low: int | None, high: int | None) -> dict[str, Any]:
    return {
        "place": place,
        "verified": verified,
        "named": named,
        "incidents": 1,
        "said_low": low,
        "said_high": high,
        "low": max(named, low or 0),
        "high": None if high is None else max(named, high),
        "incident_ids": ["i-1"],
    }


DATA: dict[str, Any] = {
    "tables": [
        kept("outcome", rows={("killed",): (600, 1000), ("injured",): (100, 200), ("displaced",): (60, 100)}),
        kept(
            "outcome",
            "sex",
            "age",
            rows={
                ("killed", "male", "adult"): (380, 640),
                ("killed", "male", "child"): (6, 9),
                ("killed", "female", "adult"): (2, 10),
                ("killed", "female", "child"): (212, 341),
                ("injured", "male", "adult"): (60, 120),
                ("injured", "male", "child"): (40, 80),
            },
        ),
    ],
    "sdg": [
        kept("death_class", of="deaths", rows={("direct",): (560, 930), ("indirect",): (2, 8), ("unknown",): (38, 62)}),
        kept(
            "year",
            "death_class",
            of="deaths",
            rows={
                ("2012", "direct"): (460, 800),
                ("2012", "indirect"): (2, 8),
                ("2012", "unknown"): (30, 50),
                ("2013", "direct"): (100, 130),
                ("2013", "unknown"): (8, 12),
            },
        ),
        kept(
            "age",
            "death_class",
            of="deaths",
            rows={
                ("adult", "direct"): (360, 610),
                ("adult", "unknown"): (22, 40),
                ("child", "direct"): (200, 320),
                ("child", "indirect"): (2, 8),
                ("child", "unknown"): (16, 22),
            },
        ),
    ],
    "mrm": [
        kept(
            "grave_violation",
            "quarter",
            "timeliness",
            of="children",
            rows={
                ("killing_maiming", "2012-Q1", "in_quarter"): (200, 200),
                ("killing_maiming", "2012-Q2", "late"): (58, 58),
                ("killing_maiming", "2012-Q2", "pending"): (0, 172),
                ("recruitment", "2012-Q2", "late"): (9, 9),
            },
        ),
        kept(
            "grave_violation",
            "quarter",
            "timeliness",
            of="grave_violations",
            rows={
                (violation, f"2012-Q{quarter}", "pending"): (0, 2)
                for violation in ("killing_maiming", "attack_school_hospital")
                for quarter in (1, 2, 3, 4)
            },
        ),
    ],
    "rates": [
        {"year": "2012", "death_class": "direct", "per_100_000": 2.15},
        {"year": "2012", "death_class": "indirect", "per_100_000": 0.009},
        {"year": "2013", "death_class": "direct", "per_100_000": 0.47},
    ],
    "ages_open": 3,
    "displacement": {
        "totals": {
            "by_place": [said("Hama", 1200, None, "f-1"), said("Idlib", 3, 8, "f-2"), said("Idlib", 40, 40, "f-3")],
            "matrix": [said("Hama", 1200, 1200, "f-1"), said("Idlib", 43, 48, "f-2", "f-3")],
        }
    },
    "displaced": [displaced("1", 30, 50, 200, 400), displaced("2", 28, 45, 60, None), displaced("unknown", 2, 5, 3, 3)],
}


def standing() -> SafeCounts:
    return protect_counts(DATA["tables"], below=5)


def ready(*asked: str, data: dict[str, Any] | None = None) -> SafeReady:
    return protect_ready(
        data or DATA,
        standing(),
        asked=asked,
        outcomes_of=OUTCOMES_OF,
        population=21_400_000,
        population_source="an invented census",
    )


def shown(table: SafeTable) -> dict[tuple[str, ...], tuple[object, ...]]:
    lines = zip(table.keys, table.counts.cells, table.counts.row_totals, strict=True)
    return {
        keys: tuple("*" if isinstance(n, Suppression) else n for n in (*cells, total)) for keys, cells, total in lines
    }


def test_nothing_leaves_that_was_not_asked_for() -> None:
    assert ready() == SafeReady(population=21_400_000, population_source="an invented census")
    assert {table.of for table in ready("sdg").tables} == {"deaths"}
    assert ready(*READY).asked == READY


def test_small_deaths_are_withheld_with_others_that_would_tell_them() -> None:
    by_class = ready("sdg").tables[0]
    rows = shown(by_class)
    assert rows["indirect",][0] == "*"
    assert sum(row.count("*") for row in rows.values()) >= 4
    assert by_class.counts.total == 1000


def test_ages_by_class_do_not_tell_the_women_that_the_table_by_sex_and_age_withholds() -> None:
    """Adults less men are women: either all adults or the men must stay out of sight."""
    by_age = next((table for table in ready("sdg").tables if table.by == ("age", "death_class")), None)
    by_sex = shown(next(t for t in standing().tables if t.by == ("sex", "age") and t.outcome == "killed"))
    assert by_sex["female", "adult"][0] == "*"
    if by_age is not None:
        adults = [row[0] for keys, row in shown(by_age).items() if keys[0] == "adult"]
        assert "*" in adults or by_sex["male", "adult"][0] == "*"


def test_a_rate_leaves_only_where_its_number_does() -> None:
    made = ready("sdg")
    year = shown(next(table for table in made.tables if table.by == ("year", "death_class")))
    for rate in made.rates:
        assert (rate.per_100_000 is SUPPRESSED) == (year[rate.year, rate.death_class][0] == "*")
    assert any(rate.per_100_000 is SUPPRESSED for rate in made.rates)
    assert any(rate.per_100_000 is not SUPPRESSED for rate in made.rates)


def test_grave_violations_leave_with_fewer_divisions_where_most_would_be_small() -> None:
    made = ready("mrm")
    violations = next(table for table in made.tables if table.of == "grave_violations")
    assert violations.by == ("grave_violation", "timeliness")
    assert shown(violations)["attack_school_hospital", "pending"] == (0, 8, 8)
    assert [(one.of, one.reason) for one in made.left_out] == [("grave_violations", "coarser")]
    assert made.ages_open is SUPPRESSED


def test_deaths_stay_behind_where_those_of_the_killed_are_withheld() -> None:
    few = {**DATA, "tables": [kept("outcome", rows={("killed",): (2, 40), ("injured",): (50, 90)})]}
    made = protect_ready(few, protect_counts(few["tables"], below=5), asked=("sdg",), outcomes_of=OUTCOMES_OF)
    assert made.tables == ()
    assert made.rates == ()
    assert {one.reason for one in made.left_out} == {"too_few"}


def test_a_mission_without_any_of_it_says_that_nobody_is_counted() -> None:
    empty = {
        **DATA,
        "sdg": [kept("death_class", of="deaths", rows={})],
        "mrm": [kept("quarter", of="children", rows={})],
    }
    made = ready("sdg", "mrm", data=empty)
    assert [(one.of, one.reason) for one in made.left_out] == [("deaths", "nobody"), ("children", "nobody")]


def test_a_small_end_of_a_reported_range_is_withheld_wherever_its_figure_stands() -> None:
    made = ready("displacement")
    ends = [(line.numbers["low"], line.numbers["high"]) for line in made.by_place]
    assert ends == [(1200, None), (SUPPRESSED, SUPPRESSED), (40, 40)]
    assert [(line.numbers["low"], line.numbers["high"]) for line in made.matrix] == [
        (1200, 1200),
        (SUPPRESSED, SUPPRESSED),
    ]


def test_few_displaced_by_name_take_every_number_of_their_place_with_them() -> None:
    lines = {line.words["place_admin1"]: line.numbers for line in ready("displacement").displaced}
    assert lines["unknown"]["verified"] is SUPPRESSED
    assert lines["unknown"]["low"] is SUPPRESSED
    assert sum(line["verified"] is SUPPRESSED for line in lines.values()) >= 2
    assert any(line["said_low"] == 200 for line in lines.values())


@pytest.mark.parametrize("group", READY)
def test_the_same_count_gives_the_same_tables(group: str) -> None:
    assert ready(group) == ready(group)

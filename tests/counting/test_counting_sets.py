"""Violations beside victims, and the ready tables of indicator 16.1.2 and of grave violations against children."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from tawthiq.counting.counted_sets import MRM_TABLES, SDG_TABLES, cell_of_set, count_set, rates_of
from tawthiq.counting.persons_frame import OPTIONAL, REQUIRED
from tawthiq.counting.placing import CountRules
from tawthiq.counting.violations import INCIDENTS, ages_open
from tawthiq.terms.errors import BadInputError

DAY = date(2012, 3, 5)
RULES = CountRules()


def person(number: int, **given: Any) -> dict[str, Any]:
    return {
        "person_id": f"p{number}",
        "outcome": "killed",
        "verification": "reported",
        "sex": "male",
        "age_min": 10,
        "age_max": 10,
        "date_from": DAY,
        "date_to": DAY,
        "civilian_status": "civilian",
        "cause": "heavy_weapons",
        "n_origins": 1,
        "place_admin1": "1",
        **given,
    }


PERSONS = pl.DataFrame(
    [
        person(1, incident_id="i1", verification="verified", verified_on=date(2012, 3, 20)),
        person(2, incident_id="i1"),
        person(3, outcome="injured", incident_id="i1"),
        person(4, verification="verified", verified_on=date(2012, 7, 1)),
        person(5, age_min=30, age_max=30, cause="loss_of_services"),
        person(6, outcome="abducted", age_min=15, age_max=20),
        person(7, outcome="recruited", verification="not_verified"),
        person(8, verification="discounted"),
    ],
    schema={**REQUIRED, **OPTIONAL, "place_admin1": pl.String},
)
INCIDENT_FRAME = pl.DataFrame(
    [
        {
            "incident_id": "i1",
            "kind": "shelling",
            "date_from": DAY,
            "date_to": DAY,
            "n_origins": 3,
            "place_admin1": "2",
        },
        {"incident_id": "i2", "kind": "Attack_on_school", "date_from": DAY, "date_to": DAY, "n_origins": 1},
    ],
    schema={**INCIDENTS, "place_admin1": pl.String},
)


def rows(name: str, *by: str) -> dict[Any, float]:
    table = count_set(name, PERSONS, INCIDENT_FRAME, by=by, rules=RULES)
    assert sum(row.reported for row in table.rows) == table.reported
    return {row.keys if len(by) > 1 else row.keys[0]: int(row.reported) for row in table.rows}


def test_one_strike_is_one_violation_with_several_victims() -> None:
    assert rows("persons", "outcome")["killed"] == 4
    assert rows("violations", "outcome") == {"abducted": 1, "injured": 1, "killed": 3, "recruited": 1}
    assert rows("violations", "place_admin1") == {"1": 4, "2": 2}
    assert rows("violations", "verification")["verified"] == 2


@pytest.mark.parametrize("name", ["sex", "age", "cause"])
def test_violations_are_not_counted_by_what_only_a_victim_has(name: str) -> None:
    with pytest.raises(BadInputError) as caught:
        count_set("violations", PERSONS, INCIDENT_FRAME, by=(name,), rules=RULES)
    assert caught.value.code == "counting.unit"


def test_a_violation_opens_to_its_victims() -> None:
    found = cell_of_set("violations", PERSONS, INCIDENT_FRAME, by=("outcome",), keys={"outcome": "killed"}, rules=RULES)
    assert found.select("person_id", "violation_id").rows() == [("p1", "i1"), ("p2", "i1"), ("p4", "p4"), ("p5", "p5")]
    attack = cell_of_set(
        "grave_violations",
        PERSONS,
        INCIDENT_FRAME,
        by=("grave_violation",),
        keys={"grave_violation": "attack_school_hospital"},
        rules=RULES,
    )
    assert attack.select("person_id", "violation_id").rows() == [(None, "i2")]


def test_deaths_are_direct_indirect_or_other() -> None:
    assert rows("deaths", "death_class") == {"direct": 3, "indirect": 1}
    for name, by in SDG_TABLES:
        assert sum(rows(name, *by).values()) == 4


def test_the_rate_is_of_verified_deaths_and_needs_a_population() -> None:
    table = count_set("deaths", PERSONS, INCIDENT_FRAME, by=("year", "death_class"), rules=RULES)
    direct, indirect = rates_of(table, population=400_000)
    assert (direct.year, direct.death_class, direct.deaths, direct.per_100_000) == ("2012", "direct", 2, 0.5)
    assert indirect.per_100_000 == 0
    with pytest.raises(BadInputError):
        rates_of(table, population=0)


def test_grave_violations_are_counted_by_victims_and_by_violations() -> None:
    (victims, by), (violations, _) = MRM_TABLES
    assert rows(victims, *by) == {
        ("killing_maiming", "2012-Q1", "in_quarter"): 1,
        ("killing_maiming", "2012-Q1", "late"): 1,
        ("killing_maiming", "2012-Q1", "pending"): 2,
        ("recruitment", "2012-Q1", "not_verified"): 1,
    }
    assert rows(violations, *by) == {
        ("attack_school_hospital", "2012-Q1", "pending"): 1,
        ("killing_maiming", "2012-Q1", "in_quarter"): 1,
        ("killing_maiming", "2012-Q1", "late"): 1,
        ("recruitment", "2012-Q1", "not_verified"): 1,
    }
    assert ages_open(PERSONS) == 1


def test_what_is_not_a_set_or_a_frame_of_incidents_is_refused() -> None:
    with pytest.raises(BadInputError):
        count_set("houses", PERSONS, INCIDENT_FRAME, by=(), rules=RULES)
    with pytest.raises(BadInputError):
        count_set("violations", PERSONS, INCIDENT_FRAME.drop("kind"), by=(), rules=RULES)
    with pytest.raises(BadInputError):
        count_set("violations", PERSONS, pl.concat([INCIDENT_FRAME, INCIDENT_FRAME]), by=(), rules=RULES)

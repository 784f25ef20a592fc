"""The documented displaced: persons by name and numbers of incidents, nobody twice."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.counting.counted_sets import cell_of_set, count_set
from tawthiq.counting.displaced import Displaced, count_displaced
from tawthiq.counting.persons_frame import OPTIONAL, REQUIRED
from tawthiq.counting.placing import CountRules
from tawthiq.counting.violations import INCIDENTS
from tawthiq.terms.errors import BadInputError

DAY = date(2012, 3, 5)


def persons(*rows: dict[str, Any]) -> pl.DataFrame:
    whole = [
        {
            "person_id": f"p{number}",
            "outcome": "displaced",
            "verification": "reported",
            "sex": "female",
            "date_from": DAY,
            "date_to": DAY,
            "n_origins": 1,
            "place_admin1": "1",
            **row,
        }
        for number, row in enumerate(rows)
    ]
    return pl.DataFrame(whole, schema={**REQUIRED, **OPTIONAL, "place_admin1": pl.String})


def incidents(**said: tuple[int | None, int | None, str | None]) -> pl.DataFrame:
    rows = [
        {"incident_id": name, "kind": "raid", "n_origins": 1, "displaced_min": low, "displaced_max": high,
         "place_admin1": place}
        for name, (low, high, place) in said.items()
    ]  # fmt: skip
    return pl.DataFrame(rows, schema={**INCIDENTS, "place_admin1": pl.String})


def one(*rows: dict[str, Any], **said: tuple[int | None, int | None, str | None]) -> Displaced:
    (found,) = count_displaced(persons(*rows), incidents(**said))
    return found


def test_persons_of_an_incident_are_part_of_its_number() -> None:
    found = one({"incident_id": "a"}, {"incident_id": "a", "verification": "verified"}, {}, a=(50, 80, "1"))
    assert (found.named, found.verified, found.incidents) == (3, 1, 1)
    assert (found.said_low, found.said_high) == (50, 80)
    assert (found.low, found.high) == (51, 81)


def test_where_more_are_known_by_name_than_was_said_they_are_the_number() -> None:
    found = one(*({"incident_id": "a"} for _ in range(5)), a=(2, 3, "1"))
    assert (found.low, found.high) == (5, 5)


def test_an_end_that_nobody_gives_stays_open() -> None:
    least = one({"incident_id": "a"}, a=(40, None, "1"))
    assert (least.said_high, least.low, least.high) == (None, 40, None)
    most = one({"incident_id": "a"}, a=(None, 40, "1"))
    assert (most.said_low, most.low, most.high) == (None, 1, 40)


def test_an_incident_without_a_number_adds_its_persons_only() -> None:
    found = one({"incident_id": "a"}, {"incident_id": "b"}, a=(None, None, "1"), b=(10, 10, "1"))
    assert (found.incidents, found.incident_ids, found.low, found.high) == (1, ("b",), 11, 11)


def test_discounted_persons_and_other_outcomes_are_nobody_here() -> None:
    assert count_displaced(persons({"verification": "discounted"}, {"outcome": "killed"}), incidents()) == ()


def test_a_person_stands_at_the_place_of_the_incident_and_the_unknown_come_last() -> None:
    rows = [
        {"incident_id": "a", "place_admin1": "9"},
        {"incident_id": "b", "place_admin1": "9"},
        {"place_admin1": "10"},
    ]
    frames = persons(*rows), incidents(a=(5, 5, "2"), b=(7, 7, None))
    found = {row.place: (row.named, row.low) for row in count_displaced(*frames)}
    assert found == {"2": (1, 5), "10": (1, 1), "unknown": (1, 7)}
    assert list(found) == ["2", "10", "unknown"]


def test_the_persons_behind_a_number_are_found_by_the_same_rule() -> None:
    frames = persons({"incident_id": "a", "place_admin1": "9"}, {"place_admin1": "2"}), incidents(a=(5, 5, "2"))
    by, rules = ("place_admin1",), CountRules()
    opened = cell_of_set("displaced", *frames, by=by, keys={"place_admin1": "2"}, rules=rules)
    assert opened["person_id"].to_list() == ["p0", "p1"]
    assert count_set("displaced", *frames, by=by, rules=rules).rows[0].reported == count_displaced(*frames)[0].named
    rest = cell_of_set("displaced", *frames, by=by, keys={}, rules=rules, counted="not_verified")
    assert rest.height == 2


def test_frames_without_places_are_counted_in_one_row() -> None:
    found = count_displaced(persons({}).drop("place_admin1"), incidents(a=(3, 4, None)).drop("place_admin1"))
    assert [(row.place, row.low, row.high) for row in found] == [("unknown", 4, 5)]


def test_frames_that_cannot_be_counted_are_refused() -> None:
    with pytest.raises(BadInputError):
        count_displaced(persons({}).drop("outcome"), incidents())
    with pytest.raises(BadInputError):
        count_displaced(persons({}), incidents().drop("displaced_min"))


@given(
    st.lists(st.sampled_from(["a", "b", None]), max_size=12),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=2),
)
def test_nobody_is_counted_twice_or_lost(member_of: list[str | None], said: list[tuple[int, int]]) -> None:
    spans = [(min(pair), max(pair)) for pair in said]
    frame = persons(*({"incident_id": name} for name in member_of))
    (found,) = count_displaced(frame, incidents(a=(*spans[0], "1"), b=(*spans[1], "1")))
    assert found.high is not None
    assert found.low <= found.high
    assert found.low >= max(found.named, sum(low for low, _ in spans))
    assert found.high <= found.named + sum(high for _, high in spans)

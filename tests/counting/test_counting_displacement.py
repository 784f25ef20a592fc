"""Displacement: stocks and flows apart, households only by a stated size, sums and parts never both."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.counting.displacement import FIGURES, HouseholdRule, report_displacement
from tawthiq.terms.errors import BadInputError

DAY = date(2012, 6, 20)


def figure(figure_id: str, low: float | None, high: float | None, **given: Any) -> dict[str, Any]:
    return {
        "figure_id": figure_id,
        "category": "displaced_internal",
        "measure": "stock",
        "unit": "person",
        "value_min": low,
        "value_max": high,
        "household_size": None,
        "speaker": "office",
        "origin": "office",
        "as_of": DAY,
        "place": "homs",
        "place_from": None,
        "place_to": None,
        "sum_of": [],
        "some_of": [],
        **given,
    }


def frame(*figures: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(figures), schema=FIGURES)


def test_rival_speakers_are_a_range_and_stock_and_flow_stand_apart() -> None:
    found = report_displacement(
        frame(
            figure("a", 100, 100),
            figure("b", 250, 300, speaker="council", origin="council"),
            figure("c", 40, 40, measure="flow"),
            figure("d", 7, 7, category="killed"),
        )
    )
    assert [(r.measure, r.low, r.high, r.voices, r.figure_ids) for r in found.by_place] == [
        ("flow", 40, 40, 1, ("c",)),
        ("stock", 100, 300, 2, ("a", "b")),
    ]


def test_more_than_leaves_the_upper_end_open() -> None:
    (row,) = report_displacement(frame(figure("a", 100, 100), figure("b", 90, None, origin="other"))).by_place
    assert (row.low, row.high) == (90, None)


SUMS = (
    figure("total", 300, 300),
    figure("north", 200, 200, place="north", sum_of=["total"]),
    figure("south", 100, 100, place="south", sum_of=["total"]),
    figure("children", 150, 150, some_of=["total"]),
    figure("vague", None, None),
)


@pytest.mark.parametrize(
    ("count", "counted", "left_out"),
    [
        ("totals", {"total"}, {"north": "part_of_total", "south": "part_of_total"}),
        ("parts", {"north", "south"}, {"total": "total_of_parts"}),
    ],
)
def test_a_total_or_its_parts_count_and_never_both(count: str, counted: set[str], left_out: dict[str, str]) -> None:
    found = report_displacement(frame(*SUMS), count=count)
    assert {name for row in found.by_place for name in row.figure_ids} == counted
    assert {one.figure_id: one.reason for one in found.left_out} == {
        **left_out,
        "children": "some_of_total",
        "vague": "no_number",
    }


def test_households_become_persons_only_by_a_stated_size() -> None:
    figures = frame(
        figure("a", 10, 10, unit="household"),
        figure("b", 10, 10, unit="household", household_size=6, place="hama"),
    )
    plain = {row.figure_ids[0]: (row.unit, row.low, row.is_converted) for row in report_displacement(figures).by_place}
    assert plain == {"a": ("household", 10, False), "b": ("person", 60, True)}
    rule = HouseholdRule(size=5, source="census 2004")
    ruled = {r.figure_ids[0]: (r.unit, r.low) for r in report_displacement(figures, households=rule).by_place}
    assert ruled == {"a": ("person", 50), "b": ("person", 60)}
    with pytest.raises(BadInputError):
        HouseholdRule(size=5, source=" ")
    with pytest.raises(BadInputError):
        HouseholdRule(size=0, source="census")


def test_the_matrix_adds_flows_of_days_and_takes_the_latest_stock() -> None:
    def flow(name: str, low: float, day: int | None, **given: Any) -> dict[str, Any]:
        as_of = None if day is None else date(2012, 6, day)
        return figure(name, low, low, **{"measure": "flow", "as_of": as_of, "place_from": "homs", **given})

    found = report_displacement(
        frame(
            flow("a", 10, 1, place_to="tripoli"),
            flow("b", 20, 2, place_to="tripoli"),
            flow("rival", 100, 2, place_to="tripoli", speaker="council", origin="council"),
            flow("c", 5, None),
            flow("d", 6, 1, measure="stock"),
            flow("e", 9, 3, measure="stock"),
        )
    )
    cells = {(r.measure, r.origin_place, r.destination): (r.low, r.high) for r in found.matrix}
    assert cells == {
        ("flow", "homs", "tripoli"): (30, 100),
        ("flow", "homs", "unknown"): (5, 5),
        ("stock", "homs", "unknown"): (9, 9),
    }


def test_flows_without_a_day_are_added_to_none() -> None:
    found = report_displacement(
        frame(*(figure(n, 5, 5, measure="flow", as_of=None, place_from="homs") for n in ("a", "b")))
    )
    assert found.matrix == ()
    assert {name for row in found.by_place for name in row.figure_ids} == {"a", "b"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"measure": "many"},
        {"unit": "village"},
        {"value_min": -1.0},
        {"value_min": 9.0, "value_max": 3.0},
        {"household_size": 0.0},
    ],
)
def test_figures_that_cannot_be_counted_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInputError):
        report_displacement(frame(figure("a", 5, 5) | wrong))


def test_a_figure_twice_a_missing_column_and_another_choice_are_refused() -> None:
    with pytest.raises(BadInputError):
        report_displacement(frame(figure("a", 5, 5), figure("a", 5, 5)))
    with pytest.raises(BadInputError):
        report_displacement(frame(figure("a", 5, 5)).drop("origin"))
    with pytest.raises(BadInputError):
        report_displacement(frame(figure("a", 5, 5)), count="both")


@settings(max_examples=50, deadline=None)
@given(
    values=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.sampled_from("xyz")), max_size=8),
    count=st.sampled_from(["totals", "parts"]),
    data=st.data(),
)
def test_nothing_is_lost_and_order_means_nothing(
    values: list[tuple[int, int, str]], count: str, data: st.DataObject
) -> None:
    figures = [
        figure(f"f{i}", low, low + more, origin=who, sum_of=[f"f{i - 1}"] if i % 3 == 2 else [])
        for i, (low, more, who) in enumerate(values)
    ]
    found = report_displacement(frame(*figures), count=count)
    seen = [name for row in found.by_place for name in row.figure_ids] + [one.figure_id for one in found.left_out]
    assert sorted(seen) == sorted(one["figure_id"] for one in figures)
    assert all(row.low <= row.high for row in found.by_place if row.low is not None and row.high is not None)
    assert report_displacement(frame(*data.draw(st.permutations(figures))), count=count) == found

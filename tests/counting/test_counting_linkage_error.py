"""Estimates over tables drawn from the linking: wider by what the linking leaves open, repeatable, refused."""

import json

import numpy as np
import pytest

from counting.capture_samples import GOOD, NO_OVERLAP, QUICK
from tawthiq.counting.captures import CaptureTable
from tawthiq.counting.estimate import estimate
from tawthiq.counting.estimators.draws import Answer, answer_from_draws
from tawthiq.counting.linkage_error import mix
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.estimates import Estimate, Refusal, result_from_dict


def tables(count: int, *, spread: float, seed: int = 0) -> list[CaptureTable]:
    """The good table with all overlaps larger or smaller by a share of their own in each."""
    random = np.random.default_rng(seed)
    out = []
    for share in random.normal(1, spread, count):
        cells = {h: max(1, round(c * (share if sum(h) > 1 else 1.0))) for h, c in GOOD.cells}
        out.append(CaptureTable.from_cells(GOOD.lists, cells))
    return out


def width(found: Estimate | Refusal) -> float:
    assert isinstance(found, Estimate)
    return found.interval.upper - found.interval.lower


def test_tables_that_agree_leave_the_answer_as_it_is() -> None:
    alone = estimate(GOOD, seed=1, budget=QUICK)
    found = estimate(GOOD, seed=1, budget=QUICK, linkage=[GOOD] * 8)
    assert isinstance(alone, Estimate)
    assert isinstance(found, Estimate)
    assert found.median == pytest.approx(alone.median, rel=0.02)
    assert width(found) == pytest.approx(width(alone), rel=0.35)
    assert found.diagnostics["linkage"]["between"] < 0.2


def test_tables_met_before_are_not_estimated_again_and_keep_their_say() -> None:
    other = CaptureTable.from_cells(GOOD.lists, {history: 2 * count for history, count in GOOD.cells})
    asked: list[int] = []

    def answer(table: CaptureTable, number: int) -> tuple[Answer, ...]:
        asked.append(number)
        return (constant(1_000.0 * table.n_observed / GOOD.n_observed),)

    def constant(value: float) -> Answer:
        return answer_from_draws(np.full(100, value), method="m", assumption="a")

    drawn = [GOOD, other, GOOD, other, other]
    found = mix(drawn, answer=answer, stated=(GOOD, (constant(1_000.0),)), level=0.95, kept=500)
    assert asked == [1]
    assert found.answers[0].draws.mean() == pytest.approx((2 * 1_000 + 3 * 2_000) / 5)


def test_tables_that_differ_widen_the_range() -> None:
    alone = estimate(GOOD, seed=1, budget=QUICK)
    found = estimate(GOOD, seed=1, budget=QUICK, linkage=tables(12, spread=0.3))
    assert width(found) > 1.4 * width(alone)
    assert isinstance(found, Estimate)
    assert found.diagnostics["linkage"]["between"] > 0.3
    assert found.n_observed == GOOD.n_observed
    assert found.made.settings["linkage"]["tables"] == 12
    assert result_from_dict(json.loads(json.dumps(found.to_dict()))) == found


def test_the_same_seed_and_tables_give_the_same_bytes() -> None:
    drawn = tables(5, spread=0.1)
    first, again = (json.dumps(estimate(GOOD, seed=3, budget=QUICK, linkage=drawn).to_dict()) for _ in range(2))
    assert first == again
    other = estimate(GOOD, seed=3, budget=QUICK, linkage=tables(5, spread=0.1, seed=1)).to_dict()
    assert json.dumps(other) != first


def test_the_order_of_lists_in_a_drawn_table_changes_nothing() -> None:
    drawn = tables(4, spread=0.1)
    turned = [table.merge([[name] for name in reversed(table.lists)]) for table in drawn]
    one, two = (estimate(GOOD, seed=3, budget=QUICK, linkage=each).to_dict() for each in (drawn, turned))
    assert json.dumps(one) == json.dumps(two)


def test_tables_that_cannot_be_estimated_refuse_the_whole() -> None:
    cells = dict(NO_OVERLAP.cells)
    hopeless = CaptureTable.from_cells(GOOD.lists, cells)
    found = estimate(GOOD, seed=1, budget=QUICK, linkage=[*tables(8, spread=0.05), hopeless])
    assert isinstance(found, Refusal)
    assert found.diagnostics["linkage"] == {"tables": 9, "left_out": 1}
    assert found.reasons[0].words


def test_a_single_table_of_many_is_left_out_and_said() -> None:
    hopeless = CaptureTable.from_cells(GOOD.lists, dict(NO_OVERLAP.cells))
    found = estimate(GOOD, seed=1, budget=QUICK, linkage=[*tables(20, spread=0.02), hopeless])
    assert isinstance(found, Estimate)
    assert found.diagnostics["linkage"]["left_out"] == 1


def test_a_table_of_other_lists_is_refused() -> None:
    with pytest.raises(BadInputError) as refused:
        estimate(GOOD, seed=1, budget=QUICK, linkage=[NO_OVERLAP])
    assert refused.value.code == "counting.other_lists"

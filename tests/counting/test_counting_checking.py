"""What is tried beside an estimate: settings, lists left out, errors of linking, lists that others predict."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from counting.capture_samples import GOOD, QUICK
from tawthiq.counting.captures import CaptureTable
from tawthiq.counting.checking import join_falsely, miss_links
from tawthiq.counting.estimate import estimate
from tawthiq.terms.estimate_checks import Checks
from tawthiq.terms.estimates import Estimate

FOUR = CaptureTable.from_cells(
    (*GOOD.lists, "east"),
    {(*h, 1): c // 3 for h, c in GOOD.cells} | {(*h, 0): c - c // 3 for h, c in GOOD.cells} | {(0, 0, 0, 1): 40},
)
CHECKED = replace(QUICK, checks=True)


@cache
def checks_of(table: CaptureTable) -> Checks:
    found = estimate(table, seed=1, budget=CHECKED)
    assert isinstance(found, Estimate)
    return Checks.from_dict(found.diagnostics["checks"])


def test_settings_lists_and_linking_are_all_varied() -> None:
    checks = checks_of(FOUR)
    kinds = [(row.kind, row.changed) for row in checks.rows]
    assert [c for k, c in kinds if k == "prior"] == ["0.1", "1"]
    assert [c for k, c in kinds if k == "classes"] == ["5", "15"]
    assert [c for k, c in kinds if k == "cap"] == ["10", "40"]
    assert {c for k, c in kinds if k == "without_list"} == set(FOUR.lists)
    assert [c for k, c in kinds if k == "missed_links"] == ["0.01", "0.02", "0.05"] * 2
    assert all(row.median is not None for row in checks.rows)
    assert {p.name for p in checks.predicted} == set(FOUR.lists)
    assert Checks.from_dict(checks.to_dict()) == checks


def test_independent_lists_predict_each_other_and_the_words_say_so() -> None:
    checks = checks_of(FOUR)
    assert all(p.held for p in checks.predicted)
    words = checks.explain()
    assert "Of 4 lists whose number of people the others could be asked for, they give 4" in words
    assert "Had the linking missed 5% of the people on several lists, no highest interaction gives" in words
    assert "Without the list east" in words


def test_a_list_the_others_do_not_predict_is_named() -> None:
    cells = {h: c * 12 if h == (1, 1, 0, 0) else c for h, c in FOUR.cells}
    cells |= {(1, 0, 0, 0): cells[1, 0, 0, 0] * 9}
    checks = checks_of(CaptureTable.from_cells(FOUR.lists, cells))
    missed = [p for p in checks.predicted if p.held is False]
    assert missed
    assert f"The list {missed[0].name} has {missed[0].known:,} people; the others give" in checks.explain()


def test_three_lists_cannot_be_spared_or_predicted() -> None:
    checks = checks_of(GOOD)
    assert checks.predicted == ()
    assert "without_list" not in {row.kind for row in checks.rows}


def test_missed_links_raise_the_answer_and_false_ones_lower_it() -> None:
    rows = [r for r in checks_of(GOOD).rows if r.method == "nhoi"]
    missed = [r.median for r in rows if r.kind == "missed_links"]
    joined = [r.median for r in rows if r.kind == "false_links"]
    assert missed == sorted(missed, key=float)
    assert joined == sorted(joined, key=float, reverse=True)
    assert missed[0] is not None
    assert joined[0] is not None
    assert missed[0] > rows[0].reference > joined[0]


def test_a_missed_link_makes_two_people_of_one_and_a_false_one_the_reverse() -> None:
    dense = GOOD.dense()
    several = GOOD.on_several
    assert miss_links(dense, 0.1).sum() == pytest.approx(dense.sum() + 0.1 * several)
    assert join_falsely(dense, 0.1).sum() == pytest.approx(dense.sum() - 0.1 * several)
    on_lists = np.array([int(c).bit_count() for c in range(dense.size)])
    assert (miss_links(dense, 0.1) * on_lists).sum() == pytest.approx((dense * on_lists).sum())
    assert (join_falsely(dense, 0.1) * on_lists).sum() == pytest.approx((dense * on_lists).sum())
    assert miss_links(dense, 0.0) == pytest.approx(dense)

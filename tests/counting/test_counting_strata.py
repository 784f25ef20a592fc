"""Strata: each on its own, the sum from draws, a refused stratum never left out in silence."""

import numpy as np
import pytest

from counting.capture_samples import GOOD, NO_OVERLAP, QUICK
from tawthiq.counting.captures import CaptureTable
from tawthiq.counting.strata import estimate_strata
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.estimates import Estimate, Refusal


def divided(*strata: tuple[str, CaptureTable]) -> CaptureTable:
    cells: dict[tuple[int, ...], int] = {}
    for _, part in strata:
        for history, count in part.cells:
            cells[history] = cells.get(history, 0) + count
    whole = CaptureTable.from_cells(strata[0][1].lists, cells)
    return CaptureTable(lists=whole.lists, cells=whole.cells, strata=strata)


def test_the_sum_adds_draws_so_its_range_is_narrower_than_the_sum_of_ranges() -> None:
    shares: list[float] = []
    found = estimate_strata(
        divided(("east", GOOD), ("west", GOOD)),
        seed=4,
        budget=QUICK,
        progress=lambda share, _: shares.append(share),
    )
    total, parts = found.total, [result for _, result in found.by_stratum]
    assert isinstance(total, Estimate)
    assert all(isinstance(part, Estimate) for part in parts)
    assert total.n_observed == 1_760
    assert total.median == pytest.approx(sum(p.median for p in parts if isinstance(p, Estimate)), rel=0.01)
    widths = [p.interval.upper - p.interval.lower for p in parts if isinstance(p, Estimate)]
    width = total.interval.upper - total.interval.lower
    assert np.hypot(*widths) * 0.8 < width < sum(widths) * 0.95
    assert shares == sorted(shares)
    assert found.to_dict()["total"] == total.to_dict()


def test_a_refused_stratum_refuses_the_sum_by_name() -> None:
    lists = GOOD.lists
    empty = CaptureTable.from_cells(lists, dict(NO_OVERLAP.cells))
    found = estimate_strata(divided(("east", GOOD), ("west", empty)), seed=4, budget=QUICK)
    assert isinstance(found.by_stratum[0][1], Estimate)
    assert isinstance(found.total, Refusal)
    assert [dict(reason.params) for reason in found.total.reasons] == [{"stratum": "west"}]


def test_a_table_that_is_not_divided_is_refused() -> None:
    with pytest.raises(BadInputError) as caught:
        estimate_strata(GOOD, seed=1)
    assert caught.value.code == "counting.no_strata"

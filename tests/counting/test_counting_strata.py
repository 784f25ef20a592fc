"""Strata: each on its own, the sum from draws, a refused stratum never left out in silence."""

import json

import numpy as np
import pytest

from counting.capture_samples import GOOD, NO_OVERLAP, QUICK
from tawthiq.counting.captures import CaptureTable
from tawthiq.counting.sharing import draw_shares, share_out
from tawthiq.counting.strata import estimate_strata
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.estimates import Estimate, Refusal
from tawthiq.terms.strata import StratifiedResult


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


def thinned(table: CaptureTable, by: int) -> CaptureTable:
    return CaptureTable.from_cells(table.lists, {history: count // by for history, count in table.cells})


def test_people_of_unknown_stratum_are_shared_out_and_none_is_lost() -> None:
    table = divided(("east", GOOD), ("unknown", thinned(GOOD, 5)), ("west", thinned(GOOD, 2)))
    stated = share_out(table)
    assert set(stated) == {"east", "west"}
    assert sum(part.n_observed for part in stated.values()) == table.n_observed
    moved = stated["east"].n_observed - GOOD.n_observed
    assert moved == pytest.approx(thinned(GOOD, 5).n_observed * 2 / 3, abs=4)
    drawn = [draw_shares(table, np.random.default_rng(seed)) for seed in range(6)]
    assert len({parts["east"].cells for parts in drawn}) == 6
    assert all(sum(p.n_observed for p in parts.values()) == table.n_observed for parts in drawn)


def test_what_is_not_known_of_strata_widens_their_ranges_and_is_said() -> None:
    known = divided(("east", GOOD), ("west", GOOD))
    blurred = divided(("east", thinned(GOOD, 2)), ("unknown", GOOD), ("west", thinned(GOOD, 2)))
    sharp = estimate_strata(known, seed=4, budget=QUICK)
    found = estimate_strata(blurred, seed=4, budget=QUICK, replicates=6)
    east, sharp_east = dict(found.by_stratum)["east"], dict(sharp.by_stratum)["east"]
    assert isinstance(east, Estimate)
    assert isinstance(sharp_east, Estimate)
    assert east.median == pytest.approx(sharp_east.median, rel=0.05)
    assert east.interval.ratio > sharp_east.interval.ratio
    assert east.diagnostics["strata"]["tables"] == 6
    assert isinstance(found.total, Estimate)
    assert found.total.n_observed == blurred.n_observed
    assert found.total.interval.lower >= blurred.n_observed
    assert {c.code for c in found.total.cautions} == {"strata_shared_out"}
    assert f"The stratum of {GOOD.n_observed} people is not known" in found.explain()
    again = estimate_strata(blurred, seed=4, budget=QUICK, replicates=6)
    assert json.dumps(again.to_dict()) == json.dumps(found.to_dict())
    assert StratifiedResult.from_dict(json.loads(json.dumps(found.to_dict()))) == found


def test_the_error_of_the_linking_is_carried_into_strata() -> None:
    random = np.random.default_rng(5)

    def relinked(share: float) -> CaptureTable:
        return CaptureTable.from_cells(
            GOOD.lists, {h: max(1, round(c * (share if sum(h) > 1 else 1))) for h, c in GOOD.cells}
        )

    table = divided(("east", GOOD), ("west", GOOD))
    drawn = [divided(("east", relinked(s)), ("west", relinked(s))) for s in random.normal(1, 0.25, 8)]
    found = estimate_strata(table, seed=4, budget=QUICK, linkage=drawn)
    alone = estimate_strata(table, seed=4, budget=QUICK)
    for (_, wide), (_, narrow) in zip(found.by_stratum, alone.by_stratum, strict=True):
        assert isinstance(wide, Estimate)
        assert isinstance(narrow, Estimate)
        assert wide.interval.ratio > narrow.interval.ratio
        assert wide.made.settings["linkage"]["tables"] == 8


def test_small_strata_are_refused_or_joined_and_named() -> None:
    table = divided(("east", GOOD), ("north", thinned(GOOD, 60)), ("south", thinned(GOOD, 80)), ("west", GOOD))
    refused = estimate_strata(table, seed=4, budget=QUICK)
    assert isinstance(refused.total, Refusal)
    assert refused.estimated_only is not None
    assert refused.estimated_only.n_observed == 2 * GOOD.n_observed
    assert "the refused ones are not in this sum" in refused.explain()
    assert "الشرائح التي يمكن تقديرها" in refused.explain("ar")
    assert [reason.words for reason in refused.total.reasons] == [
        "2 of 4 strata cannot be estimated, so neither can the sum: north, south."
    ]
    assert "فلا يمكن تقدير المجموع: " in refused.explain("ar")
    joined = estimate_strata(table, seed=4, budget=QUICK, join_small=True)
    assert joined.joined == ("north", "south")
    assert [name for name, _ in joined.by_stratum] == ["east", "north + south", "west"]
    assert isinstance(joined.total, Estimate)
    assert "strata_joined" in {c.code for c in joined.total.cautions}
    alone = divided(("east", GOOD), ("north", thinned(GOOD, 60)), ("west", thinned(GOOD, 2)))
    assert estimate_strata(alone, seed=4, budget=QUICK, join_small=True).joined == ("north", "west")


def test_an_empty_stratum_is_refused_and_never_a_number() -> None:
    table = divided(("east", GOOD), ("west", CaptureTable.from_cells(GOOD.lists, {})))
    found = estimate_strata(table, seed=4, budget=QUICK)
    assert isinstance(dict(found.by_stratum)["west"], Refusal)
    assert isinstance(found.total, Refusal)
    rate = found.coverage[1]
    assert (rate.documented, rate.lower, rate.middle, rate.upper) == (0, None, None, None)
    with pytest.raises(BadInputError) as caught:
        estimate_strata(divided(("unknown", GOOD)), seed=4)
    assert caught.value.code == "counting.no_strata"


def test_a_list_with_nobody_in_a_stratum_is_no_list_of_it_and_is_named() -> None:
    four = CaptureTable.from_cells((*GOOD.lists, "diary"), {(*h, 0): c for h, c in GOOD.cells})
    here = CaptureTable.from_cells(four.lists, {(*h, i): c // 2 for h, c in GOOD.cells for i in (0, 1)})
    found = dict(estimate_strata(divided(("east", four), ("west", here)), seed=4, budget=QUICK).by_stratum)
    assert isinstance(found["east"], Estimate)
    assert found["east"].made.settings["lists_with_nobody"] == ["diary"]
    assert "lists_with_nobody" not in found["west"].made.settings


def test_the_lists_saw_the_share_they_saw() -> None:
    rate = estimate_strata(divided(("2012-03", GOOD)), seed=4, budget=QUICK).coverage[0]
    assert rate.middle == pytest.approx(0.88, abs=0.03)
    assert rate.lower is not None
    assert rate.upper is not None
    assert rate.lower < 0.88 < rate.upper <= 1
    assert rate.explain().startswith("2012-03: 880 people are documented, which is 8")
    assert "وُثِّق" in rate.explain("ar")

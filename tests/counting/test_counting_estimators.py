"""What must hold for every estimator, whatever the table."""

from collections.abc import Callable

import numpy as np
import pytest

from tawthiq.counting.captures import CaptureTable
from tawthiq.counting.estimators.bounds import estimate_chao, estimate_independence, independence_has_fit
from tawthiq.counting.estimators.dga import estimate_dga
from tawthiq.counting.estimators.draws import Answer, log_gamma_draws
from tawthiq.counting.estimators.graphs import decomposable_graphs
from tawthiq.counting.estimators.lcm import LcmSettings, estimate_lcm
from tawthiq.counting.estimators.loglinear import (
    estimate_loglinear,
    existing_fits,
    hierarchical_models,
)
from tawthiq.counting.estimators.loglinear_fitting import cells_of, design_of, fit_models, has_fit
from tawthiq.counting.estimators.nhoi import estimate_nhoi, merges_to_three, where_it_fails


def expected_table(people: int, chances: tuple[float, ...]) -> CaptureTable:
    """The table that independent lists of these chances give on average."""
    cells = {}
    for number in range(1, 2 ** len(chances)):
        history = tuple(number >> i & 1 for i in range(len(chances)))
        share = np.prod([p if on else 1 - p for p, on in zip(chances, history, strict=True)])
        cells[history] = round(people * float(share))
    return CaptureTable.from_cells(tuple(f"list {i}" for i in range(len(chances))), cells)


def lcm(table: CaptureTable) -> Answer:
    settings = LcmSettings(islands=4, particles=16, block=60, most_turns=120)
    return estimate_lcm(table.histories, table.counts, rng=np.random.default_rng(5), settings=settings)


def nhoi(table: CaptureTable) -> Answer:
    return estimate_nhoi(table.histories, table.counts, rng=np.random.default_rng(5))


def dga(table: CaptureTable) -> Answer:
    return estimate_dga(table.dense())


def loglinear(table: CaptureTable) -> Answer | None:
    return estimate_loglinear(table.dense())


def chao(table: CaptureTable) -> Answer | None:
    return estimate_chao(table.dense())


def independence(table: CaptureTable) -> Answer | None:
    return estimate_independence(table.dense())


@pytest.mark.parametrize("estimator", [lcm, nhoi, dga, loglinear, chao, independence])
def test_a_strongly_identified_table_gives_the_truth(
    estimator: Callable[[CaptureTable], Answer | None],
) -> None:
    answer = estimator(expected_table(2_000, (0.5,) * 5))
    assert answer is not None
    assert answer.median == pytest.approx(2_000, rel=0.01)
    assert answer.interval.lower <= 2_000 <= answer.interval.upper


@pytest.mark.parametrize("estimator", [lcm, nhoi, dga, loglinear, chao, independence])
def test_lists_that_saw_nearly_everybody_leave_nearly_nobody(
    estimator: Callable[[CaptureTable], Answer | None],
) -> None:
    answer = estimator(expected_table(200, (0.9, 0.92, 0.94, 0.9)))
    assert answer is not None
    assert 200 <= answer.median < 202
    assert answer.interval.upper < 240


@pytest.mark.parametrize("estimator", [nhoi, dga, independence])
def test_four_times_the_people_narrow_the_range_by_half(
    estimator: Callable[[CaptureTable], Answer | None],
) -> None:
    def width(people: int) -> float:
        answer = estimator(expected_table(people, (0.4, 0.3, 0.35)))
        assert answer is not None
        return float(np.log(answer.interval.ratio))

    assert width(4_000) / width(16_000) == pytest.approx(2, rel=0.15)


def test_every_merge_to_three_lists_is_there_once() -> None:
    # Stirling numbers of the second kind, S(n, 3).
    assert [len(set(merges_to_three(n))) for n in (3, 4, 5, 6)] == [1, 6, 25, 90]
    assert [len(list(merges_to_three(n))) for n in (3, 4, 5, 6)] == [1, 6, 25, 90]


def test_where_it_fails_both_ends_move_out_and_nobody_is_lost() -> None:
    table = expected_table(5_000, (0.4, 0.3, 0.35))
    one = nhoi(table)
    failing = where_it_fails(one, people=table.n_observed)
    assert table.n_observed <= failing.interval.lower < one.interval.lower
    assert failing.interval.upper > one.interval.upper
    assert failing.draws.size == one.draws.size


def test_xi_scales_the_missing_and_nothing_else() -> None:
    table = expected_table(5_000, (0.4, 0.3, 0.35))
    one = nhoi(table)
    two = estimate_nhoi(table.histories, table.counts, rng=np.random.default_rng(5), xi=2.0)
    assert (two.median - table.n_observed) / (one.median - table.n_observed) == pytest.approx(2, rel=0.02)


def test_coefficients_of_graphs_are_cliques_less_separators() -> None:
    graphs = decomposable_graphs(3)
    chain = next(g for g in range(8) if graphs.cliques(g) == ((0, 1), (1, 2)))
    # Sets as bit masks: {0,1} = 3 and {1,2} = 6 are cliques, {1} = 2 separates them.
    assert graphs.coefficients[chain].tolist() == [0, 0, -1, 1, 0, 0, 1, 0]
    assert graphs.cliques(graphs.complete) == ((0, 1, 2),)
    with pytest.raises(ValueError, match="7 lists"):
        decomposable_graphs(7)


def test_graph_averaging_refuses_too_many_lists() -> None:
    with pytest.raises(ValueError, match="3 to 6 lists"):
        estimate_dga(np.ones(4))


def test_hierarchical_models_are_counted() -> None:
    assert [len(hierarchical_models(lists)) for lists in (3, 4, 5)] == [8, 113, 6_212]
    with pytest.raises(ValueError, match="6 lists"):
        hierarchical_models(6)


def test_a_model_that_needs_an_empty_overlap_has_no_fit() -> None:
    table = CaptureTable.from_cells("ABC", {(1, 0, 0): 40, (0, 1, 0): 30, (0, 0, 1): 20, (1, 1, 0): 9, (0, 1, 1): 5})
    kept = existing_fits(table.dense(), hierarchical_models(3))
    # Nobody is on A and C: no model with that overlap as a term of its own can be fitted.
    assert kept
    assert all((0, 2) not in fit.terms for fit in kept)


def test_fits_that_settle_are_those_that_linear_programming_finds() -> None:
    rng = np.random.default_rng(3)
    models = hierarchical_models(4)
    terms = sorted({t for m in models for t in m}, key=lambda t: (len(t), t))
    design = design_of(cells_of(4), terms)
    used = np.array([[True] * 5 + [t in m for t in terms] for m in models])
    seen = set()
    for _ in range(4):
        counts = rng.poisson(rng.gamma(0.6, 5, 15)).astype(float)
        settled = np.isfinite(fit_models(design, np.tile(counts, (len(models), 1)), used).bic)
        for row in range(0, len(models), 5):
            exists = has_fit(design[:, used[row]], counts)
            assert settled[row] == exists
            seen.add(exists)
    assert seen == {True, False}


def test_many_lists_are_met_one_pair_at_a_time() -> None:
    answer = estimate_loglinear(expected_table(3_000, (0.4, 0.3, 0.35, 0.3, 0.25, 0.3)).dense())
    assert answer is not None
    assert answer.median == pytest.approx(3_000, rel=0.02)
    assert answer.diagnostics["best"][0]["terms"] == []


def test_a_fit_exists_where_a_positive_table_has_the_same_margins() -> None:
    design = np.array([[1.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    assert has_fit(design, np.array([0.0, 3.0, 4.0]))
    assert not has_fit(design, np.array([4.0, 0.0, 4.0]))


def test_no_model_answers_where_one_list_holds_everybody() -> None:
    dense = CaptureTable.from_cells("ABC", {(1, 1, 1): 30, (1, 0, 0): 70}).dense()
    assert not independence_has_fit(dense)
    assert estimate_independence(dense) is None
    assert estimate_chao(dense) is None
    assert estimate_loglinear(dense) is None


def test_the_cap_on_the_missing_is_kept_and_reported() -> None:
    thin = CaptureTable.from_cells(
        "ABC", {(1, 0, 0): 90, (0, 1, 0): 90, (0, 0, 1): 90, (1, 1, 0): 3, (1, 0, 1): 2, (0, 1, 1): 2}
    )
    settings = LcmSettings(islands=4, particles=8, block=40, most_turns=40, cap=2.0)
    answer = estimate_lcm(thin.histories, thin.counts, rng=np.random.default_rng(1), settings=settings)
    assert answer.draws.max() <= 3 * thin.n_observed
    assert answer.diagnostics["capped_share"] > 0.3


def test_logarithms_of_gamma_draws_hold_where_the_draw_itself_would_be_nought() -> None:
    draws = log_gamma_draws(np.random.default_rng(1), np.full(20_000, 1e-4))
    assert np.isfinite(draws).all()
    # E log G(a) is the digamma function, close to -1/a for small a.
    assert draws.mean() == pytest.approx(-1e4, rel=0.03)
    assert np.exp(log_gamma_draws(np.random.default_rng(1), np.full(20_000, 3.0))).mean() == pytest.approx(3, rel=0.02)

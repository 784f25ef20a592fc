"""Estimators against published values and those of R packages; sources beside the tables in SOURCES.md."""

from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from tawthiq.counting.capture_files import read_capture_csv
from tawthiq.counting.captures import CaptureTable
from tawthiq.counting.estimators.bounds import estimate_chao, estimate_independence
from tawthiq.counting.estimators.dga import estimate_dga
from tawthiq.counting.estimators.draws import Answer
from tawthiq.counting.estimators.graphs import decomposable_graphs
from tawthiq.counting.estimators.lcm import LcmSettings, estimate_lcm
from tawthiq.counting.estimators.loglinear import Term, estimate_loglinear, existing_fits
from tawthiq.counting.estimators.loglinear_fitting import profile_range
from tawthiq.counting.estimators.nhoi import estimate_nhoi

TABLES = Path(__file__).parent / "capture_tables"


def table(name: str) -> CaptureTable:
    return read_capture_csv(TABLES / f"{name}.csv")


@pytest.mark.parametrize(("lists", "graphs"), [(3, 8), (4, 61), (5, 822), (6, 18_154)])
def test_decomposable_graphs_are_all_there(lists: int, graphs: int) -> None:
    # OEIS A058862, labelled chordal graphs.
    assert len(decomposable_graphs(lists).coefficients) == graphs


@pytest.mark.parametrize(
    ("name", "mean", "lower", "median", "upper"),
    [
        ("kosovo_1999", 12_749.34948, 9_827, 12_595, 16_544),
        ("western_us_5", 2_248.27039, 1_343, 2_132, 3_848),
        ("hav_taiwan_3", 460.66086548, 272, 379, 1_508),
    ],
)
def test_graph_averaging_gives_the_values_of_dga(name: str, mean: float, lower: int, median: int, upper: int) -> None:
    answer = estimate_dga(table(name).dense(), every=True, saturated=True)
    assert answer.diagnostics["mean"] == pytest.approx(mean, rel=1e-8)
    assert (answer.interval.lower, answer.median, answer.interval.upper) == (lower, median, upper)


def test_graph_averaging_weighs_graphs_as_dga_does() -> None:
    kosovo = estimate_dga(table("kosovo_1999").dense(), every=True, saturated=True).diagnostics
    assert kosovo["best_graphs"][0]["cliques"] == [[0, 1, 2], [0, 2, 3]]
    assert kosovo["best_graphs"][0]["weight"] == pytest.approx(0.98551375, abs=1e-8)
    hav = estimate_dga(table("hav_taiwan_3").dense(), every=True).diagnostics
    assert hav["saturated_weight"] == pytest.approx(0.56451772, abs=1e-8)


@pytest.mark.parametrize("name", ["kosovo_1999", "western_us_5", "gaza_2023_24_3"])
def test_a_grid_even_in_the_logarithm_gives_what_every_number_gives(name: str) -> None:
    dense = table(name).dense()
    grid, every = estimate_dga(dense), estimate_dga(dense, every=True)
    assert grid.diagnostics["mean"] == pytest.approx(every.diagnostics["mean"], rel=1e-5)
    assert grid.median == pytest.approx(every.median, rel=1e-3)
    assert grid.interval.lower == pytest.approx(every.interval.lower, rel=1e-3)
    assert grid.interval.upper == pytest.approx(every.interval.upper, rel=1e-3)


def people(name: str, *terms: Term) -> float:
    captures = table(name)
    return captures.n_observed + existing_fits(captures.dense(), (terms,))[0].missing


def test_log_linear_models_give_published_values() -> None:
    kosovo = people("kosovo_1999", (0, 1), (0, 2), (1, 2), (0, 3), (2, 3), (0, 1, 2))
    assert kosovo == pytest.approx(10_356.519, abs=5e-4)
    assert people("korea_palembang_3", (0, 1), (1, 2)) == pytest.approx(157.1667, abs=5e-5)
    assert people("gaza_2023_24_3", (0, 1), (0, 2), (1, 2)) == pytest.approx(64_696.0697, abs=5e-4)


def test_the_published_method_gives_the_published_range_for_kosovo() -> None:
    # Ball, Betts, Scheuren, Dudukovic and Asher (2002): [123, 14, 34], 10,356 (9,002 to 12,122).
    captures = table("kosovo_1999")
    model = ((0, 1), (0, 2), (1, 2), (0, 3), (2, 3), (0, 1, 2))
    lower, upper = profile_range(captures.dense(), model)
    assert captures.n_observed + lower == pytest.approx(9_002, rel=2e-3)
    assert captures.n_observed + upper == pytest.approx(12_122, rel=2e-3)


def test_choosing_the_model_anew_widens_the_range_as_published() -> None:
    # Silverman, Chan and Vincent (2024), table 2: 6,900 to 18,000 for Kosovo with the choice inside; their package
    # MultipleSystemsEstimation 1.2.0 gives 6,947 to 18,353.
    answer = estimate_loglinear(table("kosovo_1999").dense(), rng=np.random.default_rng(1), tables=1_000)
    assert answer is not None
    assert answer.interval.lower == pytest.approx(6_900, rel=0.05)
    assert answer.interval.upper == pytest.approx(18_000, rel=0.05)
    assert answer.interval.ratio > 1.8 * 12_122 / 9_002


def test_three_lists_without_highest_interaction_have_a_closed_form() -> None:
    closed = 29_271 + 197 * 19_048 * 5_104 * 1_469 / (1_929 * 1_173 * 351)
    assert people("gaza_2023_24_3", (0, 1), (0, 2), (1, 2)) == pytest.approx(closed, rel=1e-9)
    gaza = table("gaza_2023_24_3")
    answer = estimate_nhoi(gaza.histories, gaza.counts, rng=np.random.default_rng(1), draws=20_000)
    assert answer.median == pytest.approx(closed, rel=0.01)


@pytest.mark.parametrize(
    ("name", "median", "lower", "upper"),
    [
        ("kosovo_1999", 8_591.18, 8_193.09, 9_031.05),
        ("gaza_2023_24_3", 68_574.78, 66_843.07, 70_386.30),
        ("hav_taiwan_3", 478.67, 409.22, 583.02),
        ("korea_palembang_3", 141.99, 133.08, 158.77),
        ("western_us_5", 2_200.51, 1_499.24, 3_327.84),
    ],
)
def test_the_lower_bound_is_that_of_rcapture(name: str, median: float, lower: float, upper: float) -> None:
    answer = estimate_chao(table(name).dense())
    assert answer is not None
    assert answer.median == pytest.approx(median, abs=0.01)
    assert answer.interval.lower == pytest.approx(lower, rel=1e-4)
    assert answer.interval.upper == pytest.approx(upper, rel=1e-4)


def test_independence_is_close_to_rcapture() -> None:
    # Rcapture corrects for bias and profiles the likelihood; the estimate differs in the fourth digit.
    answer = estimate_independence(table("kosovo_1999").dense())
    assert answer is not None
    assert answer.median == pytest.approx(7_392.92, rel=5e-4)
    assert answer.interval.lower == pytest.approx(7_147.75, rel=1e-3)


@pytest.mark.parametrize(
    ("name", "effective", "quantiles"),
    [
        ("hav_taiwan_3", 11_174, {0.025: 365, 0.5: 513, 0.975: 871}),
        ("western_us_5", 17_216, {0.025: 1_310, 0.1: 1_456, 0.5: 1_835, 0.9: 2_457, 0.975: 2_967}),
        ("kosovo_1999", 6_298, {0.025: 9_067, 0.1: 9_497, 0.5: 10_429, 0.9: 12_126, 0.975: 13_854}),
    ],
)
def test_latent_classes_agree_with_a_long_run_of_lcmcr(name: str, effective: int, quantiles: dict[float, int]) -> None:
    check_quantiles(name, effective, quantiles)


# Quantiles of LCMCR with its effective draws, then the range that was published.
@pytest.mark.parametrize(
    ("name", "effective", "quantiles", "published"),
    [
        ("korea_palembang_3", 3_041, {0.025: 124, 0.1: 126, 0.5: 138, 0.9: 169, 0.975: 204}, (124, 198)),
        ("ph_manila_unidentified", 3_131, {0.025: 315, 0.1: 334, 0.5: 399, 0.9: 549, 0.975: 684}, (314, 635)),
        ("ph_quezon_unidentified", 4_000, {0.025: 393, 0.1: 401, 0.5: 424, 0.9: 457, 0.975: 480}, (392, 481)),
        ("ph_manila_police", 4_000, {0.025: 534, 0.1: 544, 0.5: 570, 0.9: 614, 0.975: 652}, (534, 639)),
        ("ph_quezon_police", 4_000, {0.025: 338, 0.1: 339, 0.5: 346, 0.9: 357, 0.975: 365}, (338, 368)),
        ("ph_caloocan_police", 3_651, {0.025: 302, 0.1: 310, 0.5: 328, 0.9: 355, 0.975: 375}, (302, 379)),
    ],
)
def test_latent_classes_agree_with_lcmcr_and_with_what_was_published(
    name: str, effective: int, quantiles: dict[float, int], published: tuple[int, int]
) -> None:
    answer = check_quantiles(name, effective, quantiles)
    assert published[0] < answer.median < published[1]
    assert answer.interval.lower == pytest.approx(published[0], rel=0.03)
    assert answer.interval.upper == pytest.approx(published[1], rel=0.12)


def check_quantiles(name: str, effective: int, quantiles: dict[float, int]) -> Answer:
    """Draws lie below each quantile of the other run as often as they should, within three Monte Carlo errors.

    The number of people is whole: one number may stand for a range of shares.
    """
    captures = table(name).canonical()
    answer = estimate_lcm(
        captures.histories,
        captures.counts,
        rng=np.random.default_rng(20_260_301),
        settings=LcmSettings(effective=1_500),
    )
    assert answer.diagnostics["r_hat"] < 1.05
    worth = 1 / answer.diagnostics["effective_draws"] + 1 / effective
    for share, value in quantiles.items():
        under, upto = float((answer.draws < value).mean()), float((answer.draws <= value).mean())
        away = 3 * sqrt(share * (1 - share) * worth)
        assert under - away <= share <= upto + away, (share, value, under, upto)
    return answer

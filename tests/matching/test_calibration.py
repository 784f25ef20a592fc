"""Probabilities beside what was judged, and brought to it."""

import numpy as np
import pytest

from tawthiq.matching.calibration import (
    Calibrator,
    calibration_curve,
    cross_fitted,
    curves_by_group,
    fit_calibrator,
    wilson,
)
from tawthiq.terms.errors import BadInputError


def judged(count: int, *, seed: int = 2, too_sure: float = 2.0) -> tuple[np.ndarray, np.ndarray]:
    """Predictions whose odds are ``too_sure`` times what they should be."""
    draw = np.random.default_rng(seed)
    odds = draw.normal(0, 1.5, count)
    same = (draw.random(count) < 1 / (1 + np.exp(-odds))).astype(np.int64)
    return 1 / (1 + np.exp(-too_sure * odds)), same


def test_a_curve_counted_by_hand() -> None:
    predicted = np.array([0.1, 0.1, 0.1, 0.1, 0.9, 0.9])
    curve = calibration_curve(predicted, np.array([0, 0, 0, 1, 1, 1]), bins=2)
    low, high = curve.bins
    assert (low.pairs, low.observed) == (4, 0.25)
    assert low.predicted == pytest.approx(0.1)
    assert (high.pairs, high.lower, high.upper, high.observed) == (2, 0.5, 1.0, 1.0)
    assert curve.expected_error == pytest.approx((4 * 0.15 + 2 * 0.1) / 6)
    assert curve.brier == pytest.approx((3 * 0.01 + 0.81 + 2 * 0.01) / 6)
    assert curve.log_loss == pytest.approx(-(5 * np.log2(0.9) + np.log2(0.1)) / 6)
    assert low.interval_lower < 0.25 < low.interval_upper


def test_pairs_that_stand_for_many_count_for_many() -> None:
    found = calibration_curve(np.array([0.2, 0.2]), np.array([0, 1]), importance=np.array([9.0, 1.0])).bins[0]
    assert found.observed == pytest.approx(0.1)
    predicted, same, uneven = np.full(100, 0.5), np.arange(100) % 2, np.repeat([19.0, 1.0], 50)
    plain, wide = (calibration_curve(predicted, same, importance=w).bins[0] for w in (None, uneven))
    assert plain.observed == pytest.approx(wide.observed)
    assert wide.interval_upper - wide.interval_lower > 1.3 * (plain.interval_upper - plain.interval_lower)


def test_an_interval_of_no_success_is_not_without_width() -> None:
    assert wilson(0, 10)[0] == 0
    assert 0.25 < wilson(0, 10)[1] < 0.31
    assert list(wilson(10, 10)) == pytest.approx([1 - wilson(0, 10)[1], 1.0])
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("count", "method"), [(300, "beta"), (4000, "isotonic")])
def test_predictions_that_are_too_sure_are_brought_to_what_is_seen(count: int, method: str) -> None:
    predicted, same = judged(count)
    fitted = fit_calibrator(predicted, same)
    assert fitted is not None
    assert fitted.method == method
    fresh, answers = judged(6000, seed=7)
    before = calibration_curve(fresh, answers)
    after = calibration_curve(fitted.apply(fresh), answers)
    assert after.expected_error < 0.6 * before.expected_error
    assert after.brier < before.brier
    assert after.log_loss < before.log_loss


def test_calibrating_keeps_the_order_and_stays_between_0_and_1() -> None:
    for count in (300, 4000):
        fitted = fit_calibrator(*judged(count))
        assert fitted is not None
        values = fitted.apply(np.linspace(0, 1, 501))
        assert (np.diff(values) >= -1e-12).all()
        assert 0 <= values.min() <= values.max() <= 1


def test_equal_predictions_are_one_block() -> None:
    predicted = np.repeat([0.2, 0.8], 1000)
    same = np.concatenate((np.arange(1000) < 300, np.arange(1000) < 600)).astype(np.int64)
    fitted = fit_calibrator(predicted, same)
    assert fitted is not None
    assert fitted.apply(np.array([0.2, 0.8])) == pytest.approx([0.3, 0.6], abs=0.001)


def test_too_few_judgements_or_one_kind_calibrate_nothing() -> None:
    predicted, same = judged(100)
    assert fit_calibrator(predicted[:20], same[:20]) is None
    assert fit_calibrator(predicted, np.ones(100, dtype=np.int64)) is None
    assert cross_fitted(predicted[:20], same[:20]) == pytest.approx(predicted[:20])


def test_cross_fitted_predictions_did_not_see_their_answers() -> None:
    predicted, same = judged(2000)
    honest = cross_fitted(predicted, same)
    fitted = fit_calibrator(predicted, same)
    assert fitted is not None
    seen = fitted.apply(predicted)
    assert calibration_curve(honest, same).log_loss > calibration_curve(seen, same).log_loss
    assert calibration_curve(honest, same).log_loss < calibration_curve(predicted, same).log_loss


def test_a_pair_of_lists_that_differs_is_shifted_and_a_small_one_is_not() -> None:
    draw = np.random.default_rng(5)
    groups = ["A+B"] * 1500 + ["A+C"] * 1500 + ["B+C"] * 20
    odds = draw.normal(0, 1.5, len(groups))
    right = odds + np.where(np.array(groups) == "A+C", -1.5, 0.5)
    same = (draw.random(len(odds)) < 1 / (1 + np.exp(-right))).astype(np.int64)
    predicted = 1 / (1 + np.exp(-odds))
    fitted = fit_calibrator(predicted, same, groups=groups)
    assert fitted is not None
    assert set(fitted.shifts) == {"A+B", "A+C"}
    assert fitted.shifts["A+C"] < 0 < fitted.shifts["A+B"]
    assert fitted.apply(np.array([0.5, 0.5]), ["A+C", "unknown"])[0] < 0.4
    curves = curves_by_group(fitted.apply(predicted, groups), same, groups)
    assert set(curves) == {"A+B", "A+C"}
    assert max(c.expected_error for c in curves.values()) < 0.06
    assert Calibrator(**fitted.to_plain()).apply(predicted, groups) == pytest.approx(fitted.apply(predicted, groups))


def test_it_says_where_it_is_off() -> None:
    predicted, same = judged(4000)
    assert "percentage points" in calibration_curve(predicted, same).explain()
    assert "were predicted" in calibration_curve(predicted, same).explain()
    right, answers = judged(200, too_sure=1.0)
    assert "No bin differs" in calibration_curve(right, answers, bins=2).explain()


def test_what_does_not_fit_is_refused() -> None:
    for predicted, same in (([0.5], [0, 1]), ([0.5], [2]), ([1.5], [1])):
        with pytest.raises(BadInputError, match="decisions"):
            calibration_curve(np.array(predicted), np.array(same))

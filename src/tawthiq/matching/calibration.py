"""Whether a probability of .8 is right eight times in ten, and how to make it so.

A curve sorts judged pairs into bins of predicted probability and sets beside each what was observed, with its
Wilson (1927) interval; the expected calibration error is the mean distance, weighted by the pairs of a bin.
Brier score and log loss judge probabilities as a whole. A curve is only as good as its pairs: take a
stratified random sample (`tawthiq.matching.reviewed`), each pair with the number of pairs it stands for.
Pairs that the review queue chose are the doubtful ones, and what they show holds for such pairs.

A calibrator maps probabilities to what judgements support. With few judgements that is a beta calibration
(Kull, Silva Filho and Flach 2017), held near "the probability is right"; from a thousand judgements with a
hundred of each kind an isotonic one (pool adjacent violators; Zadrozny and Elkan 2002), below which it overfits
(Niculescu-Mizil and Caruana 2005). Pairs of lists shift the odds where they have judgements enough, shrunk
towards no shift. Whoever reports how well a calibrated probability does must use `cross_fitted`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from tawthiq.terms.errors import BadInputError

Floats = NDArray[np.float64]
LEAST_JUDGEMENTS = 40
LEAST_OF_A_KIND = 8
ISOTONIC_FROM, ISOTONIC_KIND = 1000, 100
GROUP_FROM = 50
_EDGE = 1e-6
_SPREAD, _GROUP_SPREAD = 0.5, 0.5
_NORMAL = 1.959964
_FOLDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveBin:
    """One bin of a calibration curve: predicted and observed share of same, with its 95% interval."""

    lower: float
    upper: float
    pairs: int
    predicted: float
    observed: float
    interval_lower: float
    interval_upper: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationCurve:
    """How predicted probabilities compare with judgements; empty bins are left out.

    Args:
        bins: by predicted probability.
        pairs: judged pairs.
        expected_error: mean distance of predicted and observed share.
        brier: mean squared error of the probabilities.
        log_loss: mean surprise in bits.
    """

    bins: tuple[CurveBin, ...]
    pairs: int
    expected_error: float
    brier: float
    log_loss: float

    def explain(self) -> str:
        """Say in English how far the probabilities can be trusted."""
        off = [b for b in self.bins if not b.interval_lower <= b.predicted <= b.interval_upper]
        gap = f"{100 * self.expected_error:.1f} percentage points"
        lines = [f"{self.pairs:,} judged pairs: predicted and observed shares differ by {gap} on average."]
        lines += [
            f"Where {100 * b.predicted:.0f} % were predicted, {100 * b.observed:.0f} % were same"
            f" ({100 * b.interval_lower:.0f} to {100 * b.interval_upper:.0f} %, {b.pairs:,} pairs)."
            for b in off
        ]
        return "\n".join(lines if off else [*lines, "No bin differs by more than chance."])


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrator:
    """Maps probabilities to calibrated ones; see `fit_calibrator`.

    Args:
        method: ``beta`` or ``isotonic``.
        knots: predicted probabilities, rising (isotonic), or the three coefficients (beta).
        values: calibrated probabilities at the knots; empty for beta.
        shifts: natural log odds added for pairs of each group.
        judgements: how many it rests on.
    """

    method: str
    knots: tuple[float, ...]
    values: tuple[float, ...] = ()
    shifts: Mapping[str, float] = field(default_factory=dict)
    judgements: int

    def apply(self, probability: Floats, groups: Sequence[str] | None = None) -> Floats:
        """Calibrated probabilities, in order; ``groups`` names the group of each pair (unknown ones: no shift)."""
        if self.method == "isotonic":
            out = np.interp(probability, self.knots, self.values)
        else:
            out = _share(_beta_odds(np.asarray(self.knots), probability))
        if groups is None or not self.shifts:
            return out
        shift = np.array([self.shifts.get(g, 0.0) for g in groups])
        return _share(_odds(out) + shift)

    def to_plain(self) -> dict[str, Any]:
        """The calibrator as numbers, words and lists; ``Calibrator(**plain)`` reads it again."""
        return {
            "method": self.method,
            "knots": list(self.knots),
            "values": list(self.values),
            "shifts": dict(self.shifts),
            "judgements": self.judgements,
        }


def calibration_curve(
    probability: Floats, same: NDArray[np.integer], *, bins: int = 10, importance: Floats | None = None
) -> CalibrationCurve:
    """Set predicted probabilities beside judgements.

    Args:
        probability: predicted, one a judged pair.
        same: 1 same, 0 different.
        bins: of equal width between 0 and 1.
        importance: how many pairs each judged pair stands for; intervals then use the effective number of
            pairs (Kish 1965).

    Raises:
        BadInputError: lengths differ, a decision is neither 0 nor 1, or a probability is outside 0 to 1.
    """
    _check(probability, same)
    weight = np.ones(len(same)) if importance is None else importance
    place = np.minimum((probability * bins).astype(np.int64), bins - 1)
    found = []
    for n in range(bins):
        at = place == n
        if at.any():
            found.append(_bin(probability[at], same[at], weight[at], (n / bins, (n + 1) / bins)))
    shares = np.array([weight[place == round(b.lower * bins)].sum() for b in found])
    gaps = np.array([abs(b.predicted - b.observed) for b in found])
    total = float(weight.sum()) or 1.0
    clipped = np.clip(probability, _EDGE, 1 - _EDGE)
    surprise = -(same * np.log2(clipped) + (1 - same) * np.log2(1 - clipped))
    return CalibrationCurve(
        bins=tuple(found),
        pairs=len(same),
        expected_error=float(shares @ gaps) / total if found else 0.0,
        brier=float(weight @ (probability - same) ** 2) / total,
        log_loss=float(weight @ surprise) / total,
    )


def curves_by_group(
    probability: Floats, same: NDArray[np.integer], groups: Sequence[str], *, least: int = 100, bins: int = 5
) -> dict[str, CalibrationCurve]:
    """One curve for each group (pair of lists) with at least ``least`` judged pairs."""
    names = np.asarray(groups, dtype=object)
    out = {}
    for name in sorted(set(groups)):
        at = names == name
        if at.sum() >= least:
            out[name] = calibration_curve(probability[at], same[at], bins=bins)
    return out


def fit_calibrator(
    probability: Floats,
    same: NDArray[np.integer],
    *,
    groups: Sequence[str] | None = None,
    importance: Floats | None = None,
) -> Calibrator | None:
    """Fit what maps predicted probabilities to judgements; None with too few judgements (of one kind).

    Args:
        probability: predicted, one a judged pair.
        same: 1 same, 0 different.
        groups: pair of lists of each pair; a group with `GROUP_FROM` judgements gets a shift of its own.
        importance: how many pairs each judged pair stands for; scaled to a mean of 1.

    Raises:
        BadInputError: lengths differ, a decision is neither 0 nor 1, or a probability is outside 0 to 1.
    """
    _check(probability, same)
    count, kind = len(same), int(min(same.sum(), len(same) - same.sum()))
    if count < LEAST_JUDGEMENTS or kind < LEAST_OF_A_KIND:
        return None
    weight = np.ones(count) if importance is None else importance / importance.mean()
    order = np.lexsort((weight, same, probability))
    sorted_three = probability[order], same[order].astype(np.float64), weight[order]
    if count >= ISOTONIC_FROM and kind >= ISOTONIC_KIND:
        knots, values = _isotonic(*sorted_three)
        fitted = Calibrator(method="isotonic", knots=knots, values=values, judgements=count)
    else:
        fitted = Calibrator(method="beta", knots=_fit_beta(*sorted_three), judgements=count)
    if groups is None:
        return fitted
    shifts = _shifts(_odds(fitted.apply(probability)), same, np.asarray(groups, dtype=object), weight)
    return Calibrator(method=fitted.method, knots=fitted.knots, values=fitted.values, shifts=shifts, judgements=count)


def cross_fitted(probability: Floats, same: NDArray[np.integer], *, importance: Floats | None = None) -> Floats:
    """Calibrate each judged pair with a calibrator that did not see it (five folds); for honest curves.

    Where a fold has too few judgements the probability stays as it was.
    """
    _check(probability, same)
    fold = np.empty(len(same), dtype=np.int64)
    fold[np.lexsort((same, probability))] = np.arange(len(same)) % _FOLDS
    out = np.array(probability, dtype=np.float64)
    for n in range(_FOLDS):
        rest, at = fold != n, fold == n
        fitted = fit_calibrator(
            probability[rest], same[rest], importance=None if importance is None else importance[rest]
        )
        if fitted is not None:
            out[at] = fitted.apply(probability[at])
    return out


def wilson(part: float, whole: float) -> tuple[float, float]:
    """The 95% interval of a share (Wilson 1927): part of whole, whole may be an effective number.

    >>> [round(x, 3) for x in wilson(0, 10)]
    [0.0, 0.278]
    """
    if whole <= 0:
        return 0.0, 1.0
    share, z = part / whole, _NORMAL
    middle = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    around = z * np.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole)) / (1 + z * z / whole)
    return max(0.0, float(middle - around)), min(1.0, float(middle + around))


def _check(probability: Floats, same: NDArray[np.integer]) -> None:
    good = len(probability) == len(same) and np.isin(same, (0, 1)).all()
    if not good or (len(probability) and not (probability.min() >= 0.0 and probability.max() <= 1.0)):
        raise BadInputError(
            "matching.decisions",
            "The decisions do not fit the judged pairs.",
            "Give 1 (same) or 0 (different) and a probability for each judged pair.",
        )


def _bin(probability: Floats, same: NDArray[np.integer], weight: Floats, ends: tuple[float, float]) -> CurveBin:
    observed = float(np.average(same, weights=weight))
    effective = float(weight.sum() ** 2 / (weight**2).sum())
    low, high = wilson(observed * effective, effective)
    return CurveBin(
        lower=ends[0],
        upper=ends[1],
        pairs=len(same),
        predicted=float(np.average(probability, weights=weight)),
        observed=observed,
        interval_lower=low,
        interval_upper=high,
    )


def _odds(probability: Floats) -> Floats:
    clipped = np.clip(probability, _EDGE, 1 - _EDGE)
    out: Floats = np.log(clipped / (1 - clipped))
    return out


def _share(odds: Floats) -> Floats:
    out: Floats = 1.0 / (1.0 + np.exp(-odds))
    return out


def _beta_odds(coefficients: Floats, probability: Floats) -> Floats:
    clipped = np.clip(probability, _EDGE, 1 - _EDGE)
    out: Floats = coefficients[0] * np.log(clipped) - coefficients[1] * np.log(1 - clipped) + coefficients[2]
    return out


def _fit_beta(probability: Floats, same: Floats, weight: Floats) -> tuple[float, ...]:
    start = np.array([1.0, 1.0, 0.0])

    def cost(found: Floats) -> float:
        odds = _beta_odds(found, probability)
        fit = float(weight @ (np.logaddexp(0.0, odds) - same * odds))
        return fit + 0.5 * float(((found - start) ** 2).sum()) / _SPREAD**2

    found = minimize(cost, start, method="L-BFGS-B", bounds=[(0.0, None), (0.0, None), (None, None)]).x
    return tuple(float(x) for x in found)


def _isotonic(probability: Floats, same: Floats, weight: Floats) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Pool adjacent violators; each block at its mean prediction, pulled in by one pseudo-pair from 0 and 1."""
    at, place = np.unique(probability, return_inverse=True)
    sums = [np.bincount(place, weights=w) for w in (weight, weight * same)]
    blocks: list[list[float]] = []
    for p, w, y in zip(at.tolist(), *(s.tolist() for s in sums), strict=True):
        blocks.append([w, y, w * p])
        while len(blocks) > 1 and blocks[-2][1] * blocks[-1][0] >= blocks[-1][1] * blocks[-2][0]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    knots = [b[2] / b[0] for b in blocks]
    values = [(b[1] + k) / (b[0] + 1.0) for b, k in zip(blocks, knots, strict=True)]
    return (0.0, *knots, 1.0), tuple(np.maximum.accumulate([0.0, *values, 1.0]).tolist())


def _shifts(odds: Floats, same: NDArray[np.integer], groups: NDArray[np.object_], weight: Floats) -> dict[str, float]:
    """Shift of the odds of each group with judgements enough: posterior mode under a normal prior (Newton)."""
    out = {}
    for name in sorted(set(groups.tolist())):
        at = groups == name
        if at.sum() < GROUP_FROM:
            continue
        shift = 0.0
        for _ in range(25):
            share = _share(odds[at] + shift)
            slope = float(weight[at] @ (same[at] - share)) - shift / _GROUP_SPREAD**2
            shift += slope / (float(weight[at] @ (share * (1 - share))) + 1 / _GROUP_SPREAD**2)
        out[name] = shift
    return out

"""The answer every estimator gives, and what is made of random draws."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from tawthiq.terms.estimates import Interval

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one estimator says of one table.

    Args:
        method: short name of the estimator.
        assumption: stable code of what must be true for the answer to hold.
        median: middle answer in people, documented ones included.
        interval: range in people.
        draws: draws of the number of people, empty for methods that give a curve or a formula.
        diagnostics: JSON-safe figures.
    """

    method: str
    assumption: str
    median: float
    interval: Interval
    draws: Floats = field(default_factory=lambda: np.empty(0), repr=False, compare=False)
    diagnostics: Mapping[str, Any] = field(default_factory=dict)


def answer_from_draws(
    draws: Floats,
    *,
    method: str,
    assumption: str,
    level: float = 0.95,
    diagnostics: Mapping[str, Any] | None = None,
) -> Answer:
    """Median and central range of draws of the number of people."""
    tail = (1 - level) / 2
    lower, median, upper = (float(q) for q in np.quantile(draws, [tail, 0.5, 1 - tail]))
    return Answer(
        method=method,
        assumption=assumption,
        median=median,
        interval=Interval(lower=lower, upper=upper, level=level),
        draws=np.asarray(draws, dtype=np.float64),
        diagnostics=dict(diagnostics or {}),
    )


def evenly_chosen(draws: Floats, size: int) -> Floats:
    """This many of the draws, evenly from the least to the greatest, in that order: their quantiles stay."""
    return np.asarray(np.sort(draws)[np.linspace(0, draws.size - 1, size).round().astype(int)])


def log_gamma_draws(rng: np.random.Generator, shape: Floats) -> Floats:
    """Logarithms of Gamma(shape, 1) draws, exact where the shape is so small that the draw itself underflows.

    log G(a) = log G(a + 1) + log(U) / a (Marsaglia and Tsang 2000, ACM TOMS 26:363, section 6).
    """
    lift = np.log(rng.standard_gamma(shape + 1.0))
    uniform = np.log1p(-rng.random(np.shape(shape)))
    return np.asarray(lift + uniform / shape)

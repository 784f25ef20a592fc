"""How far the log odds of a linking can be believed, before and after people have reviewed pairs.

A model may be too sure or not sure enough, and too generous or too strict. Both are written as a straight line:
true log odds = intercept + slope × log odds (Cox 1958, "Two further applications of a model for binary
regression"). Nobody knows the line, so it has a spread; without reviewed pairs a wide one, and every reviewed
pair narrows it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
NAT = float(np.log(2.0))
"""Natural log odds of a weight of one (log2 odds)."""
CLIP = 12.0
"""Largest weight that is believed, for and against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How the log odds of the pairs may be wrong, all together; natural logarithms.

    The defaults are for a model that has seen no reviewed pair of the data.

    Args:
        intercept: what is added to the log odds.
        slope: what they are multiplied by.
        intercept_sd: standard deviation of the intercept from draw to draw.
        slope_sd: of the slope.
        correlation: of the two.
        list_sd: standard deviation of what each list adds of its own to the log odds of its records.
        two_lists_sd: of what each two lists add (or a list with itself).
    """

    intercept: float = 0.0
    slope: float = 1.0
    intercept_sd: float = 0.25
    slope_sd: float = 0.1
    correlation: float = 0.0
    list_sd: float = 0.3
    two_lists_sd: float = 0.7

    def draw(self, random: np.random.Generator) -> tuple[float, float]:
        """An intercept and a slope; the slope is never under a quarter."""
        one, two = random.standard_normal(2)
        two = self.correlation * one + np.sqrt(1 - self.correlation**2) * two
        return self.intercept + self.intercept_sd * one, max(0.25, self.slope + self.slope_sd * two)


def learn_calibration(weight: Floats, same: NDArray[np.bool_], *, prior: Calibration | None = None) -> Calibration:
    """Learn from reviewed pairs how far the weights can be believed.

    A logistic regression of the answers on the log odds, with the given calibration as prior (normal
    approximation around the most likely values; Cox 1958 for the model). The pairs may be chosen by their
    weight, not by anything else that tells of the answer.

    Args:
        weight: log2 odds of the reviewed pairs.
        same: whether the reviewer said that they are the same person.
        prior: what is believed before.
    """
    prior = prior or Calibration()
    x = np.stack([np.ones(len(weight)), np.clip(weight, -CLIP, CLIP) * NAT], axis=1)
    cross = prior.correlation * prior.intercept_sd * prior.slope_sd
    precision = np.linalg.inv(np.array([[prior.intercept_sd**2, cross], [cross, prior.slope_sd**2]]))
    middle = np.array([prior.intercept, prior.slope])
    beta = middle.copy()
    for _ in range(50):
        p = 1 / (1 + np.exp(-(x @ beta)))
        curvature = precision + (x * (p * (1 - p))[:, None]).T @ x
        step = np.linalg.solve(curvature, x.T @ (same - p) - precision @ (beta - middle))
        beta = beta + np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < 1e-9:
            break
    cov = np.linalg.inv(curvature)
    sd = np.sqrt(np.diag(cov))
    return Calibration(
        intercept=float(beta[0]),
        slope=float(beta[1]),
        intercept_sd=float(sd[0]),
        slope_sd=float(sd[1]),
        correlation=float(cov[0, 1] / (sd[0] * sd[1])),
        list_sd=prior.list_sd,
        two_lists_sd=prior.two_lists_sd,
    )

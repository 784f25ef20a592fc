"""Fits of log-linear models, many at once; whether a fit exists; and the likelihood's own range for one model.

- Many models are fitted together by iterated weighted least squares for Poisson counts, those of one size at a
  time; a model that has settled is not touched again. Rounds double the digits of a fit that exists, while one
  that does not exist runs away by a step a round: what has not settled after 25 rounds has no fit.
- Whether a model has a maximum-likelihood fit is settled by linear programming: is there a table of strictly
  positive cells with the same margins (Fienberg and Rinaldo 2012, Annals of Statistics 40:996).
- The profile of the likelihood over the unseen cell gives a range for one model: every number missing whose
  deviance is no more than the quantile of chi-squared above the least (Cormack 1992, Biometrics 48:567).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq, linprog
from scipy.special import gammaln
from scipy.stats import chi2

from tawthiq.counting.estimators.draws import Floats

_AT_ONCE = 400_000  # numbers in one block of designs
_MOST_ROUNDS = 25
_LARGEST_LOG = 25.0
_LARGEST_ERROR = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fits:
    """Many fits, one a row.

    Args:
        bic: Bayesian information criterion, infinite where the fit ran away.
        missing: number missing.
        log_error: standard error of the logarithm of the number missing.
    """

    bic: Floats
    missing: Floats
    log_error: Floats


def cells_of(lists: int, *, first: int = 1) -> Floats:
    """Histories of all cells from this one on, in the order of a dense table."""
    number = np.arange(first, 2**lists)[:, None]
    return (number >> np.arange(lists - 1, -1, -1) & 1).astype(np.float64)


def design_of(cells: Floats, terms: list[tuple[int, ...]]) -> Floats:
    """Columns of the intercept, of each list and of each term."""
    columns = [np.ones(len(cells)), *cells.T, *(cells[:, list(t)].prod(axis=1) for t in terms)]
    return np.column_stack(columns)


def fit_models(design: Floats, counts: Floats, used: npt.NDArray[np.bool_]) -> Fits:
    """Fit many models to many tables.

    Args:
        design: columns of all terms, of shape (cells, terms).
        counts: a table for each model, of shape (models, cells).
        used: the terms of each model, of shape (models, terms); the first is the intercept.
    """
    bic, log_missing, error = (np.full(len(used), np.inf) for _ in range(3))
    sizes = used.sum(axis=1)
    for size in np.unique(sizes):
        of_size = np.flatnonzero(sizes == size)
        step = max(1, _AT_ONCE // int(size * len(design)))
        for start in range(0, of_size.size, step):
            rows = of_size[start : start + step]
            columns = np.nonzero(used[rows])[1].reshape(len(rows), size)
            bic[rows], log_missing[rows], error[rows] = _fit(design.T[columns], counts[rows])
    good = np.isfinite(bic) & np.isfinite(error) & (log_missing < _LARGEST_LOG) & (error < _LARGEST_ERROR)
    return Fits(
        bic=np.where(good, bic, np.inf),
        missing=np.exp(np.where(good, log_missing, 0.0)),
        log_error=np.where(good, error, np.inf),
    )


def _fit(design: Floats, counts: Floats) -> tuple[Floats, Floats, Floats]:
    """Fit models of one size; their designs are of shape (models, terms, cells)."""
    models, terms, _ = design.shape
    mean = counts + 0.5
    eta = np.log(mean)
    beta = np.zeros((models, terms))
    moving = np.arange(models)
    # A ridge far below any count keeps a model without a fit from stopping the others.
    ridge = 1e-10 * np.eye(terms)
    for _ in range(_MOST_ROUNDS):
        x, m = design[moving], mean[moving]
        information = np.matmul(x * m[:, None, :], x.transpose(0, 2, 1)) + ridge
        right = np.matmul(x, (m * eta[moving] + counts[moving] - m)[:, :, None])
        new = np.linalg.solve(information, right)[:, :, 0]
        change = np.abs(new - beta[moving]).max(axis=1)
        beta[moving] = new
        eta[moving] = np.clip(np.matmul(new[:, None, :], x)[:, 0, :], -30, 30)
        mean[moving] = np.exp(eta[moving])
        moving = moving[(change > 1e-10) & np.isfinite(change)]
        if not moving.size:
            break
    information = np.matmul(design * mean[:, None, :], design.transpose(0, 2, 1)) + ridge
    eta[moving] = np.nan
    first = np.zeros((models, terms, 1))
    first[:, 0] = 1.0
    variance = np.linalg.solve(information, first)[:, 0, 0]
    log_likelihood = (counts * eta - mean - gammaln(counts + 1)).sum(axis=1)
    bic = -2 * log_likelihood + terms * np.log(counts.sum(axis=1))
    return bic, beta[:, 0], np.sqrt(np.abs(variance))


def has_fit(design: Floats, counts: Floats) -> bool:
    """Whether a Poisson model has a maximum-likelihood fit.

    Some strictly positive table has the same margins.
    """
    if (counts > 0).all():
        return True
    cells = design.shape[0]
    answer = linprog(
        np.r_[np.zeros(cells), -1.0],
        A_ub=np.c_[-np.eye(cells), np.ones(cells)],
        b_ub=np.zeros(cells),
        A_eq=np.c_[design.T, np.zeros(design.shape[1])],
        b_eq=design.T @ counts / counts.sum(),
        bounds=[(0, None)] * cells + [(None, 1)],
        method="highs",
    )
    return bool(answer.status == 0 and -answer.fun > 1e-9)


def profile_range(dense: Floats, terms: tuple[tuple[int, ...], ...], *, level: float = 0.95) -> tuple[float, float]:
    """Range of the number missing under one model by the profile of its likelihood.

    Raises:
        ValueError: where the model has no fit.
    """
    lists = int(np.log2(dense.size))
    seen = design_of(cells_of(lists), list(terms))
    every = np.ones((1, seen.shape[1]), dtype=bool)
    fit = fit_models(seen, dense[None, 1:], every)
    if not np.isfinite(fit.bic[0]) or not has_fit(seen, dense[1:]):
        msg = "a model without a fit has no profile"
        raise ValueError(msg)
    whole = design_of(cells_of(lists, first=0), list(terms)).T[None]
    best = float(fit.missing[0])

    def above(missing: float) -> float:
        return _deviance(whole, np.r_[missing, dense[1:]]) - least - float(chi2.ppf(level, 1))

    least = _deviance(whole, np.r_[best, dense[1:]])
    spread = np.exp(6 * fit.log_error[0] + 1)
    lower = brentq(above, max(best / spread, 1e-6), best) if above(max(best / spread, 1e-6)) > 0 else 0.0
    return float(lower), float(brentq(above, best, best * spread))


def _deviance(design: Floats, counts: Floats) -> float:
    """Deviance of a model on a table with its unseen cell filled in."""
    bic, _, _ = _fit(design, counts[None])
    saturated = counts * np.log(np.maximum(counts, 1e-300)) - counts - gammaln(counts + 1)
    return float(bic[0] - design.shape[1] * np.log(counts.sum()) + 2 * saturated.sum())

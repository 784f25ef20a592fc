"""Log-linear models of dependence between lists: every hierarchical one, weighted by its fit to the lists.

Fienberg (1972), Biometrika 59:591; Bishop, Fienberg and Holland (1975), chapter 6.

- Three and four lists: all hierarchical models with every list in them and no term of all lists. Five lists:
  all models of pairs. More are not attempted.
- All models are fitted together by iterated weighted least squares for Poisson counts.
- A model with no maximum-likelihood fit (an overlap of nobody that the model would need) is left out. Whether
  there is one is settled by linear programming: is there a table of strictly positive cells with the same
  margins (Fienberg and Rinaldo 2012, Annals of Statistics 40:996).
- Models are weighted by BIC with the number of people as sample size. The range is that of the mixture of
  log-normal curves for the number missing, so it carries the choice among models; it is not a bootstrap.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from scipy.optimize import brentq, linprog
from scipy.special import gammaln
from scipy.stats import norm

from tawthiq.counting.estimators.draws import Answer, Floats
from tawthiq.terms.estimates import Interval

ASSUMPTION = "loglinear_dependence"
MOST_LISTS = 5
Term = tuple[int, ...]
_SMALLEST_WEIGHT = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """One model's answer.

    Args:
        terms: its terms of two lists or more.
        missing: number missing.
        log_error: standard error of the logarithm of the number missing.
        bic: Bayesian information criterion, smaller is better.
    """

    terms: tuple[Term, ...]
    missing: float
    log_error: float
    bic: float


def estimate_loglinear(dense: Floats, *, level: float = 0.95) -> Answer | None:
    """Average over all hierarchical models, or None where none of them has a fit.

    Args:
        dense: counts of all 2^lists cells, first list the highest bit; 3 to 5 lists.
        level: level of the range.
    """
    fits = existing_fits(dense, hierarchical_models(int(np.log2(dense.size))))
    if not fits:
        return None
    n = float(dense.sum())
    weight = np.exp(-0.5 * (np.array([f.bic for f in fits]) - fits[0].bic))
    weight /= weight.sum()
    tail = (1 - level) / 2
    lower, median, upper = (_mixture_quantile(q, fits, weight) for q in (tail, 0.5, 1 - tail))
    return Answer(
        method="loglinear",
        assumption=ASSUMPTION,
        median=n + median,
        interval=Interval(lower=n + lower, upper=n + upper, level=level),
        diagnostics={
            "models": len(fits),
            "best": [
                {"terms": [list(t) for t in f.terms], "people": n + f.missing, "weight": float(w)}
                for f, w in list(zip(fits, weight, strict=True))[:5]
            ],
        },
    )


@lru_cache(maxsize=8)
def hierarchical_models(lists: int) -> tuple[tuple[Term, ...], ...]:
    """Terms of two lists or more of every model: 8 on three lists, 113 on four, 1,024 (pairs only) on five.

    Raises:
        ValueError: for fewer than 3 or more than 5 lists.
    """
    if not 3 <= lists <= 5:
        msg = f"all log-linear models on {lists} lists are not enumerated"
        raise ValueError(msg)
    pairs = list(combinations(range(lists), 2))
    triples = list(combinations(range(lists), 3)) if lists == 4 else []
    models = []
    for size in range(len(pairs) + 1):
        for chosen in combinations(pairs, size):
            open_to = [t for t in triples if set(combinations(t, 2)) <= set(chosen)]
            for more in range(len(open_to) + 1):
                models += [(*chosen, *extra) for extra in combinations(open_to, more)]
    return tuple(models)


def existing_fits(dense: Floats, models: tuple[tuple[Term, ...], ...]) -> list[Fit]:
    """Fits of the models that have one and carry weight, best first."""
    cells, counts = _cells(dense), dense[1:]
    terms = sorted({t for m in models for t in m}, key=lambda t: (len(t), t))
    design = _design(cells, terms)
    first = 1 + cells.shape[1]
    used = np.zeros((len(models), design.shape[1]), dtype=bool)
    used[:, :first] = True
    for row, model in enumerate(models):
        used[row, [first + terms.index(t) for t in model]] = True
    fits = _fit_all(design, counts, used)
    kept: list[Fit] = []
    for row in np.argsort([f[0] for f in fits], kind="stable"):
        bic, missing, error = fits[row]
        if not np.isfinite(bic) or (kept and np.exp(-0.5 * (bic - kept[0].bic)) < _SMALLEST_WEIGHT):
            break
        if np.isfinite(error) and has_fit(design[:, used[row]], counts):
            kept.append(Fit(terms=models[row], missing=missing, log_error=error, bic=bic))
    return kept


def has_fit(design: Floats, counts: Floats) -> bool:
    """Whether a Poisson model has a maximum-likelihood fit.

    Some strictly positive table has the same margins.
    """
    if (counts > 0).all():
        return True
    cells = design.shape[0]
    scale = counts.sum()
    answer = linprog(
        np.r_[np.zeros(cells), -1.0],
        A_ub=np.c_[-np.eye(cells), np.ones(cells)],
        b_ub=np.zeros(cells),
        A_eq=np.c_[design.T, np.zeros(design.shape[1])],
        b_eq=design.T @ counts / scale,
        bounds=[(0, None)] * cells + [(None, 1)],
        method="highs",
    )
    return bool(answer.status == 0 and -answer.fun > 1e-9)


def _cells(dense: Floats) -> Floats:
    """Histories of all cells but the first, in the order of `dense`."""
    lists = int(np.log2(dense.size))
    number = np.arange(1, dense.size)[:, None]
    return (number >> np.arange(lists - 1, -1, -1) & 1).astype(np.float64)


def _design(cells: Floats, terms: list[Term]) -> Floats:
    columns = [np.ones(len(cells)), *cells.T, *(cells[:, list(t)].prod(axis=1) for t in terms)]
    return np.column_stack(columns)


def _fit_all(design: Floats, counts: Floats, used: np.ndarray) -> list[tuple[float, float, float]]:
    """BIC, number missing and its log standard error for each model.

    Iterated weighted least squares, all together.
    """
    models, terms = used.shape
    # A term a model lacks is held at nought: its rows and columns are those of the unit matrix.
    unit = np.eye(terms)[None] * (~used)[:, None, :]
    mean = np.tile(counts + 0.5, (models, 1))
    beta = np.zeros((models, terms))
    covariance = unit
    for _ in range(60):
        eta = np.log(mean)
        weighted = design[None] * used[:, None, :]
        information = np.matmul(weighted.transpose(0, 2, 1), weighted * mean[:, :, None]) + unit
        right = np.matmul(weighted.transpose(0, 2, 1), (mean * eta + counts - mean)[:, :, None])
        # A ridge far below any count keeps a model without a fit from stopping the others.
        covariance = np.linalg.inv(information + 1e-10 * np.eye(terms))
        new = np.matmul(covariance, right)[:, :, 0]
        change = np.abs(new - beta).max()
        beta = new
        mean = np.exp(np.clip(beta @ design.T, -30, 30))
        if change < 1e-11:
            break
    log_likelihood = (counts * np.log(mean) - mean - gammaln(counts + 1)).sum(axis=1)
    bic = -2 * log_likelihood + used.sum(axis=1) * np.log(counts.sum())
    error = np.sqrt(np.abs(covariance[:, 0, 0]))
    good = np.isfinite(bic) & (beta[:, 0] < 25) & (error < 10)
    return [
        (float(b), float(np.exp(min(beta[i, 0], 25))), float(error[i])) if good[i] else (np.inf, np.nan, np.nan)
        for i, b in enumerate(bic)
    ]


def _mixture_quantile(q: float, fits: list[Fit], weight: Floats) -> float:
    centre = np.log([f.missing for f in fits])
    # The number missing is itself a count: its own spread comes on top of the error of its mean.
    spread = np.sqrt(np.log1p(np.array([f.log_error for f in fits]) ** 2 + np.exp(-centre)))

    def below(at: float) -> float:
        return float(weight @ norm.cdf((at - centre) / spread)) - q

    return float(np.exp(brentq(below, (centre - 9 * spread).min() - 1, (centre + 9 * spread).max() + 1)))

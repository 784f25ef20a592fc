"""Log-linear models of dependence between lists: every hierarchical one, weighted by its fit to the lists.

Fienberg (1972), Biometrika 59:591; Bishop, Fienberg and Holland (1975), chapter 6.

- Three to five lists: all hierarchical models with every list in them and terms of two and of three lists, but
  none of all lists. Six to eight: terms of two lists are added one by one as long as BIC falls, and all models
  met on the way are kept. More are not attempted.
- A model with no maximum-likelihood fit (an overlap of nobody that the model would need) is left out.
- The middle is that of the models' answers weighted by BIC, with the number of people as sample size.
- The range holds the choice among models: people are drawn anew with replacement, and the best model of each
  such table answers (Silverman, Chan and Vincent 2024, Journal of the Royal Statistical Society A, on why a
  range that forgets the choice is too narrow). Only models close to the best on the lists themselves are tried
  anew, which is where the best of a drawn table is found.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.stats import norm

from tawthiq.counting.estimators.draws import Answer, Floats
from tawthiq.counting.estimators.loglinear_fitting import cells_of, design_of, fit_models, has_fit
from tawthiq.terms.estimates import Interval

ASSUMPTION = "loglinear_dependence"
MOST_LISTS = 8
ALL_UP_TO = 5
Term = tuple[int, ...]
Models = tuple[tuple[Term, ...], ...]
_SMALLEST_WEIGHT = 1e-6
_TRIED_ANEW = 40
_BIC_TRIED_ANEW = 20.0


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


def estimate_loglinear(
    dense: Floats, *, rng: np.random.Generator | None = None, level: float = 0.95, tables: int = 200
) -> Answer | None:
    """Average over hierarchical models, or None where none of them has a fit.

    Args:
        dense: counts of all 2^lists cells, first list the highest bit; 3 to 8 lists.
        rng: source of randomness for the tables drawn anew; without it the range is the mixture of the models'
            own curves, which is narrower.
        level: level of the range.
        tables: tables drawn anew.
    """
    fits = existing_fits(dense, models_for(dense))
    if not fits:
        return None
    n = float(dense.sum())
    weight = np.exp(-0.5 * (np.array([f.bic for f in fits]) - fits[0].bic))
    weight /= weight.sum()
    tail = (1 - level) / 2
    lower, median, upper = (_mixture_quantile(q, fits, weight) for q in (tail, 0.5, 1 - tail))
    mixture = [n + lower, n + upper]
    if rng is not None:
        lower, upper = range_anew(dense, fits, rng=rng, tables=tables, level=level)
    return Answer(
        method="loglinear",
        assumption=ASSUMPTION,
        median=n + median,
        interval=Interval(lower=n + min(lower, median), upper=n + max(upper, median), level=level),
        diagnostics={
            "models": len(fits),
            "tables_drawn_anew": tables if rng is not None else 0,
            "range_of_the_mixture": mixture,
            "best": [
                {"terms": [list(t) for t in f.terms], "people": n + f.missing, "weight": float(w)}
                for f, w in list(zip(fits, weight, strict=True))[:5]
            ],
        },
    )


def models_for(dense: Floats) -> Models:
    """The models that are tried on a table: all of them, or with many lists those on a path of terms added."""
    lists = int(np.log2(dense.size))
    return hierarchical_models(lists) if lists <= ALL_UP_TO else _stepwise(dense, lists)


@lru_cache(maxsize=8)
def hierarchical_models(lists: int) -> Models:
    """Terms of two lists or more of every model: 8 on three lists, 113 on four, 6,212 on five.

    Raises:
        ValueError: for fewer than 3 or more than 5 lists.
    """
    if not 3 <= lists <= ALL_UP_TO:
        msg = f"all log-linear models on {lists} lists are not enumerated"
        raise ValueError(msg)
    pairs = list(combinations(range(lists), 2))
    triples = list(combinations(range(lists), 3)) if lists > 3 else []
    models = []
    for size in range(len(pairs) + 1):
        for chosen in combinations(pairs, size):
            open_to = [t for t in triples if set(combinations(t, 2)) <= set(chosen)]
            for more in range(len(open_to) + 1):
                models += [(*chosen, *extra) for extra in combinations(open_to, more)]
    return tuple(models)


def _stepwise(dense: Floats, lists: int) -> Models:
    """Models met on the way from independence, adding the pair that lowers BIC the most as long as one does."""
    pairs: list[Term] = list(combinations(range(lists), 2))
    design = design_of(cells_of(lists), pairs)
    counts = dense[1:]
    chosen: tuple[Term, ...] = ()
    met: list[tuple[Term, ...]] = [()]
    best = np.inf
    while True:
        tried = [tuple(sorted((*chosen, p))) for p in pairs if p not in chosen]
        if not tried:
            return tuple(met)
        met += tried
        fits = fit_models(design, np.tile(counts, (len(tried), 1)), _used(tried, pairs, lists))
        row = int(fits.bic.argmin())
        if not fits.bic[row] < best:
            return tuple(dict.fromkeys(met))
        best, chosen = float(fits.bic[row]), tried[row]


def _used(models: list[tuple[Term, ...]], terms: list[Term], lists: int) -> npt.NDArray[np.bool_]:
    """Which columns of the design each model has: array (models, 1 + lists + terms)."""
    place = {term: 1 + lists + i for i, term in enumerate(terms)}
    used = np.zeros((len(models), 1 + lists + len(terms)), dtype=bool)
    used[:, : 1 + lists] = True
    for row, model in enumerate(models):
        used[row, [place[t] for t in model]] = True
    return used


def existing_fits(dense: Floats, models: Models) -> list[Fit]:
    """Fits of the models that have one and carry weight, best first."""
    lists, counts = int(np.log2(dense.size)), dense[1:]
    terms = sorted({t for m in models for t in m}, key=lambda t: (len(t), t))
    design = design_of(cells_of(lists), terms)
    used = _used(list(models), terms, lists)
    fits = fit_models(design, np.broadcast_to(counts, (len(models), counts.size)), used)
    kept: list[Fit] = []
    for row in np.argsort(fits.bic, kind="stable"):
        bic = float(fits.bic[row])
        if not np.isfinite(bic) or (kept and np.exp(-0.5 * (bic - kept[0].bic)) < _SMALLEST_WEIGHT):
            break
        if has_fit(design[:, used[row]], counts):
            kept.append(
                Fit(
                    terms=models[row],
                    missing=float(fits.missing[row]),
                    log_error=float(fits.log_error[row]),
                    bic=bic,
                )
            )
    return kept


def range_anew(
    dense: Floats, fits: list[Fit], *, rng: np.random.Generator, tables: int, level: float
) -> tuple[float, float]:
    """Range of the number missing by the best model of each table drawn anew.

    Bias-corrected and accelerated (Efron 1987, Journal of the American Statistical Association 82:171): the share
    of drawn answers below the answer itself, and the answers with one person left out, say which quantiles to take.

    Args:
        dense: counts of all cells.
        fits: models with a fit, best first.
        rng: source of randomness.
        tables: tables to draw; those on which no model settles are left out.
        level: level of the range.
    """
    counts = dense[1:]
    tried = [f.terms for f in fits if f.bic - fits[0].bic <= _BIC_TRIED_ANEW][:_TRIED_ANEW]
    drawn = rng.multinomial(int(counts.sum()), counts / counts.sum(), size=tables).astype(np.float64)
    answers = _best_missing(drawn, tried)
    answers = answers[np.isfinite(answers)]
    if not answers.size:
        return fits[0].missing, fits[0].missing
    seen = np.flatnonzero(counts)
    one_less = _best_missing(counts - np.eye(counts.size)[seen], tried)
    known = np.isfinite(one_less)
    away = np.average(one_less[known], weights=counts[seen][known]) - one_less[known] if known.any() else np.zeros(1)
    weight = counts[seen][known] if known.any() else np.ones(1)
    spread = float(weight @ away**2) ** 1.5
    bend = float(weight @ away**3) / (6 * spread) if spread else 0.0
    below = float(np.clip((answers < fits[0].missing).mean(), 0.5 / tables, 1 - 0.5 / tables))
    shift = norm.ppf(below)
    ends = shift + norm.ppf([(1 - level) / 2, (1 + level) / 2])
    lower, upper = np.quantile(answers, norm.cdf(shift + ends / (1 - bend * ends)))
    return float(lower), float(upper)


def _best_missing(tables: Floats, tried: list[tuple[Term, ...]]) -> Floats:
    """The number missing by the model of least BIC on each table; infinite where none settles."""
    lists = int(np.log2(tables.shape[1] + 1))
    terms = sorted({t for m in tried for t in m}, key=lambda t: (len(t), t))
    used = np.tile(_used(tried, terms, lists), (len(tables), 1))
    made = fit_models(design_of(cells_of(lists), terms), np.repeat(tables, len(tried), axis=0), used)
    bic, missing = (each.reshape(len(tables), len(tried)) for each in (made.bic, made.missing))
    best = bic.argmin(axis=1)
    rows = np.arange(len(tables))
    return np.where(np.isfinite(bic[rows, best]), missing[rows, best], np.inf)


def _mixture_quantile(q: float, fits: list[Fit], weight: Floats) -> float:
    centre = np.log([f.missing for f in fits])
    # The number missing is itself a count: its own spread comes on top of the error of its mean.
    spread = np.sqrt(np.log1p(np.array([f.log_error for f in fits]) ** 2 + np.exp(-centre)))

    def below(at: float) -> float:
        return float(weight @ norm.cdf((at - centre) / spread)) - q

    return float(np.exp(brentq(below, (centre - 9 * spread).min() - 1, (centre + 9 * spread).max() + 1)))

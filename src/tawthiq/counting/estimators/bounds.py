"""Two simple answers that are shown beside an estimate and are never one.

- ``chao``: a lower bound where people differ in how easily they are found and lists are otherwise independent
  (Chao 1987, Biometrics 43:783; as the log-linear model of Rivest and Baillargeon 2007, Biometrics 63:999,
  which leaves the people on three or more lists free). It is not a lower bound where one list sends people to
  another.
- ``independence``: what the lists would say if being on one told nothing about being on another. Naive.

Ranges are log-normal for the number missing (Burnham in Chao 1987).
"""

import numpy as np

from tawthiq.counting.estimators.draws import Answer, Floats
from tawthiq.counting.estimators.loglinear_fitting import has_fit
from tawthiq.terms.estimates import Interval

CHAO_ASSUMPTION = "people_differ_lower_bound"
INDEPENDENCE_ASSUMPTION = "lists_independent"
_Z = {0.95: 1.959963984540054, 0.9: 1.6448536269514722, 0.8: 1.2815515655446004}


def estimate_chao(dense: Floats, *, level: float = 0.95) -> Answer | None:
    """Lower bound if people differ; None where there is no fit."""
    cells = _histories(dense)
    on = cells.sum(axis=1)
    extra = [np.maximum(on - k, 0.0) for k in range(2, cells.shape[1])]
    while True:
        design = np.column_stack([np.ones(len(cells)), cells, *extra])
        beta, covariance = _fit(design, dense[1:])
        shape = beta[1 + cells.shape[1] :]
        # A bent-back curve is no sign of people differing: that bend is taken out (Rivest and Baillargeon).
        if shape.size == 0 or shape.min() >= 0:
            break
        extra.pop(int(shape.argmin()))
    return _answer("chao", CHAO_ASSUMPTION, dense, design, beta, covariance, level)


def estimate_independence(dense: Floats, *, level: float = 0.95) -> Answer | None:
    """Naive answer if lists were independent; None where there is no fit."""
    cells = _histories(dense)
    design = np.column_stack([np.ones(len(cells)), cells])
    beta, covariance = _fit(design, dense[1:])
    return _answer("independence", INDEPENDENCE_ASSUMPTION, dense, design, beta, covariance, level)


def independence_has_fit(dense: Floats) -> bool:
    """Whether even the simplest model has a fit: it has none where one list holds everybody."""
    cells = _histories(dense)
    return has_fit(np.column_stack([np.ones(len(cells)), cells]), dense[1:])


def _histories(dense: Floats) -> Floats:
    lists = int(np.log2(dense.size))
    return (np.arange(1, dense.size)[:, None] >> np.arange(lists - 1, -1, -1) & 1).astype(np.float64)


def _fit(design: Floats, counts: Floats) -> tuple[Floats, Floats]:
    mean: Floats = counts + 0.5
    beta: Floats = np.zeros(design.shape[1])
    covariance: Floats = np.eye(design.shape[1])
    for _ in range(100):
        weighted = design * mean[:, None]
        covariance = np.asarray(np.linalg.inv(design.T @ weighted + 1e-10 * np.eye(beta.size)), dtype=np.float64)
        new = covariance @ (design.T @ (mean * np.log(mean) + counts - mean))
        change = float(np.abs(new - beta).max())
        beta = new
        mean = np.exp(np.clip(design @ beta, -30, 30))
        if change < 1e-11:
            break
    return beta, covariance


def _answer(
    method: str,
    assumption: str,
    dense: Floats,
    design: Floats,
    beta: Floats,
    covariance: Floats,
    level: float,
) -> Answer | None:
    if not has_fit(design, dense[1:]) or beta[0] > 25:
        return None
    n, missing = float(dense.sum()), float(np.exp(beta[0]))
    variance = missing**2 * float(covariance[0, 0]) + missing
    factor = float(np.exp(_Z[level] * np.sqrt(np.log1p(variance / missing**2))))
    return Answer(
        method=method,
        assumption=assumption,
        median=n + missing,
        interval=Interval(lower=n + missing / factor, upper=n + missing * factor, level=level),
    )

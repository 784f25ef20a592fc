"""Exact averaging over all decomposable graphs of dependence between lists.

Madigan and York (1997), Biometrika 84:19: each graph has a hyper-Dirichlet prior (delta for each cell of the
full table, 2^-lists unless given), the number missing a prior proportional to 1/N, and the posterior has a
closed form.

- The saturated graph says nothing about the unseen cell: under it the answer is the prior's. It is left out,
  and the weight it would have had is reported.
- The number missing runs over every whole number up to 1,000 and from there over a grid even in its
  logarithm, each point with the width it stands for, so that nothing is cut off short and cost does not grow
  with the count.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from tawthiq.counting.estimators.draws import Answer, Floats, Ints
from tawthiq.counting.estimators.graphs import Graphs, decomposable_graphs
from tawthiq.terms.estimates import Interval

ASSUMPTION = "decomposable_dependence"
FEWEST_LISTS, MOST_LISTS = 3, 6
_AT_ONCE = 2_000  # graphs in memory together
_COARSE = 25  # points of the grid to one of the coarse grid
_NO_WEIGHT = 27.0  # on the logarithm: even 18,154 such graphs weigh less than 1e-7


def estimate_dga(
    dense: Floats,
    *,
    delta: float | None = None,
    cap: float = 20.0,
    every: bool = False,
    saturated: bool = False,
    level: float = 0.95,
) -> Answer:
    """Posterior of the number of people, averaged over graphs.

    Args:
        dense: counts of all 2^lists cells, first list the highest bit, nought at the cell of zeros; 3 to 6
            lists.
        delta: prior weight of a cell of the full table.
        cap: largest number missing, in multiples of the number documented.
        every: whether to visit every number missing from 1 upwards, as the R package dga does.
        saturated: whether to let the saturated graph in.
        level: level of the range.

    Raises:
        ValueError: for fewer than 3 or more than 6 lists.
    """
    lists = int(np.log2(dense.size))
    if not FEWEST_LISTS <= lists <= MOST_LISTS:
        msg = f"graph averaging takes {FEWEST_LISTS} to {MOST_LISTS} lists, not {lists}"
        raise ValueError(msg)
    n = int(dense.sum())
    missing, width = every_number(cap * n) if every else even_in_logarithm(cap * n)
    graphs = decomposable_graphs(lists)
    prior = 2.0**-lists if delta is None else delta
    worth = _worth_a_look(dense, missing, width, graphs, prior)
    log_joint = _log_joint(dense, missing, graphs, prior, worth) + np.log(width)
    by_graph = np.full(len(graphs.coefficients), -np.inf)
    by_graph[worth] = _by_graph(log_joint)
    used = np.ones(len(by_graph), dtype=bool)
    if not saturated:
        used[graphs.complete] = False
    weight = np.exp(log_joint[used[worth]] - by_graph[used].max())
    posterior = weight.sum(axis=0) / weight.sum()
    # A cell of the grid reaches half its width beyond its point: its share of the curve ends there.
    ends = n + missing + (width - 1) / 2
    tail = (1 - level) / 2
    lower, median, upper = (float(np.ceil(np.interp(q, posterior.cumsum(), ends))) for q in (tail, 0.5, 1 - tail))
    return Answer(
        method="dga",
        assumption=ASSUMPTION,
        median=median,
        interval=Interval(lower=lower, upper=upper, level=level),
        diagnostics={
            **_about_graphs(graphs, by_graph, used),
            "mean": float(posterior @ (n + missing)),
            "at_cap": float(posterior[missing > 0.95 * missing[-1]].sum()),
        },
    )


def every_number(largest: float) -> tuple[Floats, Floats]:
    """Every number missing from 1, each with width 1."""
    missing = np.arange(1.0, np.ceil(largest) + 1)
    return missing, np.ones_like(missing)


def even_in_logarithm(largest: float, points: int = 1_500) -> tuple[Floats, Floats]:
    """Every number missing from 1 to 1,000, then points even in the logarithm.

    With the count of numbers each stands for.
    """
    first = np.arange(1.0, min(1_000.0, np.ceil(largest)) + 1)
    rest = np.geomspace(first[-1] + 1, max(largest, first[-1] + 1), points).round()
    missing = np.unique(np.r_[first, rest])
    edges = np.r_[0.5, (missing[1:] + missing[:-1]) / 2, missing[-1] + 0.5]
    return missing, np.diff(edges)


def _worth_a_look(dense: Floats, missing: Floats, width: Floats, graphs: Graphs, delta: float) -> Ints:
    """Numbers of the graphs that carry weight, found on a coarse grid, and of the saturated one.

    All others together weigh less than 1e-7 of the whole.
    """
    every = np.arange(len(graphs.coefficients))
    if missing.size < 2 * _COARSE:
        return every
    grid = np.unique(np.r_[0 : missing.size : _COARSE, missing.size - 1])
    rough = _log_joint(dense, missing[grid], graphs, delta, every) + np.log(width[grid] * _COARSE)
    top = rough.max(axis=1)
    kept = top > np.delete(top, graphs.complete).max() - _NO_WEIGHT
    kept[graphs.complete] = True
    return np.flatnonzero(kept)


def _log_joint(dense: Floats, missing: Floats, graphs: Graphs, delta: float, which: Ints) -> Floats:
    """Log of prior times likelihood: array (graphs, numbers missing), for these graphs."""
    lists, n = graphs.lists, dense.sum()
    table = dense.reshape((2,) * lists)
    sets = np.zeros((1 << lists, missing.size))
    for members in range(1, 1 << lists):
        away = tuple(i for i in range(lists) if not members >> i & 1)
        margin = table.sum(axis=away).ravel()
        prior = delta * 2 ** len(away)
        sets[members] = gammaln(missing + margin[0] + prior) + gammaln(margin[1:] + prior).sum()
        sets[members] -= margin.size * gammaln(prior)
    # Each clique table has the normaliser of the whole; the separators' cancel all but one for each
    # component.
    total = delta * 2**lists
    sets[0] = gammaln(missing + n + total) - gammaln(total)
    coefficients = graphs.coefficients[which]
    components = 1 - coefficients[:, :1]
    log_ways = gammaln(missing + n + 1) - gammaln(missing + 1) - np.log(missing + n)
    rest = np.delete(coefficients, 0, axis=1).astype(np.float64) @ sets[1:]
    return np.asarray(rest - components * sets[0] + log_ways)


def _by_graph(log_joint: Floats) -> Floats:
    """Log of the total weight of each graph."""
    parts = []
    for start in range(0, len(log_joint), _AT_ONCE):
        part = log_joint[start : start + _AT_ONCE]
        top = part.max(axis=1)
        parts.append(top + np.log(np.exp(part - top[:, None]).sum(axis=1)))
    return np.concatenate(parts)


def _about_graphs(graphs: Graphs, by_graph: Floats, used: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """The saturated graph's weight among all, and the best graphs among those used."""
    weights = np.exp(by_graph - by_graph.max())
    among_used = np.where(used, weights, 0.0) / weights[used].sum()
    best = np.argsort(-among_used, kind="stable")[:5]
    return {
        "saturated_weight": float(weights[graphs.complete] / weights.sum()),
        "graphs": int(used.sum()),
        "best_graphs": [
            {"cliques": [list(c) for c in graphs.cliques(int(g))], "weight": float(among_used[g])} for g in best
        ],
    }

"""No highest-order interaction: how two lists overlap inside a third tells how they overlap outside it.

For three lists the odds of the unseen cell are p111 p100 p010 p001 / (p110 p101 p011), times xi, where xi = 1
states the assumption and other values state how far it may fail (Aleshin-Guendel, Sadinle and Wakefield,
arXiv 2101.09304, section 4; Fienberg 1972, Biometrika 59:591). Here:

- The seven cells get a Dirichlet(n + 1/2) posterior, drawn exactly; no chain, nothing to converge.
- Given the odds, the number missing is negative binomial, which is what p(N) proportional to 1/N gives.
- More than three lists are merged into three in every possible way, each way equally likely: which lists
  belong together is a part of the assumption that nobody knows. With very many ways a fixed number of them is
  drawn.
- More than three lists show by their merges how far the answer moves where the assumption fails. Three lists
  show nothing of it: `where_it_fails` spreads the draws evenly over the grid of xi, for a range that holds it.
- Draws of one seed do not depend on xi, so that the sensitivity shows the assumption and not the noise.
"""

from collections.abc import Iterator

import numpy as np

from tawthiq.counting.estimators.draws import Answer, Floats, Ints, answer_from_draws, evenly_chosen

ASSUMPTION = "no_highest_order_interaction"
FEWEST_LISTS = 3
XI_GRID = (0.5, 2 / 3, 1.0, 1.5, 2.0)
MOST_MERGES = 301
_LARGEST_ODDS = 1e6


def estimate_nhoi(
    histories: Ints, counts: Ints | Floats, *, rng: np.random.Generator, draws: int = 4_000, xi: float = 1.0
) -> Answer:
    """Draw the number of people where three lists do not interact at the highest order, over all merges.

    Args:
        histories: 0/1 array (cells, lists) of three lists or more, no all-zero row.
        counts: people in each cell; expected ones need not be whole.
        rng: source of randomness.
        draws: draws in all, shared equally among the merges.
        xi: factor on the odds of the unseen cell; 1 is the assumption itself.
    """
    merges = _merges(histories.shape[1], rng)
    n = int(counts.sum())
    each = -(-draws // len(merges))
    missing = np.concatenate([_missing(_seven_cells(histories, counts, m), each, xi, rng) for m in merges])
    return answer_from_draws(
        n + evenly_chosen(missing, draws),
        method="nhoi",
        assumption=ASSUMPTION,
        diagnostics={
            "merges": len(merges),
            "xi": xi,
            "medians_by_merge": [float(n + np.median(m)) for m in missing.reshape(len(merges), each)],
        },
    )


def where_it_fails(answer: Answer, *, people: int, level: float = 0.95) -> Answer:
    """The answer of three lists with its draws spread evenly over the grid of xi.

    Args:
        answer: draws under the assumption itself.
        people: people documented.
        level: level of the range.
    """
    size = -(-answer.draws.size // len(XI_GRID))
    parts = [people + np.round(xi * (evenly_chosen(answer.draws, size) - people)) for xi in XI_GRID]
    return answer_from_draws(np.concatenate(parts), method="nhoi_failing", assumption=ASSUMPTION, level=level)


def merges_to_three(lists: int) -> Iterator[tuple[int, ...]]:
    """Every way to put the lists into three groups, none empty: group numbers in the order of the lists."""

    def extend(so_far: tuple[int, ...], used: int) -> Iterator[tuple[int, ...]]:
        if lists - len(so_far) < 3 - used:
            return
        if len(so_far) == lists:
            yield so_far
            return
        for group in range(min(used + 1, 3)):
            yield from extend((*so_far, group), max(used, group + 1))

    yield from extend((), 0)


def _merges(lists: int, rng: np.random.Generator) -> list[tuple[int, ...]]:
    ways = list(merges_to_three(lists))
    if len(ways) <= MOST_MERGES:
        return ways
    chosen = rng.choice(len(ways), MOST_MERGES, replace=False)
    return [ways[i] for i in sorted(int(c) for c in chosen)]


def _seven_cells(histories: Ints, counts: Ints | Floats, merge: tuple[int, ...]) -> Floats:
    """Counts by merged history; the cell number has bit g set where the person is on group g."""
    cell = np.zeros(histories.shape[0], dtype=np.int64)
    for group in range(3):
        members = [i for i, g in enumerate(merge) if g == group]
        cell |= histories[:, members].any(axis=1).astype(np.int64) << group
    return np.asarray(np.bincount(cell, weights=counts, minlength=8)[1:], dtype=np.float64)


def _missing(cells: Floats, draws: int, xi: float, rng: np.random.Generator) -> Floats:
    """Draws of the number missing.

    Gamma draws in place of Dirichlet ones, for the odds are a ratio of one degree.
    """
    # Cell numbers 1..7 with an odd number of bits stand above the line, with an even number below it.
    gamma = np.log(rng.standard_gamma(cells + 0.5, (draws, 7)))
    total = np.log(np.exp(gamma).sum(axis=1))
    log_odds = gamma[:, [0, 1, 3, 6]].sum(axis=1) - gamma[:, [2, 4, 5]].sum(axis=1) - total
    odds = np.minimum(np.exp(log_odds), _LARGEST_ODDS) * xi
    mean = rng.standard_gamma(cells.sum(), draws) * odds
    return np.asarray(rng.poisson(np.minimum(mean, 1e17)), dtype=np.float64)

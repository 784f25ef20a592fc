"""All decomposable graphs on a few lists, with their cliques and separators.

A graph on lists stands for which lists depend on each other directly. It is decomposable where it has a
vertex order that always removes a vertex whose neighbours are all joined. For such a graph the sum over
cliques less the sum over separators of any function of sets of lists is a sum over all sets with integer
coefficients; these come from the indicator of complete sets by Moebius inversion, for all graphs at once
(Lauritzen 1996, Graphical Models, section 3.4).
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
import numpy.typing as npt

from tawthiq.counting.estimators.draws import Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Graphs:
    """Decomposable graphs on ``lists`` lists; sets of lists are bit masks.

    Args:
        lists: number of lists.
        coefficients: array (graphs, 2^lists): 1 for each clique, minus the multiplicity for each separator.
        complete: number of the complete graph, whose model is saturated.
    """

    lists: int
    coefficients: Ints
    complete: int

    def cliques(self, graph: int) -> tuple[tuple[int, ...], ...]:
        """Cliques of one graph as tuples of list numbers."""
        masks = np.flatnonzero(self.coefficients[graph] > 0)
        return tuple(tuple(v for v in range(self.lists) if int(m) >> v & 1) for m in masks)


@lru_cache(maxsize=8)
def decomposable_graphs(lists: int) -> Graphs:
    """Every labelled decomposable graph: 8, 61, 822 and 18,154 of them on 3, 4, 5 and 6 lists.

    Raises:
        ValueError: for fewer than 2 or more than 6 lists, where there would be too many.
    """
    if not 2 <= lists <= 6:
        msg = f"graphs on {lists} lists are not enumerated"
        raise ValueError(msg)
    edges = list(combinations(range(lists), 2))
    graphs = np.arange(1 << len(edges))
    complete = _complete_sets(graphs, edges, lists)
    chordal = _chordal(graphs, edges, complete, lists)
    coefficients = complete[chordal].astype(np.int64)
    for v in range(lists):
        lower = np.flatnonzero(~(np.arange(1 << lists) >> v) & 1)
        coefficients[:, lower] -= coefficients[:, lower | 1 << v]
    return Graphs(lists=lists, coefficients=coefficients, complete=coefficients.shape[0] - 1)


def _complete_sets(graphs: Ints, edges: list[tuple[int, int]], lists: int) -> npt.NDArray[np.bool_]:
    """Whether each set of lists is joined throughout: array (graphs, 2^lists)."""
    complete = np.empty((graphs.size, 1 << lists), dtype=bool)
    for members in range(1 << lists):
        needed = sum(1 << b for b, (i, j) in enumerate(edges) if members >> i & 1 and members >> j & 1)
        complete[:, members] = graphs & needed == needed
    return complete


def _chordal(
    graphs: Ints, edges: list[tuple[int, int]], complete: npt.NDArray[np.bool_], lists: int
) -> npt.NDArray[np.bool_]:
    """Whether vertices whose neighbours are all joined can be removed one by one until none is left."""
    neighbours = np.zeros((graphs.size, lists), dtype=np.int64)
    for b, (i, j) in enumerate(edges):
        there = graphs >> b & 1
        neighbours[:, i] |= there << j
        neighbours[:, j] |= there << i
    left = np.full(graphs.size, (1 << lists) - 1)
    for _ in range(lists):
        for v in range(lists):
            joined = complete[np.arange(graphs.size), neighbours[:, v] & left]
            left = np.where(joined, left & ~(1 << v), left)
    return np.asarray(left == 0)

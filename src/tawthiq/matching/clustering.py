"""From pair weights to clusters: a record joins a cluster only when the cluster as a whole supports it.

Connected components chain relatives into one person. Here two clusters merge while the **average** weight
of all pairs between them is above the threshold (average linkage; pairs that were never compared count
with a fixed weight against). The strongest merge goes first. Must-links are merged before anything else;
clusters with a cannot-link between them, or with a record each from one list that is declared to hold
nobody twice, never merge. Ties are broken by the order of the records, so the result does not depend on
the order of rows or of pairs.
"""

import heapq
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

NOT_COMPARED = -2.0
"""Weight (log2 odds) of two records that no blocking rule brought together."""
MERGE_THRESHOLD = -0.5
"""Least average weight of a merge. A little under even odds: the average of many pairs carries more than
one pair does, and on invented lists of several kinds precision and recall balance here."""
_CLIP = 12.0


class _Agglomeration:
    """State of the merging: members, links (sum of weights, number of pairs), and what is forbidden."""

    def __init__(self, size: int, clean_list: list[int]) -> None:
        self.parent = list(range(size))
        self.count = [1] * size
        self.links: list[dict[int, tuple[float, int]]] = [{} for _ in range(size)]
        self.forbidden: list[set[int]] = [set() for _ in range(size)]
        self.clean = [{code} if code >= 0 else set() for code in clean_list]

    def find(self, node: int) -> int:
        while self.parent[node] != node:
            self.parent[node] = self.parent[self.parent[node]]
            node = self.parent[node]
        return node

    def allowed(self, a: int, b: int) -> bool:
        return b not in self.forbidden[a] and not (self.clean[a] & self.clean[b])

    def average(self, a: int, b: int) -> float:
        total, known = self.links[a][b]
        pairs = self.count[a] * self.count[b]
        return (total + (pairs - known) * NOT_COMPARED) / pairs

    def merge(self, a: int, b: int) -> int:
        """Join two clusters under the smaller root; returns it."""
        keep, gone = min(a, b), max(a, b)
        self.parent[gone] = keep
        self.count[keep] += self.count[gone]
        self.clean[keep] |= self.clean[gone]
        for other in self.forbidden[gone]:
            self.forbidden[other].discard(gone)
            self.forbidden[other].add(keep)
        self.forbidden[keep] |= self.forbidden[gone]
        self.links[keep].pop(gone, None)
        self.links[gone].pop(keep, None)
        for other, (total, known) in sorted(self.links[gone].items()):
            had, pairs = self.links[keep].get(other, (0.0, 0))
            joined = (had + total, pairs + known)
            self.links[keep][other] = self.links[other][keep] = joined
            del self.links[other][gone]
        self.links[gone] = {}
        return keep


def cluster(
    size: int,
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    weight: NDArray[np.float64],
    *,
    must: Iterable[tuple[int, int]] = (),
    cannot: Iterable[tuple[int, int]] = (),
    clean_list: NDArray[np.int32] | None = None,
    threshold: float = MERGE_THRESHOLD,
) -> NDArray[np.int32]:
    """Return for every record the smallest record of its cluster.

    Args:
        size: number of records.
        left: one record of each pair.
        right: the other.
        weight: log2 odds that they are the same person.
        must: pairs that must end together (they win over lists declared clean, not over ``cannot``).
        cannot: pairs that must end apart.
        clean_list: for each record the list that holds nobody twice, or -1.
        threshold: least average weight of a merge.
    """
    must, cannot = list(must), list(cannot)
    state = _Agglomeration(size, [-1] * size if clean_list is None else clean_list.tolist())
    clipped = np.clip(weight, -_CLIP, _CLIP)
    near = _within_components(size, left, right, clipped > threshold, must)
    for a, b, w in zip(left[near].tolist(), right[near].tolist(), clipped[near].tolist(), strict=True):
        state.links[a][b] = state.links[b][a] = (w, 1)
    for a, b in cannot:
        state.forbidden[a].add(b)
        state.forbidden[b].add(a)
    for a, b in must:
        one, two = state.find(a), state.find(b)
        if one != two and two not in state.forbidden[one]:
            state.merge(one, two)
    _merge_all(state, threshold)
    return np.array([state.find(n) for n in range(size)], dtype=np.int32)


def _within_components(
    size: int,
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    strong: NDArray[np.bool_],
    must: list[tuple[int, int]],
) -> NDArray[np.bool_]:
    """Pairs inside the components of strong pairs and must-links: no merge ever needs another pair.

    An average above the threshold needs one pair above it.
    """
    extra = np.array(must, dtype=np.int32).reshape(-1, 2)
    a, b = np.concatenate((left[strong], extra[:, 0])), np.concatenate((right[strong], extra[:, 1]))
    graph = coo_matrix((np.ones(len(a), dtype=np.int8), (a, b)), shape=(size, size))
    component = connected_components(graph, directed=False)[1]
    inside: NDArray[np.bool_] = component[left] == component[right]
    return inside


def _merge_all(state: _Agglomeration, threshold: float) -> None:
    heap: list[tuple[float, int, int]] = []
    for a, links in enumerate(state.links):
        for b in links:
            if a < b:
                _offer(state, heap, a, b, threshold)
    while heap:
        negative, a, b = heapq.heappop(heap)
        current = state.parent[a] == a and state.parent[b] == b and b in state.links[a]
        if not current or -negative != round(state.average(a, b), 9) or not state.allowed(a, b):
            continue
        keep = state.merge(a, b)
        for other in state.links[keep]:
            _offer(state, heap, min(keep, other), max(keep, other), threshold)


def _offer(state: _Agglomeration, heap: list[tuple[float, int, int]], a: int, b: int, threshold: float) -> None:
    average = round(state.average(a, b), 9)
    if average > threshold and state.allowed(a, b):
        heapq.heappush(heap, (-average, a, b))

"""From pair weights to clusters: a record joins a cluster only when the cluster as a whole supports it.

Connected components chain relatives into one person. Here two clusters merge while the **average** weight
of all pairs between them is above the threshold (average linkage; pairs that were never compared count
with a fixed weight against). The strongest merge goes first. Must-links are merged before anything else;
clusters with a cannot-link between them, or with a record each from one list that is declared to hold
nobody twice, never merge. Ties are broken by the order of the records, so the result does not depend on
the order of rows or of pairs.
"""

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
_NEVER = -1e12
Longs = NDArray[np.int64]


def cluster(
    size: int,
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    weight: NDArray[np.float64] | NDArray[np.float32],
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
    from tawthiq.matching.clustering_kernels import agglomerate

    must, cannot = list(must), list(cannot)
    group = _joined(size, must, cannot)
    clipped: NDArray[np.float64] = np.clip(weight, -_CLIP, _CLIP).astype(np.float64)
    near = _within_components(size, left, right, clipped > threshold, must)
    ends = np.stack([group[left[near]], group[right[near]]], axis=1)
    links, total, known = _distinct_links(ends, clipped[near], cannot, group)
    parent = np.arange(size, dtype=np.int64)
    agglomerate(
        links,
        total,
        known,
        np.bincount(group, minlength=size).astype(np.int64),
        _clean_bits(size, clean_list, group),
        threshold,
        NOT_COMPARED,
        parent,
    )
    for _ in range(size.bit_length()):
        parent = parent[parent]
    return parent[group].astype(np.int32)


def _joined(size: int, must: list[tuple[int, int]], cannot: list[tuple[int, int]]) -> Longs:
    """The smallest record of each record's group under the must-links that no cannot-link forbids."""
    root: dict[int, int] = {}
    apart: dict[int, set[int]] = {}

    def find(node: int) -> int:
        while node in root:
            node = root[node]
        return node

    for a, b in cannot:
        apart.setdefault(a, set()).add(b)
        apart.setdefault(b, set()).add(a)
    for a, b in must:
        keep, gone = sorted((find(a), find(b)))
        if keep == gone or gone in apart.get(keep, ()):
            continue
        root[gone] = keep
        for other in apart.pop(gone, set()):
            apart[other].discard(gone)
            apart[other].add(keep)
            apart.setdefault(keep, set()).add(other)
    group = np.arange(size, dtype=np.int64)
    for node in root:
        group[node] = find(node)
    return group


def _distinct_links(
    ends: Longs, weight: NDArray[np.float64], cannot: list[tuple[int, int]], group: Longs
) -> tuple[Longs, NDArray[np.float64], Longs]:
    """One link for two groups, its weights added up, and of how many pairs; a cannot-link outweighs everything."""
    apart = group[np.array(cannot, dtype=np.int64).reshape(-1, 2)]
    ends = np.sort(np.concatenate((ends, apart)), axis=1)
    weight = np.concatenate((weight, np.full(len(apart), _NEVER)))
    between = ends[:, 0] != ends[:, 1]
    code, inverse, known = np.unique(
        ends[between, 0] * len(group) + ends[between, 1], return_inverse=True, return_counts=True
    )
    links = np.stack([code // len(group), code % len(group)], axis=1)
    total = np.bincount(inverse, weights=weight[between], minlength=len(code)).astype(np.float64)
    return links.astype(np.int64), total, known.astype(np.int64)


def _clean_bits(size: int, clean_list: NDArray[np.int32] | None, group: Longs) -> NDArray[np.uint64]:
    """For each group the lists that hold nobody twice and have a record in it, as bits."""
    many = np.zeros(0, dtype=np.int64) if clean_list is None else np.bincount(clean_list[clean_list >= 0])
    number = np.cumsum(many > 1) - 1  # a list with one record holds nobody twice whatever merges
    lists = int((many > 1).sum())
    bits = np.zeros((size, max(1, -(-lists // 64))), dtype=np.uint64)
    if clean_list is not None and lists:
        at = np.flatnonzero((clean_list >= 0) & (many[np.maximum(clean_list, 0)] > 1))
        code = number[clean_list[at]]
        np.bitwise_or.at(bits, (group[at], code // 64), np.uint64(1) << (code % 64).astype(np.uint64))
    return bits


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

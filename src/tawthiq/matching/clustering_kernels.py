"""Compiled agglomeration: the strongest allowed merge first, until no average is above the threshold.

Links between clusters are kept as sums and numbers of pairs, in lists that hang on both clusters; a heap
holds the averages, and entries that a later merge made stale are recognised by their version.
"""

import heapq

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.compiling import compiled

Longs = NDArray[np.int64]


@compiled
def _average(total: float, known: int, pairs: int, not_compared: float) -> float:
    return (total + (pairs - known) * not_compared) / pairs


@compiled
def _disjoint(clean: NDArray[np.uint64], a: int, b: int) -> bool:
    for word in range(clean.shape[1]):
        if clean[a, word] & clean[b, word]:
            return False
    return True


@compiled
def _hang(ends: Longs, head: Longs, behind: Longs, link: int, side: int) -> None:
    """Hang one end of a link on its cluster."""
    slot = 2 * link + side
    cluster = ends[link, side]
    behind[slot] = head[cluster]
    head[cluster] = slot


@compiled
def agglomerate(
    ends: Longs,
    total: NDArray[np.float64],
    known: Longs,
    count: Longs,
    clean: NDArray[np.uint64],
    threshold: float,
    not_compared: float,
    parent: Longs,
) -> None:
    """Merge clusters in place: ``parent`` of a cluster that joined another is that other, always the smaller.

    Args:
        ends: the two clusters of each link; no two links have the same ends.
        total: sum of the weights of each link.
        known: of how many pairs.
        count: number of records of each cluster.
        clean: lists, as bits, of which a cluster holds its one record.
        threshold: least average of a merge.
        not_compared: weight of a pair of records that has no link.
        parent: every cluster its own at the start.
    """
    links, size = len(ends), len(parent)
    head = np.full(size, -1, dtype=np.int64)
    behind = np.full(2 * links, -1, dtype=np.int64)
    version = np.zeros(links, dtype=np.int64)
    mark = np.full(size, -1, dtype=np.int64)
    heap = [(0.0, np.int64(0), np.int64(0), np.int64(0), np.int64(0)) for _ in range(0)]
    for link in range(links):
        _hang(ends, head, behind, link, 0)
        _hang(ends, head, behind, link, 1)
        a, b = ends[link, 0], ends[link, 1]
        average = _average(total[link], known[link], count[a] * count[b], not_compared)
        if average > threshold and _disjoint(clean, a, b):
            heapq.heappush(heap, (-average, min(a, b), max(a, b), np.int64(link), np.int64(0)))
    while len(heap) > 0:
        _, keep, gone, link, age = heapq.heappop(heap)
        if version[link] != age or not _disjoint(clean, keep, gone):
            continue
        parent[gone] = keep
        count[keep] += count[gone]
        for word in range(clean.shape[1]):
            clean[keep, word] |= clean[gone, word]
        version[link] = -1
        _join_links(ends, total, known, version, (head, behind, mark), keep, gone)
        slot = head[keep]
        while slot >= 0:
            link = slot // 2
            if version[link] >= 0:
                other = ends[link, 1 - slot % 2]
                mark[other] = -1
                version[link] += 1
                average = _average(total[link], known[link], count[keep] * count[other], not_compared)
                if average > threshold and _disjoint(clean, keep, other):
                    entry = (-average, min(keep, other), max(keep, other), link, version[link])
                    heapq.heappush(heap, entry)
            slot = behind[slot]


@compiled
def _join_links(
    ends: Longs,
    total: NDArray[np.float64],
    known: Longs,
    version: Longs,
    hanging: tuple[Longs, Longs, Longs],
    keep: int,
    gone: int,
) -> None:
    """Give the links of a cluster that joined another to that other; drop dead ones from its list."""
    head, behind, mark = hanging
    slot, last = head[keep], -1
    while slot >= 0:
        link = slot // 2
        if version[link] >= 0:
            mark[ends[link, 1 - slot % 2]] = link
            last = slot
        elif last < 0:
            head[keep] = behind[slot]
        else:
            behind[last] = behind[slot]
        slot = behind[slot]
    slot = head[gone]
    while slot >= 0:
        link, side, following = slot // 2, slot % 2, behind[slot]
        if version[link] >= 0:
            same = mark[ends[link, 1 - side]]
            if same >= 0:
                total[same] += total[link]
                known[same] += known[link]
                version[link] = -1
            else:
                ends[link, side] = keep
                _hang(ends, head, behind, link, side)
        slot = following
    head[gone] = -1

"""Compiled loops of `drawing`: random errors of pairs, components of the pairs that hold, average link inside them.

The error of a pair is a hash of the seed, the draw and the two records, so that neither the order of the pairs
nor the number of threads changes a draw. Merging works on small dense tables, one component at a time: how many
pairs between two clusters are known, the sum of their weights, and whether the two are barred from each other.
"""

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.compiling import compiled

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]


@compiled
def mixed(state: np.uint64) -> np.uint64:
    """Scatter the bits of a number (splitmix64, Steele, Lea and Flood 2014)."""
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


@compiled
def logistic_errors(left: Ints, right: Ints, key: np.uint64, out: Floats) -> None:
    """Standard logistic error of each pair, in natural log odds: a pair of log odds x holds with P = 1/(1+e^-x)."""
    for i in range(len(left)):
        code = (np.uint64(left[i]) << np.uint64(32)) | np.uint64(right[i])
        u = (float(mixed(mixed(code + key) + key) >> np.uint64(11)) + 0.5) / 9007199254740992.0
        out[i] = np.log(u / (1.0 - u))


@compiled
def root_of(parent: Ints, node: int) -> int:
    """Smallest record of the set; shortens the way there."""
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@compiled
def components(size: int, left: Ints, right: Ints, value: Floats, bar: Floats) -> Ints:
    """Smallest record of the component of each record under the pairs whose value is above their bar."""
    parent = np.arange(size).astype(np.int32)
    for i in range(len(left)):
        if value[i] > bar[i]:
            a, b = root_of(parent, left[i]), root_of(parent, right[i])
            if a < b:
                parent[b] = a
            elif b < a:
                parent[a] = b
    for n in range(size):
        parent[n] = root_of(parent, n)
    return parent


@compiled
def grouped(size: int, code: Ints) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Indexes of the items in the order of their code (none below nought), and where each code starts."""
    start = np.zeros(size + 1, dtype=np.int64)
    for c in code:
        if c >= 0:
            start[c + 1] += 1
    start = np.cumsum(start)
    place = start[:-1].copy()
    order = np.empty(start[-1], dtype=np.int64)
    for i in range(len(code)):
        if code[i] >= 0:
            order[place[code[i]]] = i
            place[code[i]] += 1
    return order, start


@compiled
def _strongest(
    row: int, m: int, alive: NDArray[np.bool_], known: Floats, total: Floats, size: Floats,
    barred: NDArray[np.int8], absent: float,
) -> tuple[int, float]:  # fmt: skip
    """Best later cluster for a cluster, and the value of that merge."""
    at, best = -1, -np.inf
    for j in range(row + 1, m):
        if alive[j] and known[row, j] > 0 and barred[row, j] == 0:
            pairs = size[row] * size[j]
            value = (total[row, j] + (pairs - known[row, j]) * absent) / pairs
            if value > best:
                at, best = j, value
    return at, best


@compiled
def _absorb(
    keep: int, gone: int, m: int, alive: NDArray[np.bool_], known: Floats, total: Floats, size: Floats,
    barred: NDArray[np.int8], top: NDArray[np.int64],
) -> None:  # fmt: skip
    """Join two clusters of a component."""
    alive[gone] = False
    size[keep] += size[gone]
    for j in range(m):
        if top[j] == gone:
            top[j] = keep
        if alive[j] and j != keep:
            known[keep, j] += known[gone, j]
            total[keep, j] += total[gone, j]
            barred[keep, j] |= barred[gone, j]
            known[j, keep], total[j, keep], barred[j, keep] = known[keep, j], total[keep, j], barred[keep, j]


@compiled
def _merge_one(
    m: int, alive: NDArray[np.bool_], known: Floats, total: Floats, size: Floats,
    barred: NDArray[np.int8], top: NDArray[np.int64], mate: NDArray[np.int64], gain: Floats, absent: float,
    threshold: float,
) -> None:  # fmt: skip
    """Join the best two clusters of a component again and again while the merge is worth it."""
    for i in range(m):
        if alive[i]:
            mate[i], gain[i] = _strongest(i, m, alive, known, total, size, barred, absent)
    while True:
        keep, best = -1, threshold
        for i in range(m):
            if alive[i] and mate[i] >= 0 and gain[i] > best:
                keep, best = i, gain[i]
        if keep < 0:
            return
        gone = mate[keep]
        _absorb(keep, gone, m, alive, known, total, size, barred, top)
        for i in range(gone):
            if alive[i] and (i <= keep or mate[i] == gone):
                mate[i], gain[i] = _strongest(i, m, alive, known, total, size, barred, absent)


@compiled
def _lay_out(
    m: int, codes: NDArray[np.int64], clean: Ints, known: Floats, total: Floats, size: Floats, barred: NDArray[np.int8],
    alive: NDArray[np.bool_], top: NDArray[np.int64],
) -> None:  # fmt: skip
    """Write the tables of a component of single records; two of one clean list are barred."""
    known[:m, :m] = 0.0
    total[:m, :m] = 0.0
    for i in range(m):
        size[i], alive[i], top[i] = 1.0, True, i
        own = clean[codes[i]]
        for j in range(m):
            barred[i, j] = 1 if own >= 0 and own == clean[codes[j]] else 0


@compiled
def merge_components(
    component: Ints, left: Ints, right: Ints, weight: Floats, must: Ints, cannot: Ints, clean: Ints,
    absent: float, threshold: float,
) -> Ints:  # fmt: skip
    """Cluster every component; returns the smallest record of the cluster of each record.

    ``must`` and ``cannot`` are pairs (rows) inside components; ``clean`` the list that holds nobody twice, or -1.
    The tables are made once, as large as the largest component, and written anew for each.
    """
    n = len(component)
    records, start = grouped(n, component)
    inside = np.where(component[left] == component[right], component[left], np.int32(-1))
    pairs, pair_start = grouped(n, inside)
    musts, must_start = grouped(n, component[must[:, 0]])
    cannots, cannot_start = grouped(n, component[cannot[:, 0]])
    most = np.max(start[1:] - start[:-1]) if n else 0
    local = np.empty(n, dtype=np.int64)
    local[records] = np.arange(n) - start[component[records]]
    known, total = np.empty((most, most)), np.empty((most, most))
    barred, size, alive = np.empty((most, most), np.int8), np.empty(most), np.empty(most, np.bool_)
    top, mate, gain = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most)
    roots = np.arange(n).astype(np.int32)
    for c in range(n):
        m = start[c + 1] - start[c]
        if m < 2:
            continue
        codes = records[start[c] : start[c + 1]]
        if m == 2 and must_start[c] == must_start[c + 1] and cannot_start[c] == cannot_start[c + 1]:
            # Most components: two records and the one pair above the threshold that made them one.
            if clean[codes[0]] < 0 or clean[codes[0]] != clean[codes[1]]:
                roots[codes[1]] = codes[0]
            continue
        _lay_out(m, codes, clean, known, total, size, barred, alive, top)
        for q in range(pair_start[c], pair_start[c + 1]):
            p = pairs[q]
            a, b = local[left[p]], local[right[p]]
            known[a, b] = known[b, a] = 1.0
            total[a, b] = total[b, a] = weight[p]
        for q in range(cannot_start[c], cannot_start[c + 1]):
            a, b = local[cannot[cannots[q], 0]], local[cannot[cannots[q], 1]]
            barred[a, b] |= 2
            barred[b, a] |= 2
        for q in range(must_start[c], must_start[c + 1]):
            a, b = top[local[must[musts[q], 0]]], top[local[must[musts[q], 1]]]
            if a != b and barred[a, b] < 2:
                _absorb(min(a, b), max(a, b), m, alive, known, total, size, barred, top)
        _merge_one(m, alive, known, total, size, barred, top, mate, gain, absent, threshold)
        for i in range(m):
            roots[codes[i]] = codes[top[i]]
    return roots

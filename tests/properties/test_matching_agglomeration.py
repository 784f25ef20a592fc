"""Compiled clustering against a plain one that looks at every pair of clusters again and again."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.matching.clustering import MERGE_THRESHOLD, NOT_COMPARED, cluster

SIZE = 9
PAIR = st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)).filter(lambda p: p[0] < p[1])
# Quarters add up exactly, so that averages tie where they should.
WEIGHTS = st.dictionaries(PAIR, st.integers(-24, 40).map(lambda w: w / 4), max_size=30)
Couples = list[tuple[int, int]]


def plain(weights: dict[tuple[int, int], float], must: Couples, cannot: Couples, lists: list[int]) -> list[int]:
    """The smallest record of each record's cluster."""
    clusters = [frozenset([n]) for n in range(SIZE)]

    def of(record: int) -> frozenset[int]:
        return next(c for c in clusters if record in c)

    def forbidden(a: frozenset[int], b: frozenset[int]) -> bool:
        return any((x in a and y in b) or (x in b and y in a) for x, y in cannot)

    def join(a: frozenset[int], b: frozenset[int]) -> None:
        clusters.remove(a)
        clusters.remove(b)
        clusters.append(a | b)

    for x, y in must:
        if of(x) != of(y) and not forbidden(of(x), of(y)):
            join(of(x), of(y))
    while True:
        allowed = []
        for a, b in combinations(sorted(clusters, key=min), 2):
            couples = [(min(x, y), max(x, y)) for x in a for y in b]
            average = sum(min(12.0, weights.get(c, NOT_COMPARED)) for c in couples) / len(couples)
            twice = {lists[x] for x in a if lists[x] >= 0} & {lists[y] for y in b}
            if average > MERGE_THRESHOLD and not forbidden(a, b) and not twice:
                allowed.append((-average, min(a), min(b), a, b))
        if not allowed:
            return [min(of(n)) for n in range(SIZE)]
        join(*min(allowed, key=lambda entry: entry[:3])[3:])


@given(
    WEIGHTS,
    st.lists(PAIR, max_size=2),
    st.lists(PAIR, max_size=3),
    st.lists(st.sampled_from([-1, -1, 0, 63, 64, 200]), min_size=SIZE, max_size=SIZE),
)
def test_clusters_are_those_of_a_plain_agglomeration(
    weights: dict[tuple[int, int], float], must: Couples, cannot: Couples, lists: list[int]
) -> None:
    ends = np.array(list(weights), dtype=np.int32).reshape(-1, 2)
    found = cluster(
        SIZE,
        ends[:, 0].copy(),
        ends[:, 1].copy(),
        np.array(list(weights.values()), dtype=np.float64),
        must=must,
        cannot=cannot,
        clean_list=np.array(lists, dtype=np.int32),
    )
    assert found.tolist() == plain(weights, must, cannot, lists)


@given(st.integers(65, 200), st.integers(0, 100))
def test_more_clean_lists_than_bits_in_a_word(lists: int, seed: int) -> None:
    """Two records of each list, all alike: clusters take one of each list, and every list is obeyed."""
    size = 2 * lists
    held = np.random.default_rng(seed).permutation(np.repeat(np.arange(lists, dtype=np.int32), 2))
    ends = np.array(list(combinations(range(size), 2))[: 40 * size], dtype=np.int32)
    found = cluster(size, ends[:, 0].copy(), ends[:, 1].copy(), np.full(len(ends), 9.0), clean_list=held)
    names = list(zip(found.tolist(), held.tolist(), strict=True))
    assert len(names) == len(set(names))
    assert len(set(found.tolist())) < size

"""Average linkage: support of the whole cluster, exact constraints, no chains."""

import numpy as np

from tawthiq.matching.clustering import cluster


def clustered(size: int, pairs: dict[tuple[int, int], float], **options: object) -> list[int]:
    left = np.array([a for a, _ in pairs], dtype=np.int32)
    right = np.array([b for _, b in pairs], dtype=np.int32)
    found = cluster(size, left, right, np.array(list(pairs.values()), dtype=np.float64), **options)  # type: ignore[arg-type]
    return found.tolist()


def test_strong_pairs_merge_and_weak_ones_do_not() -> None:
    assert clustered(4, {(0, 1): 5.0, (2, 3): -3.0}) == [0, 0, 2, 3]


def test_a_chain_of_links_is_not_a_cluster() -> None:
    """0-1 and 1-2 look alike, but 0-2 clearly differ: a brother does not come in by way of a vague record."""
    assert clustered(3, {(0, 1): 6.0, (1, 2): 3.0, (0, 2): -9.0}) == [0, 0, 2]


def test_support_of_the_rest_carries_a_doubtful_pair() -> None:
    assert clustered(3, {(0, 1): 6.0, (1, 2): 6.0, (0, 2): -1.0}) == [0, 0, 0]


def test_pairs_never_compared_count_against() -> None:
    pairs = {(0, 1): 8.0, (2, 3): 8.0, (1, 2): 3.0}
    assert clustered(4, pairs) == [0, 0, 2, 2]
    assert clustered(4, pairs | {(0, 2): 3.0, (0, 3): 3.0, (1, 3): 3.0}) == [0, 0, 0, 0]


def test_must_and_cannot_hold_exactly() -> None:
    pairs = {(0, 1): 9.0, (1, 2): 9.0, (0, 2): 9.0}
    assert clustered(3, pairs, cannot=[(0, 2)])[0] != clustered(3, pairs, cannot=[(0, 2)])[2]
    assert clustered(5, {(0, 1): -9.0}, must=[(0, 1), (1, 4)]) == [0, 0, 2, 3, 0]
    found = clustered(4, {(0, 1): 9.0, (1, 2): 9.0, (2, 3): 9.0, (0, 3): 9.0}, must=[(0, 1)], cannot=[(1, 2)])
    assert found[0] == found[1] != found[2]


def test_one_record_of_a_clean_list() -> None:
    pairs = {(0, 1): 9.0, (1, 2): 8.0, (0, 2): 9.0}
    lists = np.array([0, -1, 0], dtype=np.int32)
    assert clustered(3, pairs, clean_list=lists) == [0, 0, 2]


def test_the_order_of_pairs_changes_nothing() -> None:
    draw = np.random.default_rng(4)
    ends = zip(draw.integers(0, 30, 90).tolist(), draw.integers(30, 60, 90).tolist(), strict=True)
    pairs = dict(zip(ends, np.round(draw.normal(0, 4, 90), 1).tolist(), strict=True))
    shuffled = dict(sorted(pairs.items(), key=lambda item: (item[1], item[0])))
    assert clustered(60, pairs) == clustered(60, shuffled)

"""Compiled counting, expectation and rivals against plain computations."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.matching import scoring
from tawthiq.matching.encoding import Encoded, encode
from tawthiq.matching.levels import BEHIND_BY, FIELDS, RIVAL
from tawthiq.matching.schema import conform
from tawthiq.matching.scoring import count_patterns, rival_levels
from tawthiq.matching.weighing_kernels import count_codes, expect

CHOSEN = ("given", "birth", "sex", "rival")


@given(st.integers(0, 400), st.integers(0, 1_000), st.integers(1, 5))
def test_patterns_are_counted_as_numpy_counts_them(pairs: int, seed: int, spread: int) -> None:
    draw = np.random.default_rng(seed)
    levels = {f: draw.integers(0, min(spread, len(FIELDS[f])), pairs).astype(np.int8) for f in CHOSEN}
    patterns, number, counts = count_patterns(levels, CHOSEN)
    rows = np.stack([levels[f] for f in CHOSEN], axis=1)
    expected, inverse, many = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
    assert patterns.tolist() == expected.tolist()
    assert number.tolist() == inverse.ravel().tolist()
    assert counts.tolist() == many.tolist()


def test_every_level_of_every_field_has_a_code_of_its_own() -> None:
    fields = tuple(FIELDS)
    assert np.prod([float(len(levels)) for levels in FIELDS.values()]) < 2**62
    top = {f: np.array([len(FIELDS[f]) - 1, 0], dtype=np.int8) for f in fields}
    patterns, number, _ = count_patterns(top, fields)
    assert patterns.tolist() == [[0] * len(fields), [len(FIELDS[f]) - 1 for f in fields]]
    assert number.tolist() == [1, 0]


def test_too_little_room_for_codes_is_told() -> None:
    codes = np.arange(10, dtype=np.int64)
    number = np.zeros(10, dtype=np.int32)
    assert count_codes(codes, number, np.zeros(4, np.int64), np.zeros(4, np.int64)) == -1
    assert count_codes(codes, number, np.zeros(10, np.int64), np.zeros(10, np.int64)) == 10


def test_more_patterns_than_guessed_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(2)
    levels = {f: draw.integers(0, len(FIELDS[f]), 500).astype(np.int8) for f in CHOSEN}
    whole = count_patterns(levels, CHOSEN)
    monkeypatch.setattr(scoring, "_FIRST_GUESS", 3)
    again = count_patterns(levels, CHOSEN)
    assert all((a == b).all() for a, b in zip(whole, again, strict=True))


@given(st.integers(1, 60), st.integers(0, 1_000))
def test_the_expectation_is_the_plain_one(rows: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    fields, levels, classes = 3, 4, 4
    patterns = draw.integers(0, levels, (rows, fields)).astype(np.int8)
    counts = draw.integers(1, 50, rows).astype(np.float64)
    tables = np.log(draw.dirichlet(np.ones(levels), (fields, classes))).transpose(0, 2, 1).copy()
    tables[:, 0] = 0.0
    share = np.log(draw.dirichlet(np.ones(classes)))
    seen = np.zeros_like(tables)
    sizes = expect(patterns, counts, tables, share, seen)

    logs = share + sum(tables[f][patterns[:, f]] for f in range(fields))
    held = np.exp(logs) / np.exp(logs).sum(axis=1, keepdims=True) * counts[:, None]
    assert sizes == pytest.approx(held.sum(axis=0))
    for f in range(fields):
        for level in range(1, levels):
            assert seen[f, level] == pytest.approx(held[patterns[:, f] == level].sum(axis=0))
    assert (seen[:, 0] == 0).all()


def records(lists: list[str]) -> Encoded:
    names = ["Ali Naji"] * len(lists)
    return encode(
        conform(pl.DataFrame({"record_id": [f"r{n:03d}" for n in range(len(lists))], "list": lists, "name": names}))
    )


def plain_rivals(lists: list[str], pairs: list[tuple[int, int]], weight: np.ndarray) -> list[str]:
    """For each pair: the best weight above 0 of another pair that either has with the other's list, less its own."""
    out = []
    for n, (i, j) in enumerate(pairs):
        if lists[i] == lists[j]:
            out.append("missing")
            continue
        others = [
            weight[m]
            for m, (a, b) in enumerate(pairs)
            for one, other in ((i, lists[j]), (j, lists[i]))
            if m != n and one in (a, b) and lists[b if a == one else a] == other and weight[m] > 0
        ]
        if others:
            gap = max(others) - weight[n]
            out.append(RIVAL[6 - sum(gap > np.float32(b) for b in BEHIND_BY)])
        else:
            out.append("best")
    return out


@given(st.lists(st.sampled_from("ABC"), min_size=2, max_size=9), st.integers(0, 1_000))
def test_rivals_are_those_that_a_slow_search_finds(lists: list[str], seed: int) -> None:
    data = records(lists)
    draw = np.random.default_rng(seed)
    every = [(a, b) for a in range(len(lists)) for b in range(a + 1, len(lists))]
    pairs = [p for p in every if draw.random() < 0.6]
    ends = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    left, right = ends[:, 0].copy(), ends[:, 1].copy()
    weight = np.round(draw.normal(0, 6, len(pairs)), 1).astype(np.float32)
    found = rival_levels(data, left, right, weight)
    assert [RIVAL[level] for level in found] == plain_rivals(lists, pairs, weight)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scoring, "_MOST_CELLS", 0)
        assert rival_levels(data, left, right, weight).tolist() == found.tolist()


def test_thousands_of_lists_need_no_table_of_records_by_lists() -> None:
    data = records(["A", "B"])
    size = 200_000
    codes = np.arange(size, dtype=np.int32)
    many = replace(data, ids=pl.Series(range(size)), lists=[str(n) for n in range(size)], list_code=codes)
    left, right = codes[:2].copy(), codes[2:4].copy()
    found = rival_levels(many, left, right, np.array([3.0, -2.0], dtype=np.float32))
    assert [RIVAL[level] for level in found] == ["best", "best"]

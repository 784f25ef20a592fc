"""Clusters and persons keep what they promise for any weights and judgements."""

from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.matching.clustering import cluster
from tawthiq.matching.persons import group
from tawthiq.terms.judgements import Basis, Decision, Judgement

SIZE = 8
PAIR = st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)).filter(lambda p: p[0] < p[1])
WEIGHTS = st.dictionaries(PAIR, st.floats(-15, 15).map(lambda w: round(w, 2)), max_size=20)
START = datetime(2026, 1, 1, tzinfo=UTC)


@st.composite
def judgements(draw: st.DrawFn) -> list[Judgement]:
    made = []
    for _ in range(draw(st.integers(0, 15))):
        a, b = draw(PAIR)
        basis = draw(st.sampled_from(list(Basis)))
        made.append(
            Judgement(
                record_a=f"r{a}",
                record_b=f"r{b}",
                decision=draw(st.sampled_from(list(Decision))),
                basis=basis,
                probability=draw(st.floats(0, 1)) if basis is Basis.ACCEPTED else None,
                at=START + timedelta(hours=len(made)),
                member_id="m",
            )
        )
    return made


def run(weights: dict[tuple[int, int], float], **options: object) -> list[int]:
    left = np.array([a for a, _ in weights], dtype=np.int32)
    right = np.array([b for _, b in weights], dtype=np.int32)
    values = np.array(list(weights.values()), dtype=np.float64)
    return cluster(SIZE, left, right, values, **options).tolist()  # type: ignore[arg-type]


@given(WEIGHTS, st.lists(PAIR, max_size=4), st.randoms())
def test_constraints_hold_and_order_does_not_matter(
    weights: dict[tuple[int, int], float], apart: list[tuple[int, int]], shuffle: object
) -> None:
    found = run(weights, cannot=apart)
    assert all(found[a] != found[b] for a, b in apart)
    assert all(root <= n and found[root] == root for n, root in enumerate(found))
    items = list(weights.items())
    shuffle.shuffle(items)  # type: ignore[attr-defined]
    assert run(dict(items), cannot=apart) == found


@given(WEIGHTS, st.lists(PAIR, max_size=4))
def test_must_links_end_together(weights: dict[tuple[int, int], float], together: list[tuple[int, int]]) -> None:
    found = run(weights, must=together)
    assert all(found[a] == found[b] for a, b in together)


@given(WEIGHTS, st.lists(st.integers(-1, 2), min_size=SIZE, max_size=SIZE))
def test_clean_lists_hold_nobody_twice(weights: dict[tuple[int, int], float], lists: list[int]) -> None:
    found = run(weights, clean_list=np.array(lists, dtype=np.int32))
    held = [(root, name) for root, name in zip(found, lists, strict=True) if name >= 0]
    assert len(held) == len(set(held))


@given(judgements(), st.randoms())
def test_persons_obey_reviewed_judgements_in_any_order(made: list[Judgement], shuffle: object) -> None:
    ids = [f"r{n}" for n in range(SIZE)]
    persons = group(ids, made)
    assert all(persons.roots[a] != persons.roots[b] for a, b in persons.apart)
    shuffled = list(made)
    shuffle.shuffle(shuffled)  # type: ignore[attr-defined]
    again = group(ids, shuffled)
    assert again.roots == persons.roots
    assert again.conflicts == persons.conflicts
    refused = {j.record_a + j.record_b for j in persons.conflicts}
    latest = {}
    for judgement in made:
        if judgement.basis is Basis.REVIEWED:
            latest[judgement.record_a + judgement.record_b] = judgement
    for key, judgement in latest.items():
        if judgement.decision is Decision.SAME and key not in refused:
            assert persons.roots[judgement.record_a] == persons.roots[judgement.record_b]

"""Properties of drawn clusterings: merging equals the linker's own, judgements hold, draws are clusterings."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.matching import drawing_kernels as kernels
from tawthiq.matching.clustering import NOT_COMPARED, cluster
from tawthiq.matching.drawing import Constraints, draw_clusterings

SIZE = 12
COUPLES = [(a, b) for a in range(SIZE) for b in range(a + 1, SIZE)]


@st.composite
def worlds(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Some compared pairs with weights that are all different, and a clean list for some records."""
    couples = draw(st.lists(st.sampled_from(COUPLES), unique=True, max_size=40))
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    weight = np.clip(random.normal(draw(st.floats(-2, 3)), 4, len(couples)), -9.9, 11.9)
    clean = np.array(draw(st.lists(st.integers(-1, 2), min_size=SIZE, max_size=SIZE)), np.int32)
    ends = np.array(couples, np.int32).reshape(-1, 2)
    return ends[:, 0].copy(), ends[:, 1].copy(), weight, clean


@given(worlds())
@settings(max_examples=60, deadline=None)
def test_merging_by_components_is_the_clustering_of_the_linker(
    world: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
) -> None:
    left, right, weight, clean = world
    none = np.zeros((0, 2), np.int32)
    component = kernels.components(SIZE, left, right, weight, np.zeros(len(weight)))
    merged = kernels.merge_components(component, left, right, weight, none, none, clean, NOT_COMPARED, 0.0)
    assert merged.tolist() == cluster(SIZE, left, right, weight, clean_list=clean, threshold=0.0).tolist()


@given(worlds(), st.sets(st.sampled_from(COUPLES), max_size=4))
@settings(max_examples=40, deadline=None)
def test_every_draw_is_a_clustering_that_obeys(
    world: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray], apart: set[tuple[int, int]]
) -> None:
    left, right, weight, clean = world
    roots = np.arange(SIZE, dtype=np.int32)
    constraints = Constraints(cannot=tuple(apart), clean_list=clean)
    found = draw_clusterings(SIZE, left, right, weight, roots=roots, constraints=constraints, draws=3)
    for n in range(3):
        drawn = found.clustering(n)
        assert (drawn[drawn] == drawn).all()
        assert (drawn <= np.arange(SIZE)).all()
        assert all(drawn[a] != drawn[b] for a, b in apart)
        named = [(int(r), int(c)) for r, c in zip(drawn, clean, strict=True) if c >= 0]
        assert len(named) == len(set(named))
    assert (found.persons >= 1).all()
    assert (found.persons <= SIZE).all()

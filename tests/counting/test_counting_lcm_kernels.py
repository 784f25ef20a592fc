"""The moves of the sampler for latent classes: each must leave the same distribution, alone and together."""

import numpy as np
import pytest

from tawthiq.counting.estimators.draws import Floats
from tawthiq.counting.estimators.lcm_density import (
    Table,
    fill_within,
    height,
    log_likelihood,
    log_likelihood_within,
    scratch_for,
    slope,
    unfold,
    unfold_sticks,
)
from tawthiq.counting.estimators.lcm_islands import Island, log_share_of_cells, start_island
from tawthiq.counting.estimators.lcm_kernels import run_island, stretch_sticks, swap_neighbours

X = np.array([[1, 1, 0], [1, 0, 1], [0, 1, 1], [1, 0, 0], [0, 0, 1], [0, 1, 0]], dtype=np.uint8)
Y = np.array([7.0, 3.0, 4.0, 20.0, 11.0, 16.0])
LISTS, CLASSES, PRIOR = 3, 4, 0.25
TABLE = Table(x=X, y=Y, n=Y.sum(), cap=20 * Y.sum(), shape=PRIOR, rate=PRIOR)


def start(chains: int, seed: int) -> Island:
    return start_island(np.random.default_rng(seed), lists=LISTS, classes=CLASSES, chains=chains, alpha=(PRIOR, PRIOR))


def density_and_slope(state: Floats) -> tuple[float, Floats]:
    scratch, by = scratch_for(LISTS, state.size), np.empty(state.size)
    used = unfold(state, scratch)
    slope(TABLE, scratch, used, by)
    return float(height(TABLE, scratch, used)), by


def test_the_slope_is_that_of_the_density() -> None:
    state = np.random.default_rng(2).normal(size=LISTS * CLASSES + CLASSES - 1)
    _, by = density_and_slope(state)
    step = 1e-6
    for place in range(state.size):
        up, down = state.copy(), state.copy()
        up[place] += step
        down[place] -= step
        rise = density_and_slope(up)[0] - density_and_slope(down)[0]
        assert rise / (2 * step) == pytest.approx(by[place], rel=1e-4, abs=1e-6)


def test_where_only_sticks_move_the_likelihood_is_that_of_the_whole() -> None:
    state = np.random.default_rng(3).normal(size=LISTS * CLASSES + CLASSES - 1)
    scratch, within = scratch_for(LISTS, state.size), np.empty((len(Y) + 1, CLASSES))
    unfold(state, scratch)
    fill_within(TABLE, scratch, within)
    state[LISTS * CLASSES :] += [0.7, -1.1, 0.2]
    used = unfold_sticks(state, scratch)
    by_parts = log_likelihood_within(TABLE, scratch, within)
    assert used == pytest.approx(unfold(state, scratch))
    assert by_parts == pytest.approx(log_likelihood(TABLE, scratch), rel=1e-12)


def test_stretched_sticks_leave_the_chances_of_capture_and_keep_to_the_cap() -> None:
    island = start(50, seed=6)
    tight = TABLE._replace(cap=5.0)
    old = island.states.copy()
    within, at = np.empty((len(Y) + 1, CLASSES)), np.empty(old.shape[1])
    scratch = scratch_for(LISTS, old.shape[1])
    for state in island.states:
        assert stretch_sticks(island.rng, tight, scratch, state, 3.0, within, at) <= tight.cap
    assert np.array_equal(old[:, : LISTS * CLASSES], island.states[:, : LISTS * CLASSES])
    assert not np.array_equal(old, island.states)


def test_classes_that_change_places_leave_the_chance_of_every_history() -> None:
    island = start(50, seed=4)
    before = log_share_of_cells(island.states, X)
    old = island.states.copy()
    for state in island.states:
        swap_neighbours(island.rng, PRIOR, PRIOR, state, scratch_for(LISTS, state.size))
    assert not np.array_equal(old, island.states)
    assert log_share_of_cells(island.states, X) == pytest.approx(before, rel=1e-6, abs=1e-6)


def test_shares_of_all_histories_add_up_to_one() -> None:
    everything = np.array([[i >> 2 & 1, i >> 1 & 1, i & 1] for i in range(1, 8)], dtype=np.uint8)
    shares = np.exp(log_share_of_cells(start(30, seed=5).states, everything))
    assert shares.sum(axis=1) == pytest.approx(1.0, rel=1e-6)


def walk(*, steps: int, sweeps: int, turns: int, seed: int) -> Floats:
    island = start(200, seed=seed)
    kept = np.empty((turns, 200))
    run_island(island.rng, TABLE, island.states, island.missing, 0.3, steps, sweeps, kept, island.tally)
    return kept[turns // 3 :]


def test_trajectories_and_sweeps_leave_the_same_distribution() -> None:
    by_sweeps = walk(steps=0, sweeps=1, turns=900, seed=1)
    by_trajectories = walk(steps=8, sweeps=0, turns=450, seed=2)
    for share in (0.1, 0.5, 0.9):
        at = np.quantile(by_sweeps, share)
        assert (by_trajectories <= at).mean() == pytest.approx(share, abs=0.03)


def test_no_draw_passes_the_cap_and_those_that_would_are_tallied() -> None:
    island = start(40, seed=3)
    kept = np.empty((60, 40))
    low = TABLE._replace(cap=30.0)
    run_island(island.rng, low, island.states, island.missing, 0.3, 8, 1, kept, island.tally)
    assert kept.max() <= 30
    assert island.tally[1] > 0
    assert island.tally[2] == 60 * 40

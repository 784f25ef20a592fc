"""Whether chains have settled: what R-hat of ranks and of folded ranks sees, and effective draws of the tails."""

import numpy as np
import pytest

from tawthiq.counting.estimators.settling import effective_draws, judge, nested_r_hat, normal_scores

ISLANDS, TURNS, CHAINS = 8, 300, 16


def settled(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(ISLANDS, TURNS, CHAINS))


def test_scores_are_normal_quantiles_of_ranks_and_ties_share_their_rank() -> None:
    # Vehtari and others (2021), equation 14, by hand: quantiles at (rank - 3/8) / 4.25 for four draws.
    found = normal_scores(np.array([[[10.0], [30.0], [1e9], [20.0]]]))
    assert found.ravel() == pytest.approx([-1.0491314, 0.2993069, 1.0491314, -0.2993069], abs=1e-6)
    tied = normal_scores(np.array([[[1.0], [2.0], [2.0], [3.0]]])).ravel()
    assert tied == pytest.approx([-1.0491314, 0, 0, 1.0491314], abs=1e-6)


def test_r_hat_and_effective_draws_are_those_made_by_hand() -> None:
    # Two islands of two turns of one chain: means 1 and 3, variance within 1, between the means 2.
    draws = np.array([[[0.0], [2.0]], [[2.0], [4.0]]])
    assert nested_r_hat(draws) == pytest.approx(np.sqrt(1 + 2 / 1))
    assert effective_draws(draws) == pytest.approx(2 * 1 / 2)
    # Both drift from 0 to 4: the means agree, the halves lie 4 apart: 2 * 16 / 16 = 2, within 4.
    drift = np.array([[[0.0], [4.0]], [[0.0], [4.0]]])
    assert nested_r_hat(drift) == pytest.approx(np.sqrt(1 + 2 / 4))


def test_chains_that_have_settled_pass_and_count_nearly_all_their_draws() -> None:
    found = judge(settled(3))
    assert found.r_hat < 1.001
    assert found.halves_agree
    # The number of effective draws is itself known from the spread of 128 means: give or take an eighth.
    size = ISLANDS * TURNS * CHAINS
    assert 0.6 * size < found.tail <= size
    assert 0.6 * size < found.bulk <= size
    assert found.effective == min(found.bulk, found.tail)


def test_effective_draws_are_those_of_an_autoregression() -> None:
    # Of an autoregression with coefficient r, a mean is worth (1 - r) / (1 + r) of its draws: here a ninth.
    rng, r = np.random.default_rng(8), 0.8
    draws = np.empty((ISLANDS, 900, CHAINS))
    draws[:, 0] = rng.normal(size=(ISLANDS, CHAINS))
    for turn in range(1, 900):
        draws[:, turn] = r * draws[:, turn - 1] + np.sqrt(1 - r * r) * rng.normal(size=(ISLANDS, CHAINS))
    assert judge(draws).bulk == pytest.approx(draws.size / 9, rel=0.4)


def test_islands_of_another_scale_pass_plain_r_hat_and_fail_the_folded_one() -> None:
    wide = settled(4)
    wide -= wide.mean(axis=(1, 2), keepdims=True)
    wide[0] *= 4
    assert nested_r_hat(wide) < 1.001
    assert nested_r_hat(normal_scores(wide)) < 1.01
    assert judge(wide).r_hat > 1.05


def test_islands_of_infinite_variance_that_disagree_are_seen_by_ranks() -> None:
    heavy = np.random.default_rng(5).standard_cauchy((ISLANDS, TURNS, CHAINS))
    assert judge(heavy).r_hat < 1.01
    heavy[:4] += 2
    assert nested_r_hat(heavy) < 1.01
    assert judge(heavy).r_hat > 1.05


def test_a_few_chains_in_a_small_mode_pass_r_hat_and_are_told_by_the_tail() -> None:
    # One chain of each island sits where the rest hardly come: plain R-hat and the draws of the middle see nothing.
    draws = settled(6)
    draws[:, :, 0] = -3 + 0.1 * draws[:, :, 0]
    assert nested_r_hat(draws) < 1.001
    found = judge(draws)
    assert found.r_hat < 1.01
    assert found.bulk > 400
    assert found.effective == found.tail < 200


def test_islands_that_disagree_or_drift_are_seen() -> None:
    apart = judge(settled(7) + np.arange(ISLANDS)[:, None, None])
    assert apart.r_hat > 1.2
    assert apart.bulk < 20
    drifting = judge(settled(7) + np.linspace(0, 2, TURNS)[:, None])
    assert drifting.r_hat > 1.1
    assert not drifting.halves_agree


def test_chains_that_stand_still_are_infinitely_apart_or_all_one() -> None:
    still = judge(np.broadcast_to(np.arange(8.0)[:, None, None], (8, 100, 8)))
    assert (still.r_hat, still.bulk) == (float("inf"), 0.0)
    same = judge(np.ones((8, 100, 8)))
    assert (same.r_hat, same.effective, same.halves_agree) == (1.0, 6_400.0, True)


def test_chains_that_stand_still_apart_are_worth_one_draw_each() -> None:
    rng = np.random.default_rng(4)
    places = np.repeat(rng.normal(size=(8, 1, 16)), 50, axis=1)
    assert 40 < judge(places + rng.normal(scale=1e-3, size=places.shape)).bulk < 300

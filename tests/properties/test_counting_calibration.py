"""Calibration of latent classes: with truth drawn from the prior, its rank among the draws is uniform.

Talts, Betancourt, Simpson, Vehtari and Gelman (2018), arXiv 1804.06788. With p(N) proportional to 1/N and the
number documented held fixed, the seen people are a multinomial over histories given that they are on some
list, and the number missing is negative binomial: all of it can be drawn.
"""

from itertools import product

import numpy as np
from scipy.stats import kstest

from tawthiq.counting.estimators.lcm import LcmSettings, estimate_lcm
from tawthiq.counting.estimators.lcm_density import scratch_for, unfold, unseen_share
from tawthiq.counting.estimators.lcm_islands import log_share_of_cells, start_island

LISTS, CLASSES, SEEN, POPULATIONS = 3, 3, 120, 60
SETTINGS = LcmSettings(classes=CLASSES, islands=4, particles=8, block=60, most_turns=120, kept=1_000)
HISTORIES = np.array([h for h in product((0, 1), repeat=LISTS) if any(h)])


def unseen(states: np.ndarray) -> float:
    """The share whom no list sees in the population of one chain."""
    scratch = scratch_for(LISTS, states.shape[1])
    unfold(states[0], scratch)
    return float(unseen_share(scratch))


def rank_of_truth(seed: int) -> float:
    """Share of draws below the number missing in a population drawn from the prior, ties broken at random."""
    rng = np.random.default_rng([2_024, seed])
    alpha = (SETTINGS.prior, SETTINGS.prior)
    while True:
        truth = start_island(rng, lists=LISTS, classes=CLASSES, chains=1, alpha=alpha).states
        share = np.exp(log_share_of_cells(truth, HISTORIES.astype(np.uint8))[0])
        hidden = unseen(truth)
        missing = int(rng.poisson(rng.standard_gamma(SEEN) * hidden / (1 - hidden)))
        if missing <= SETTINGS.cap * SEEN:
            break
    counts = rng.multinomial(SEEN, share / share.sum())
    draws = estimate_lcm(HISTORIES, counts, rng=rng, settings=SETTINGS).draws - SEEN
    return float((draws < missing).mean() + rng.random() * (draws == missing).mean())


def test_the_rank_of_the_truth_is_uniform() -> None:
    ranks = [rank_of_truth(seed) for seed in range(POPULATIONS)]
    assert kstest(ranks, "uniform").pvalue > 0.01
    assert 0.4 < np.mean(ranks) < 0.6

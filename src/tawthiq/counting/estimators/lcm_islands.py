"""Islands of chains of the sampler for latent classes: where they start, and how the counts are let in.

An island has a generator of its own and never meets another, so islands can run side by side and the answer is
the same however they do. Chains start from a prior; counts come in by degrees, each step as large as leaves
half the chains a say, and one person at least.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tawthiq.counting.estimators.draws import Floats, Ints, log_gamma_draws

Bits = npt.NDArray[np.uint8]
_SMALLEST_ALPHA = 1e-8
# Steps of this many over the square root of the people are accepted three times in four on tables of all
# sizes.
_STEP = 2.6


@dataclass(slots=True, kw_only=True)
class Island:
    """Chains that started together.

    Args:
        rng: the generator of this island alone.
        states: log odds of capture by class and list, then of the stick-breaking shares, a row a chain.
        missing: each chain's number missing.
        tally: trajectories' chances of acceptance added up, draws beyond the cap, trajectories.
    """

    rng: np.random.Generator
    states: Floats
    missing: Floats
    tally: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How a table is walked over.

    Args:
        cap: largest number missing, in multiples of the number documented.
        trajectory: length of a trajectory on the log-odds scale.
        most_steps: largest number of steps in one.
        alpha: shape and rate of the Gamma prior of alpha.
        scale: length of a step over the usual one.
    """

    cap: float
    trajectory: float
    most_steps: int
    alpha: tuple[float, float] = (0.25, 0.25)
    scale: float = 1.0

    def walk(self, island: Island, x: Bits, y: Floats, *, turns: int) -> Floats:
        """Make this many turns with every chain; returns the missing, of shape (turns, chains)."""
        from tawthiq.counting.estimators.lcm_density import Table
        from tawthiq.counting.estimators.lcm_kernels import run_island

        people = float(y.sum())
        table = Table(x=x, y=y, n=people, cap=float(int(self.cap * people)), shape=self.alpha[0], rate=self.alpha[1])
        step = float(self.scale * _STEP / np.sqrt(people))
        steps = int(np.clip(round(self.trajectory / step), 6, self.most_steps))
        # A sweep is worth more, and costs less beside a trajectory, where there are few people.
        sweeps = int(np.clip(1_500 // people, 1, 4))
        kept = np.empty((turns, len(island.states)))
        run_island(island.rng, table, island.states, island.missing, step, steps, sweeps, kept, island.tally)
        return kept


def start_island(
    rng: np.random.Generator, *, lists: int, classes: int, chains: int, alpha: tuple[float, float]
) -> Island:
    """Chains drawn from the prior, with this shape and rate of alpha."""
    shape, rate = alpha
    drawn = np.maximum(rng.gamma(shape, 1 / rate, (chains, 1)), _SMALLEST_ALPHA)
    odds = rng.logistic(size=(chains, lists * classes))
    sticks = log_gamma_draws(rng, np.ones((chains, classes - 1))) - log_gamma_draws(
        rng, np.broadcast_to(drawn, (chains, classes - 1))
    )
    return Island(
        rng=rng,
        states=np.ascontiguousarray(np.concatenate([odds, sticks], axis=1)),
        missing=np.zeros(chains),
        tally=np.zeros(3),
    )


def let_in_all(island: Island, x: Bits, y: Ints, *, course: Course, turns: int) -> int:
    """Let the counts in by degrees; returns the number of steps."""
    inside, stages = np.zeros_like(y), 0
    while not np.array_equal(inside, y):
        log_share = log_share_of_cells(island.states, x)
        wanted = _next_counts(log_share, inside, y)
        chosen = _resample(_weights(log_share, wanted - inside), island.rng)
        island.states, island.missing = island.states[chosen], island.missing[chosen]
        inside, stages = wanted, stages + 1
        some = inside > 0
        course.walk(island, x[some], inside[some].astype(np.float64), turns=turns)
    return stages


def log_share_of_cells(states: Floats, x: Bits) -> Floats:
    """Log probability of each history for a person who is on some list: shape (chains, cells)."""
    from tawthiq.counting.estimators.lcm_density import log_shares

    out = np.empty((len(states), len(x)))
    log_shares(states, x, out)
    return out


def _next_counts(log_share: Floats, inside: Ints, y: Ints) -> Ints:
    def wanted(share: float) -> Ints:
        return np.maximum(inside, np.round(share * y).astype(np.int64))

    def enough(share: float) -> bool:
        weights = _weights(log_share, wanted(share) - inside)
        return bool(1 / (weights**2).sum() >= len(weights) / 2)

    if enough(1.0):
        return y
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if enough(middle) else (low, middle)
    return wanted(high) if np.array_equal(wanted(low), inside) else wanted(low)


def _weights(log_share: Floats, let_in: Ints) -> Floats:
    log_weight = log_share @ let_in
    weight = np.exp(log_weight - log_weight.max())
    return np.asarray(weight / weight.sum())


def _resample(weights: Floats, rng: np.random.Generator) -> Ints:
    """Systematic resampling: numbers of the chains chosen."""
    at = (np.arange(weights.size) + rng.random()) / weights.size
    return np.minimum(np.searchsorted(weights.cumsum(), at), weights.size - 1).astype(np.int64)

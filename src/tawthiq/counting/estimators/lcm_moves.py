"""Long moves of latent classes: Hamiltonian trajectories with the missing people and the classes summed out.

A Gibbs sweep moves each part given who is in which class, so it crosses the flat directions of this model in
steps of one over the square root of the people: hopeless with tens of thousands. Here capture probabilities
and weights move together, on the log-odds scale, along the gradient of the conditional likelihood of the
cells (Neal 2011, Handbook of Markov Chain Monte Carlo, chapter 5). Given alpha the move leaves exactly the
same distribution as the sweep does, as long as nothing runs into the cap on the missing.

All chains move at once; a chain whose trajectory is not accepted stays where it was.
"""

from dataclasses import dataclass

import numpy as np

from tawthiq.counting.estimators.draws import Floats
from tawthiq.counting.estimators.lcm_sweep import Chains, log_one_less, log_share_of_itself, set_log_odds

# Steps of this many over the square root of the people are accepted three times in four on tables of all
# sizes.
FIRST_STEP = 2.7
WANTED_ACCEPTANCE = 0.75
_SPREAD = 0.3  # of the logarithm of the step, so that no trajectory closes on itself


@dataclass(slots=True)
class Mover:
    """The step of trajectories, fitted while chains warm up and fixed from then on.

    Args:
        step: length of a step on the log-odds scale.
        steps: steps in a trajectory.
    """

    step: float
    steps: int

    def fit(self, accepted: float) -> None:
        """Lengthen the step where more trajectories than wanted were accepted, shorten it where fewer."""
        self.step *= float(np.exp(0.2 * (accepted - WANTED_ACCEPTANCE)))


def mover_for(people: int, *, trajectory: float, most_steps: int) -> Mover:
    """Steps for a table of this many people.

    As many as make a trajectory of the wanted length, up to a limit.
    """
    step = FIRST_STEP / np.sqrt(people)
    return Mover(step=float(step), steps=int(np.clip(round(trajectory / step), 8, most_steps)))


def move(chains: Chains, x: Floats, y: Floats, *, rng: np.random.Generator, mover: Mover) -> float:
    """Move all chains along one trajectory each; returns the share expected to be accepted."""
    odds, sticks = _log_odds(chains)
    size = mover.step * np.exp(_SPREAD * rng.standard_normal(len(odds)))
    wide, narrow = size[:, None, None], size[:, None]
    push_odds, push_sticks = rng.standard_normal(odds.shape), rng.standard_normal(sticks.shape)
    start, by_odds, by_sticks = log_density(odds, sticks, chains.alpha, x, y)
    start = start - _energy(push_odds, push_sticks)
    end = start
    # A trajectory that runs away overflows and is not accepted.
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(mover.steps):
            push_odds = push_odds + 0.5 * wide * by_odds
            push_sticks = push_sticks + 0.5 * narrow * by_sticks
            odds = odds + wide * push_odds
            sticks = sticks + narrow * push_sticks
            end, by_odds, by_sticks = log_density(odds, sticks, chains.alpha, x, y)
            push_odds = push_odds + 0.5 * wide * by_odds
            push_sticks = push_sticks + 0.5 * narrow * by_sticks
        gain = end - _energy(push_odds, push_sticks) - start
    gain = np.where(np.isfinite(gain), gain, -np.inf)
    accepted = np.flatnonzero(np.log(rng.random(gain.size)) < gain)
    set_log_odds(chains, accepted, odds[accepted], sticks[accepted])
    return float(np.exp(np.minimum(gain, 0)).mean())


def log_density(odds: Floats, sticks: Floats, alpha: Floats, x: Floats, y: Floats) -> tuple[Floats, Floats, Floats]:
    """Log density of each chain up to a constant, and its gradient.

    Args:
        odds: log odds of capture, of shape (chains, lists, classes).
        sticks: log odds of the stick-breaking shares, of shape (chains, classes - 1).
        alpha: concentration, of shape (chains, 1).
        x: histories, of shape (cells, lists).
        y: people in each cell.
    """
    log_not = log_one_less(odds)
    log_share, log_rest = log_share_of_itself(sticks), log_one_less(sticks)
    none = np.zeros((len(sticks), 1))
    log_weight = np.concatenate([log_share, none], axis=1)
    log_weight = log_weight + np.concatenate([none, log_rest.cumsum(axis=1)], axis=1)
    unseen_by_class = log_not.sum(axis=1) + log_weight
    log_p = np.matmul(x, odds) + unseen_by_class[:, None, :]
    top = log_p.max(axis=2, keepdims=True)
    p = np.exp(log_p - top)
    total = p.sum(axis=2, keepdims=True)
    unseen = np.exp(unseen_by_class)
    seen_share = np.maximum(1 - unseen.sum(axis=1), 1e-12)
    density = (top + np.log(total))[:, :, 0] @ y - y.sum() * np.log(seen_share)
    density = density + (odds + 2 * log_not).sum(axis=(1, 2)) + (log_share + alpha * log_rest).sum(axis=1)
    # Expected people by class: the seen by their histories, the unseen by what the likelihood implies.
    by_cell = p * (y[:, None] / total)
    members = by_cell.sum(axis=1) + unseen * (y.sum() / seen_share)[:, None]
    chance = np.exp(log_share_of_itself(odds))
    by_odds = np.matmul(x.T, by_cell) - members[:, None, :] * chance + (1 - 2 * chance)
    share = np.exp(log_share)
    later = members[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
    by_sticks = (members[:, :-1] + 1) * (1 - share) - (later + alpha) * share
    return density, by_odds, by_sticks


def _log_odds(chains: Chains) -> tuple[Floats, Floats]:
    odds = np.log(chains.capture) - np.log1p(-chains.capture)
    rest = np.logaddexp.accumulate(chains.log_weight[:, ::-1], axis=1)[:, ::-1]
    return odds, chains.log_weight[:, :-1] - rest[:, 1:]


def _energy(push_odds: Floats, push_sticks: Floats) -> Floats:
    return np.asarray(0.5 * ((push_odds**2).sum(axis=(1, 2)) + (push_sticks**2).sum(axis=1)))

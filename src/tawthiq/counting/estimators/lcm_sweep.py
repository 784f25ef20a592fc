"""One sweep of the Gibbs sampler for latent classes, over all chains at once and on cells, not on people.

The model is that of Manrique-Vallier (2016), Biometrics 72:1246, sections 2 and 3: a stick-breaking mixture
of at most K classes, capture probabilities uniform on (0, 1), alpha ~ Gamma(1/4, 1/4), p(N) proportional to
1/N. Weights are kept as logarithms, for alpha wanders towards nought where few classes hold anybody.
"""

from dataclasses import dataclass

import numpy as np

from tawthiq.counting.estimators.draws import Floats, Ints, log_gamma_draws

_SHAPE = _RATE = 0.25
_SMALLEST_ALPHA = 1e-8


@dataclass(slots=True)
class Chains:
    """The state of all chains: arrays whose first axis is the chain."""

    log_weight: Floats  # (chains, classes)
    capture: Floats  # (chains, lists, classes)
    alpha: Floats  # (chains, 1)

    def choose(self, index: Ints) -> None:
        """Keep the chains of these numbers, some of them more than once."""
        self.log_weight, self.capture = self.log_weight[index], self.capture[index]
        self.alpha = self.alpha[index]


def start_from_prior(rng: np.random.Generator, *, lists: int, classes: int, chains: int) -> Chains:
    """Chains drawn from the prior: as far apart as the model allows."""
    alpha = np.maximum(rng.gamma(_SHAPE, 1 / _RATE, (chains, 1)), _SMALLEST_ALPHA)
    state = Chains(
        log_weight=np.zeros((chains, classes)),
        capture=_inside(rng.random((chains, lists, classes))),
        alpha=alpha,
    )
    nobody = np.zeros((chains, classes), dtype=np.int64)
    state.log_weight = _draw_log_weights(alpha, nobody, rng)
    return state


def log_share_of_cells(chains: Chains, x: Floats) -> Floats:
    """Log probability of each history for a person who is on some list: shape (chains, cells).

    With p(N) proportional to 1/N the number missing integrates out to exactly this conditional likelihood.
    """
    log_yes, log_no = np.log(chains.capture), np.log1p(-chains.capture)
    log_p = np.matmul(x, log_yes - log_no) + (log_no.sum(axis=1) + chains.log_weight)[:, None, :]
    top = log_p.max(axis=2, keepdims=True)
    log_cell = top[:, :, 0] + np.log(np.exp(log_p - top).sum(axis=2))
    unseen = np.exp(chains.log_weight + log_no.sum(axis=1)).sum(axis=1)
    return np.asarray(log_cell - np.log(np.maximum(1 - unseen, 1e-12))[:, None])


def log_share_of_itself(log_odds: Floats) -> Floats:
    """Logarithm of a share from its log odds."""
    return np.asarray(-np.logaddexp(0.0, -log_odds))


def log_one_less(log_odds: Floats) -> Floats:
    """Logarithm of one less a share from the log odds of the share."""
    return np.asarray(-np.logaddexp(0.0, log_odds))


def set_log_odds(chains: Chains, which: Ints, odds: Floats, sticks: Floats) -> None:
    """Set some chains from log odds of capture and of stick-breaking shares."""
    chains.capture[which] = _inside(np.exp(log_share_of_itself(odds)))
    none = np.zeros((len(sticks), 1))
    left = np.concatenate([none, log_one_less(sticks).cumsum(axis=1)], axis=1)
    chains.log_weight[which] = np.concatenate([log_share_of_itself(sticks), none], axis=1) + left


def _inside(capture: Floats) -> Floats:
    """Off 0 and 1, where later logarithms would be infinite."""
    return np.clip(capture, 1e-300, 1 - 1e-16)


def sweep(chains: Chains, x: Floats, y: Ints, *, rng: np.random.Generator, cap: float) -> tuple[Floats, int]:
    """One Gibbs sweep over all chains: classes of the seen, number and classes of the missing, parameters."""
    allocated = rng.multinomial(y, _class_shares(chains, x))
    missing, missing_by_class, over = _draw_missing(chains, int(y.sum()), rng, cap)
    found = np.matmul(x.T, allocated.astype(np.float64))
    members = allocated.sum(axis=1) + missing_by_class
    chains.capture = _inside(rng.beta(1.0 + found, 1.0 + members[:, None, :] - found))
    chains.log_weight = _draw_log_weights(chains.alpha, members, rng)
    rate = _RATE - chains.log_weight[:, -1:]
    drawn = rng.standard_gamma(_SHAPE + members.shape[1] - 1, rate.shape) / rate
    chains.alpha = np.maximum(drawn, _SMALLEST_ALPHA)
    return missing.astype(np.float64), over


def _class_shares(chains: Chains, x: Floats) -> Floats:
    """Probability of each class for a person of each history: shape (chains, cells, classes)."""
    log_yes, log_no = np.log(chains.capture), np.log1p(-chains.capture)
    log_p = np.matmul(x, log_yes - log_no) + (log_no.sum(axis=1) + chains.log_weight)[:, None, :]
    p = np.exp(log_p - log_p.max(axis=2, keepdims=True))
    return np.asarray(p / p.sum(axis=2, keepdims=True))


def _draw_missing(chains: Chains, n: int, rng: np.random.Generator, cap: float) -> tuple[Ints, Ints, int]:
    """Number missing given the parameters, negative binomial as p(N) ~ 1/N, cut off at the cap."""
    by_class = np.exp(chains.log_weight + np.log1p(-chains.capture).sum(axis=1))
    unseen = np.minimum(by_class.sum(axis=1), 1 - 1e-12)
    odds = unseen / (1 - unseen)
    largest = int(cap * n)
    missing = _negative_binomial(rng, n, odds)
    over = int((missing > largest).sum())
    for _ in range(20):
        again = missing > largest
        if not again.any():
            break
        missing = np.where(again, _negative_binomial(rng, n, odds), missing)
    missing = np.minimum(missing, largest)
    shares = by_class / by_class.sum(axis=1, keepdims=True)
    return missing, rng.multinomial(missing, shares), over


def _negative_binomial(rng: np.random.Generator, n: int, odds: Floats) -> Ints:
    mean = np.minimum(rng.standard_gamma(n, odds.shape) * odds, 1e15)
    return np.asarray(rng.poisson(mean), dtype=np.int64)


def _draw_log_weights(alpha: Floats, members: Ints, rng: np.random.Generator) -> Floats:
    """Logarithms of stick-breaking weights given who belongs to which class.

    The last class takes what is left.
    """
    inner = members[:, :-1].astype(np.float64)
    tail = members[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:].astype(np.float64)
    log_a = log_gamma_draws(rng, 1.0 + inner)
    log_b = log_gamma_draws(rng, alpha + tail)
    log_sum = np.logaddexp(log_a, log_b)
    none = np.zeros((inner.shape[0], 1))
    log_left = np.concatenate([none, (log_b - log_sum).cumsum(axis=1)], axis=1)
    return np.asarray(np.concatenate([log_a - log_sum, none], axis=1) + log_left)

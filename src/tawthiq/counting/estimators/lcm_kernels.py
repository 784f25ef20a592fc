"""How chains of the sampler for latent classes move, as loops compiled by numba when they are first called.

Trajectories, stretched sticks, Gibbs sweeps and classes that change places; what they aim at is in `lcm_density`.
numba compiles anew only where the file of a kernel has changed: after a change of `lcm_density`, change this file too
or empty `__pycache__`.
"""

import numpy as np

from tawthiq.counting.estimators.lcm_density import (
    Bits,
    Floats,
    Scratch,
    Table,
    chances,
    compiled,
    fill_within,
    height,
    log_likelihood_within,
    scratch_for,
    slope,
    unfold,
    unfold_sticks,
    unseen_share,
)

_TINY = 1e-300
_STRETCH = 2.0  # of the logarithm of what sticks leave over
_SPREAD = 0.3  # of the logarithm of a step, so that no trajectory closes on itself


@compiled
def draw_missing(rng: np.random.Generator, table: Table, s: Scratch) -> float:
    """Number missing given the share nobody saw: negative binomial."""
    unseen = unseen_share(s)
    mean = min(rng.standard_gamma(table.n) * unseen / (1 - unseen), 1e15)
    return float(rng.poisson(mean))


@compiled
def stretch_sticks(
    rng: np.random.Generator, table: Table, s: Scratch, state: Floats, missing: float, within: Floats, at: Floats
) -> float:
    """Stretch or shrink all sticks of one chain, then each of them, in place; returns the number missing.

    Minus the logarithm of what a stick leaves over is exponential given alpha. All of them times a factor are
    as likely under another alpha, so chains come back from where a few classes hold everything (Yu and Meng
    2011, Journal of Computational and Graphical Statistics 20:531, on such pairs of forms). Only weights move, so
    the chances within classes are worked out once.
    """
    lists, classes = s.yes.shape
    before = unfold(state, s)
    fill_within(table, s, within)
    likely = log_likelihood_within(table, s, within)
    at[:] = state
    for which in range(-1, classes - 1):
        gain, by = -likely, _STRETCH * rng.standard_normal()
        for k in range(classes - 1):
            if which < 0 or k == which:
                stick = at[classes * lists + k]
                left = (np.log1p(np.exp(-abs(stick))) + max(stick, 0.0)) * np.exp(by)
                at[classes * lists + k] = left + np.log(-np.expm1(-left) + _TINY)
                gain += by
        after = unfold_sticks(at, s)
        tried = log_likelihood_within(table, s, within)
        gain += tried - (table.shape + classes - 1) * (np.log(table.rate + after) - np.log(table.rate + before))
        if np.log(rng.random()) < gain:
            drawn = draw_missing(rng, table, s)
            if drawn <= table.cap:
                missing, before, likely = drawn, after, tried
                state[:] = at
        at[:] = state
    return missing


@compiled
def swap_neighbours(rng: np.random.Generator, shape: float, rate: float, state: Floats, s: Scratch) -> None:
    """Let neighbouring classes change places, their weights with them; the likelihood does not see it."""
    lists, classes = s.yes.shape
    log_weight, log_rest = s.p, s.members
    left = 0.0
    for k in range(classes - 1):
        stick = state[classes * lists + k]
        e = np.log1p(np.exp(-abs(stick)))
        log_weight[k] = left - e + min(stick, 0.0)
        left -= e + max(stick, 0.0)
    log_weight[classes - 1] = left
    log_rest[classes - 1] = left
    for k in range(classes - 2, -1, -1):
        log_rest[k] = np.logaddexp(log_rest[k + 1], log_weight[k])
    # From the last pair to the first, so that a class can travel the whole way up.
    for k in range(classes - 2, -1, -1):
        if k == classes - 2:
            kept, tried = log_weight[k + 1], log_weight[k]
            gain = (shape + classes - 1) * (np.log(rate - kept) - np.log(rate - tried)) + kept - tried
        else:
            tried = np.logaddexp(log_weight[k], log_rest[k + 2])
            gain = log_rest[k + 1] - tried
        if np.log(rng.random()) < gain:
            log_weight[k], log_weight[k + 1] = log_weight[k + 1], log_weight[k]
            log_rest[k + 1] = tried
            for j in range(lists):
                a, b = k * lists + j, (k + 1) * lists + j
                state[a], state[b] = state[b], state[a]
    for k in range(classes - 1):
        state[classes * lists + k] = log_weight[k] - log_rest[k + 1]


@compiled
def allocate(rng: np.random.Generator, s: Scratch, people: float, total: float, history: Bits) -> None:
    """Give people of one history their classes by the chances in `p`; adds to `members` and `found`."""
    last = s.p.size - 1
    for k in range(last + 1):
        if people <= 0:
            return
        drawn = people
        if k < last and s.p[k] < total:
            drawn = float(rng.binomial(int(people), s.p[k] / total))
        total -= s.p[k]
        people -= drawn
        s.members[k] += drawn
        for j in range(history.size):
            if history[j]:
                s.found[j, k] += drawn


@compiled
def log_odds(rng: np.random.Generator, a: float, b: float) -> float:
    """Log odds of a Beta(a, b) draw, exact where a shape is so small that the draw itself underflows."""
    up = np.log(rng.standard_gamma(a + 1)) + np.log1p(-rng.random()) / a
    down = np.log(rng.standard_gamma(b + 1)) + np.log1p(-rng.random()) / b
    return float(up - down)


@compiled
def gibbs(rng: np.random.Generator, table: Table, missing: float, state: Floats, s: Scratch) -> None:
    """One sweep: classes of all people, the missing included, then capture probabilities and weights."""
    lists, classes = s.yes.shape
    used = unfold(state, s)
    s.found[:] = 0.0
    s.members[:] = 0.0
    nobody = np.zeros(lists, dtype=np.uint8)
    allocate(rng, s, missing, chances(s, nobody), nobody)
    for c in range(table.y.size):
        allocate(rng, s, table.y[c], chances(s, table.x[c]), table.x[c])
    alpha = max(rng.standard_gamma(table.shape + classes - 1) / (table.rate + used), 1e-8)
    later = 0.0
    for k in range(classes - 1, -1, -1):
        for j in range(lists):
            state[k * lists + j] = log_odds(rng, 1 + s.found[j, k], 1 + s.members[k] - s.found[j, k])
        if k < classes - 1:
            state[classes * lists + k] = log_odds(rng, 1 + s.members[k], alpha + later)
        later += s.members[k]


@compiled
def trajectory(rng: np.random.Generator, table: Table, s: Scratch, at: Floats, step: float, steps: int) -> float:
    """Carry one chain along a trajectory, in place; returns the log of its chance."""
    by, push = np.empty(at.size), np.empty(at.size)
    used = unfold(at, s)
    gain = -height(table, s, used)
    slope(table, s, used, by)
    for i in range(at.size):
        push[i] = rng.standard_normal()
        gain += 0.5 * push[i] * push[i]
        push[i] += 0.5 * step * by[i]
    for turn in range(steps):
        for i in range(at.size):
            at[i] += step * push[i]
        used = unfold(at, s)
        slope(table, s, used, by)
        part = step if turn < steps - 1 else 0.5 * step
        for i in range(at.size):
            push[i] += part * by[i]
    gain += height(table, s, used)
    for i in range(at.size):
        gain -= 0.5 * push[i] * push[i]
    return gain


@compiled
def run_island(
    rng: np.random.Generator,
    table: Table,
    states: Floats,
    missing: Floats,
    step: float,
    steps: int,
    sweeps: int,
    kept: Floats,
    tally: Floats,
) -> None:
    """Move every chain of one island through as many turns as `kept` has rows.

    Args:
        rng: the island's own generator.
        table: what is sampled.
        states: chains, shape (chains, log odds); changed in place.
        missing: each chain's number missing; changed in place.
        step: mean length of a step.
        steps: steps in a trajectory; with none there are Gibbs sweeps alone.
        sweeps: Gibbs sweeps after each trajectory.
        kept: array (turns, chains), filled with the numbers missing.
        tally: trajectories' chances added up, moves refused at the cap, trajectories; added to.
    """
    s = scratch_for(table.x.shape[1], states.shape[1])
    within = np.empty((table.y.size + 1, s.weight.size))
    at = np.empty(states.shape[1])
    for chain in range(states.shape[0]):
        state = states[chain]
        for turn in range(kept.shape[0]):
            if steps:
                at[:] = state
                gain = trajectory(rng, table, s, at, step * np.exp(_SPREAD * rng.standard_normal()), steps)
                # A trajectory that ran away is no number and is not taken.
                tally[0] += min(1.0, np.exp(gain)) if gain > -np.inf else 0.0
                tally[2] += 1
                if np.log(rng.random()) < gain:
                    drawn = draw_missing(rng, table, s)
                    if drawn <= table.cap:
                        missing[chain] = drawn
                        state[:] = at
                    else:
                        tally[1] += 1
                missing[chain] = stretch_sticks(rng, table, s, state, missing[chain], within, at)
            for _ in range(sweeps):
                unfold(state, s)
                drawn = draw_missing(rng, table, s)
                missing[chain] = drawn if drawn <= table.cap else missing[chain]
                gibbs(rng, table, missing[chain], state, s)
            swap_neighbours(rng, table.shape, table.rate, state, s)
            kept[turn, chain] = missing[chain]

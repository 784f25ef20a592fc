"""Loops of the sampler for latent classes, compiled by numba when they are first called.

A chain is a row of numbers: log odds of capture, class by class and list by list, then the log odds of the
stick-breaking shares. Kernels run outside the interpreter's lock and never raise. No constant of another module
is used here, for numba compiles anew only where this file has changed.

The target is the posterior of Manrique-Vallier (2016) with three things summed out: who is in which class, the
number missing (p(N) ~ 1/N leaves the likelihood of the seen given that they were seen) and the concentration
alpha of the weights, whose prior is a Gamma.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bits = npt.NDArray[np.uint8]
Kernel = TypeVar("Kernel", bound=Callable[..., object])

_TINY = 1e-300
_STRETCH = 2.0  # of the logarithm of what sticks leave over
_SPREAD = 0.3  # of the logarithm of a step, so that no trajectory closes on itself


class Table(NamedTuple):
    """What is sampled: histories of cells, people in them, all of these, largest number missing, prior of alpha."""

    x: Bits
    y: Floats
    n: float
    cap: float
    shape: float
    rate: float


class Scratch(NamedTuple):
    """Probabilities of one chain, and room for sums over its classes."""

    yes: Floats  # (lists, classes): chance of capture
    no: Floats  # (lists, classes)
    found: Floats  # (lists, classes)
    weight: Floats  # (classes,)
    share: Floats  # (classes,): stick-breaking shares
    p: Floats  # (classes,)
    members: Floats  # (classes,)


def compiled(function: Kernel) -> Kernel:
    """Compile a kernel when it is first called; keep the machine code for later where it can be written."""
    try:
        made = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:  # neither the sources' folder nor the user's own can be written to
        made = numba.njit(nogil=True, error_model="numpy")(function)
    return cast("Kernel", made)


@compiled
def scratch_for(lists: int, size: int) -> Scratch:
    """Room for chains of this many log odds on this many lists."""
    classes = (size + 1) // (lists + 1)
    two = np.empty((3, lists, classes))
    one = np.empty((4, classes))
    return Scratch(two[0], two[1], two[2], one[0], one[1], one[2], one[3])


@compiled
def unfold(state: Floats, s: Scratch) -> float:
    """Probabilities of one chain from its log odds; returns minus the logarithm of the last weight."""
    lists, classes = s.yes.shape
    for k in range(classes):
        for j in range(lists):
            odds = state[k * lists + j]
            e = np.exp(-abs(odds))
            more, less = 1 / (1 + e), e / (1 + e)
            s.yes[j, k] = more if odds >= 0 else less
            s.no[j, k] = less if odds >= 0 else more
    left, used = 1.0, 0.0
    for k in range(classes - 1):
        stick = state[classes * lists + k]
        e = np.exp(-abs(stick))
        more, less = 1 / (1 + e), e / (1 + e)
        s.share[k] = more if stick >= 0 else less
        s.weight[k] = left * s.share[k]
        left *= less if stick >= 0 else more
        used += np.log1p(e) + (stick if stick > 0 else 0.0)
    s.weight[classes - 1] = left
    return used


@compiled
def chances(s: Scratch, history: Bits) -> float:
    """Chance of a history within each class, times the class's weight: fills `p`, returns their sum."""
    lists, classes = s.yes.shape
    for k in range(classes):
        s.p[k] = s.weight[k]
    for j in range(lists):
        if history[j]:
            for k in range(classes):
                s.p[k] *= s.yes[j, k]
        else:
            for k in range(classes):
                s.p[k] *= s.no[j, k]
    total = _TINY
    for k in range(classes):
        total += s.p[k]
    return total


@compiled
def unseen_share(s: Scratch) -> float:
    """The share of people whom no list saw; `members` is left holding it by class."""
    unseen = 0.0
    for k in range(s.weight.size):
        q = s.weight[k]
        for j in range(s.no.shape[0]):
            q *= s.no[j, k]
        s.members[k] = q
        unseen += q
    return min(unseen, 1 - 1e-12)


@compiled
def slope(table: Table, s: Scratch, used: float, by: Floats) -> None:
    """Gradient of the log density at one chain: fills `by`.

    `members` and `found` are left holding the people expected in each class and those of them on each list.
    """
    lists, classes = s.yes.shape
    scale = table.n / (1 - unseen_share(s))
    for k in range(classes):
        s.members[k] *= scale
    s.found[:] = 0.0
    for c in range(table.y.size):
        scale = table.y[c] / chances(s, table.x[c])
        for k in range(classes):
            s.p[k] *= scale
            s.members[k] += s.p[k]
        for j in range(lists):
            if table.x[c, j]:
                for k in range(classes):
                    s.found[j, k] += s.p[k]
    for k in range(classes):
        for j in range(lists):
            by[k * lists + j] = s.found[j, k] - s.members[k] * s.yes[j, k] + s.no[j, k] - s.yes[j, k]
    alpha = (table.shape + classes - 1) / (table.rate + used)
    later = 0.0
    for k in range(classes - 1, 0, -1):
        later += s.members[k]
        v = s.share[k - 1]
        by[classes * lists + k - 1] = (s.members[k - 1] + 1) * (1 - v) - (later + alpha) * v


@compiled
def log_likelihood(table: Table, s: Scratch) -> float:
    """Log likelihood of the seen, given that they were seen."""
    density = -table.n * np.log(1 - unseen_share(s))
    for c in range(table.y.size):
        density += table.y[c] * np.log(chances(s, table.x[c]))
    return float(density)


@compiled
def height(table: Table, s: Scratch, used: float) -> float:
    """Log density of one chain up to a constant."""
    lists, classes = s.yes.shape
    density = log_likelihood(table, s)
    for k in range(classes):
        jacobian = 1.0
        for j in range(lists):
            jacobian *= s.yes[j, k] * s.no[j, k]
            if jacobian < 1e-200:
                density += np.log(jacobian + _TINY)
                jacobian = 1.0
        density += np.log(jacobian)
    for k in range(classes - 1):
        density += np.log(s.share[k] + _TINY)
    return float(density - (table.shape + classes - 1) * np.log(table.rate + used))


@compiled
def draw_missing(rng: np.random.Generator, table: Table, s: Scratch) -> float:
    """Number missing given the share nobody saw: negative binomial."""
    unseen = unseen_share(s)
    mean = min(rng.standard_gamma(table.n) * unseen / (1 - unseen), 1e15)
    return float(rng.poisson(mean))


@compiled
def stretch(rng: np.random.Generator, table: Table, s: Scratch, at: Floats, which: int) -> float:
    """Stretch or shrink all sticks of one chain, or one of them, in place; returns the log of its chance.

    Minus the logarithm of what a stick leaves over is exponential given alpha. All of them times a factor are
    as likely under another alpha, so chains come back from where a few classes hold everything (Yu and Meng
    2011, Journal of Computational and Graphical Statistics 20:531, on such pairs of forms).
    """
    lists, classes = s.yes.shape
    before = unfold(at, s)
    gain = -log_likelihood(table, s)
    by = _STRETCH * rng.standard_normal()
    for k in range(classes - 1):
        if which < 0 or k == which:
            stick = at[classes * lists + k]
            left = (np.log1p(np.exp(-abs(stick))) + max(stick, 0.0)) * np.exp(by)
            at[classes * lists + k] = left + np.log(-np.expm1(-left) + _TINY)
            gain += by
    after = unfold(at, s)
    gain += log_likelihood(table, s)
    return float(gain - (table.shape + classes - 1) * (np.log(table.rate + after) - np.log(table.rate + before)))


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
def log_shares(states: Floats, x: Bits, out: Floats) -> None:
    """Log probability of each history for somebody who was seen: fills `out`, shape (chains, cells).

    With p(N) ~ 1/N the number missing sums out to exactly this likelihood.
    """
    s = scratch_for(x.shape[1], states.shape[1])
    for chain in range(states.shape[0]):
        unfold(states[chain], s)
        seen = 1 - unseen_share(s)
        for c in range(x.shape[0]):
            out[chain, c] = np.log(chances(s, x[c]) / seen)


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
    moves = s.weight.size + 1 if steps else 0
    at = np.empty(states.shape[1])
    for chain in range(states.shape[0]):
        state = states[chain]
        for turn in range(kept.shape[0]):
            for move in range(moves):
                at[:] = state
                if move == 0:
                    gain = trajectory(rng, table, s, at, step * np.exp(_SPREAD * rng.standard_normal()), steps)
                    # A trajectory that ran away is no number and is not taken.
                    tally[0] += min(1.0, np.exp(gain)) if gain > -np.inf else 0.0
                    tally[2] += 1
                else:
                    gain = stretch(rng, table, s, at, move - 2)
                if np.log(rng.random()) < gain:
                    drawn = draw_missing(rng, table, s)
                    if drawn <= table.cap:
                        missing[chain] = drawn
                        state[:] = at
                    elif move == 0:
                        tally[1] += 1
            for _ in range(sweeps):
                unfold(state, s)
                drawn = draw_missing(rng, table, s)
                missing[chain] = drawn if drawn <= table.cap else missing[chain]
                gibbs(rng, table, missing[chain], state, s)
            swap_neighbours(rng, table.shape, table.rate, state, s)
            kept[turn, chain] = missing[chain]

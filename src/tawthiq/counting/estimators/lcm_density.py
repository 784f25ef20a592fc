"""The posterior of latent classes as loops compiled by numba when they are first called: probabilities, density, slope.

A chain is a row of numbers: log odds of capture, class by class and list by list, then the log odds of the
stick-breaking shares. Kernels run outside the interpreter's lock and never raise.

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
    return unfold_sticks(state, s)


@compiled
def unfold_sticks(state: Floats, s: Scratch) -> float:
    """Shares and weights of one chain alone; returns minus the logarithm of the last weight."""
    lists, classes = s.yes.shape
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
def fill_within(table: Table, s: Scratch, within: Floats) -> None:
    """Chance of every history within each class, and last of being on no list: fills `within`."""
    lists, classes = s.yes.shape
    cells = table.y.size
    within[:] = 1.0
    for c in range(cells + 1):
        for j in range(lists):
            if c < cells and table.x[c, j]:
                for k in range(classes):
                    within[c, k] *= s.yes[j, k]
            else:
                for k in range(classes):
                    within[c, k] *= s.no[j, k]


@compiled
def log_likelihood_within(table: Table, s: Scratch, within: Floats) -> float:
    """`log_likelihood` where only the weights have changed since `within` was filled."""
    cells = table.y.size
    density = 0.0
    for c in range(cells + 1):
        total = 0.0
        for k in range(s.weight.size):
            total += s.weight[k] * within[c, k]
        if c < cells:
            density += table.y[c] * np.log(total + _TINY)
        else:
            density -= table.n * np.log(1 - min(total, 1 - 1e-12))
    return density


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

"""Draws of the clustering: how many persons, and on which lists, as far as the linking can tell.

One clustering says one number of persons. The links it was unsure of could have gone otherwise, and a number
that does not say so is not honest. Here the clustering is drawn again and again:

* **Each pair** holds with its probability: a logistic error is added to its log odds (a pair of log odds x is
  then above nought with probability 1/(1+e^-x)), and the records are clustered by average link as before.
* **The number of matches pulls.** Average link refuses pairs that contradict each other, so such clusterings
  have fewer matches than the probabilities of the pairs add up to. Where the model is right that is a bias
  towards too many persons, and a lower threshold that keeps the sum takes it away; where the model believes
  weak pairs too easily the clusters are right and the sum is wrong. Nothing in the pairs says which, so each
  draw goes a part of the way, any part from none to all as likely. Reviewed pairs say which: the better the
  calibration is known, the closer every draw keeps to the sum.
* **All probabilities may be wrong together.** In each draw the log odds are ``intercept + slope × log odds``
  with an intercept and a slope of its own (Cox 1958); how far these may lie from 0 and 1 is a `Calibration`,
  wide for a model that has seen no reviewed pair, and learnt from reviewed pairs where there are some.
* **Some records were never brought together.** The share of persons cut in two that way is unknown; pairs
  inside clusters of three or more that nobody compared tell of it (if A is B and B is C, then A and C should
  have been compared). These merges have no pair to stand on: they are taken off the number of persons and
  moved in the table of lists, and no clustering shows them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.believing import CLIP, NAT, Calibration
from tawthiq.matching.clustering import NOT_COMPARED
from tawthiq.matching.draws import Draws, Ints

Floats = NDArray[np.float64]
Pairs = Iterable[tuple[int, int]]
_LEAST_WEIGHT = -10.0  # pairs under this are not kept by a linkage: here they count as never compared
_CERTAIN = 10.0  # pairs above this hold in every draw
_MOST_TOGETHER = 800  # records in one component of a draw; the weakest links of a larger one are cut
_TRIAL_DRAWS = 3
_TRIALS = 7
_MANY_RECORDS = 200_000  # with so many, one draw says how many matches a shift gives
_WIDEST_SHIFT = 3.0
# Share of merges missed: what is believed without looking, the pairs that this belief is worth, its spread (log).
_MISSED, _MISSED_PAIRS, _MISSED_SD = 0.008, 200.0, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """What holds in every draw.

    Args:
        must: pairs that are the same person (not against ``cannot``, but against lists declared clean).
        cannot: pairs that are never the same person.
        clean_list: for each record the list that holds nobody twice, or -1.
    """

    must: tuple[tuple[int, int], ...] = ()
    cannot: tuple[tuple[int, int], ...] = ()
    clean_list: Ints | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    """The pairs that can matter, with the smaller record first.

    Records that stand in none are left out; the others are numbered so that those which hang together stand side by
    side, in the order of ``records``: memory is then read in order, and most of a draw's time is memory.
    """

    size: int
    records: Ints
    left: Ints
    right: Ints
    weight: Floats
    must: Ints
    cannot: Ints
    clean: Ints
    lists: Ints


def draw_clusterings(
    size: int,
    left: Ints,
    right: Ints,
    weight: Floats,
    *,
    roots: Ints,
    list_code: Ints | None = None,
    constraints: Constraints | None = None,
    calibration: Calibration | None = None,
    draws: int = 50,
    level: float = 0.95,
    seed: int = 0,
) -> Draws:
    """Draw clusterings that the compared pairs allow, to say how sure a number of persons is.

    Deterministic: neither the order of the pairs nor of the constraints changes a draw. Records that hang
    together with no unsure pair are the same in all draws.

    Args:
        size: number of records.
        left: one record of each compared pair.
        right: the other.
        weight: log2 odds that they are the same person.
        roots: the clustering that is stated, as `tawthiq.matching.clustering.cluster` gives it.
        list_code: list of each record, from 0: records of some lists are missed more often than of others.
        constraints: what holds in every draw.
        calibration: how far the weights can be believed; see `Calibration` and `learn_calibration`.
        draws: how many.
        level: of the intervals.
        seed: not negative.
    """
    calibration = calibration or Calibration()
    lists = np.zeros(size, dtype=np.int32) if list_code is None else list_code.astype(np.int32)
    found = _evidence(size, left, right, weight, constraints or Constraints(), lists)
    log_odds = calibration.intercept + calibration.slope * found.weight
    expected = _expected_matches(found, log_odds)
    shift = _matching_shift(found, log_odds, expected, seed)
    stated = _stated(found, roots)
    share, by_list = _missed_share(found, stated, int(lists.max(initial=-1)) + 1)
    doubt = min(1.0, calibration.intercept_sd / Calibration().intercept_sd)
    moved, missed = [], []
    for draw in range(draws):
        random = np.random.default_rng([seed, draw, 1])
        part = 1 - doubt * random.random()
        drawn = _draw(found, _believed(found, calibration, random), part * shift, seed, draw + _TRIAL_DRAWS)
        other = np.flatnonzero(drawn != stated)
        other = other[np.argsort(found.records[other])]
        moved.append((found.records[other], found.records[drawn[other]]))
        merges = int((drawn != np.arange(found.size)).sum())
        missed.append(min(merges, int(random.poisson(merges * share * np.exp(_MISSED_SD * random.standard_normal())))))
    inside = stated[found.left] == stated[found.right]
    return Draws(
        roots=roots.astype(np.int32),
        moved=tuple(moved),
        missed=tuple(missed),
        expected_matches=expected,
        stated_matches=int(inside.sum()),
        missed_share=share,
        exposure=by_list[lists],
        shift=shift,
        calibration=calibration,
        level=level,
        seed=seed,
    )


def _evidence(size: int, left: Ints, right: Ints, weight: Floats, constraints: Constraints, lists: Ints) -> _Evidence:
    """Pairs that can matter, in a fixed order, in natural log odds."""
    from tawthiq.matching import drawing_kernels as kernels

    kept = weight > _LEAST_WEIGHT
    must, cannot = _pairs(constraints.must), _pairs(constraints.cannot)
    ends = np.concatenate((np.stack([left[kept], right[kept]], axis=1), must, cannot)).astype(np.int32)
    ties = np.ones(len(ends))
    together = kernels.components(size, ends[:, 0].copy(), ends[:, 1].copy(), ties, 0 * ties)
    stands = np.zeros(size, dtype=np.bool_)
    stands[ends.ravel()] = True
    named = np.flatnonzero(stands)
    records = named[np.argsort(together[named], kind="stable")].astype(np.int32)
    number = np.zeros(size, dtype=np.int32)
    number[records] = np.arange(len(records), dtype=np.int32)
    ends = number[ends]
    one, two = ends[: len(ends) - len(must) - len(cannot)].T
    one, two = np.minimum(one, two), np.maximum(one, two)
    order = np.lexsort((two, one))
    clean = constraints.clean_list
    return _Evidence(
        size=len(records),
        records=records,
        left=one[order].astype(np.int32),
        right=two[order].astype(np.int32),
        weight=np.clip(weight[kept][order], -CLIP, CLIP) * NAT,
        must=number[must],
        cannot=number[cannot],
        clean=np.full(len(records), -1, dtype=np.int32) if clean is None else clean[records].astype(np.int32),
        lists=lists[records],
    )


def _believed(found: _Evidence, calibration: Calibration, random: np.random.Generator) -> Floats:
    """Log odds of the pairs with one set of shared errors."""
    intercept, slope = calibration.draw(random)
    many = int(found.lists.max(initial=0)) + 1
    of_list = calibration.list_sd * random.standard_normal(many)
    of_two = calibration.two_lists_sd * np.triu(random.standard_normal((many, many)))
    one, two = found.lists[found.left], found.lists[found.right]
    of_pair = of_list[one] + of_list[two] + of_two[np.minimum(one, two), np.maximum(one, two)]
    out: Floats = intercept + slope * found.weight + of_pair
    return out


def _pairs(pairs: Pairs) -> Ints:
    return np.array(sorted({(min(p), max(p)) for p in pairs}), dtype=np.int32).reshape(-1, 2)


def _expected_matches(found: _Evidence, log_odds: Floats) -> float:
    """Sum of the probabilities; judged pairs are certain, and a clean list gives each record one partner at most."""
    p = 1 / (1 + np.exp(-log_odds))
    key = found.left.astype(np.int64) * found.size + found.right
    for pairs, certain in ((found.must, 1.0), (found.cannot, 0.0)):
        p[np.isin(key, pairs[:, 0].astype(np.int64) * found.size + pairs[:, 1])] = certain
    one, two = found.clean[found.left], found.clean[found.right]
    p[(one >= 0) & (one == two)] = 0.0
    factor = np.ones(len(p))
    for record, other in ((found.left, two), (found.right, one)):
        among = np.flatnonzero(other >= 0)
        group = np.unique(record[among].astype(np.int64) * (found.size + 1) + other[among], return_inverse=True)[1]
        total = np.bincount(group, weights=p[among])
        factor[among] = np.minimum(factor[among], 1 / np.maximum(total[group], 1.0))
    return float((p * factor).sum())


def _matching_shift(found: _Evidence, log_odds: Floats, expected: float, seed: int) -> float:
    """How far to move the threshold for draws that hold, on average, as many compared pairs as expected."""
    trials = _TRIAL_DRAWS if found.size < _MANY_RECORDS else 1

    def matches(shift: float) -> float:
        drawn = (_draw(found, log_odds, shift, seed, draw) for draw in range(trials))
        return float(np.mean([np.count_nonzero(r[found.left] == r[found.right]) for r in drawn]))

    low, high = -_WIDEST_SHIFT, _WIDEST_SHIFT
    if not len(found.left):
        return 0.0
    for _ in range(_TRIALS):
        middle = (low + high) / 2
        if matches(middle) < expected:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _draw(found: _Evidence, log_odds: Floats, shift: float, seed: int, draw: int) -> Ints:
    """One clustering: its own errors, components of the pairs that hold, average link inside them."""
    from tawthiq.matching import drawing_kernels as kernels

    errors = np.empty(len(log_odds))
    key = np.uint64((seed * 1_000_003 + draw * 7_919 + 1) % 2**63)
    kernels.logistic_errors(found.left, found.right, key, errors)
    errors[found.weight >= _CERTAIN * NAT] = 0.0
    log_odds = log_odds + errors
    component = _components(found, log_odds, -shift)
    together = component[found.cannot[:, 0]] == component[found.cannot[:, 1]]
    return kernels.merge_components(
        component,
        found.left,
        found.right,
        log_odds,
        found.must,
        found.cannot[together],
        found.clean,
        NOT_COMPARED * NAT,
        -shift,
    )


def _components(found: _Evidence, value: Floats, threshold: float) -> Ints:
    """Components of the pairs above the threshold; where one is too large its weakest pairs are cut."""
    from tawthiq.matching import drawing_kernels as kernels

    left = np.concatenate((found.left, found.must[:, 0]))
    right = np.concatenate((found.right, found.must[:, 1]))
    value = np.concatenate((value, np.full(len(found.must), np.inf)))
    bar = np.full(len(value), threshold)
    while True:
        component = kernels.components(found.size, left, right, value, bar)
        large = np.bincount(component, minlength=found.size)[component[left]] > _MOST_TOGETHER
        large &= np.isfinite(value) & (value > bar)
        if not large.any():
            return component
        bar[large] += 1.0


def _stated(found: _Evidence, roots: Ints) -> Ints:
    """The stated clustering in the numbers of the evidence: the smallest record of each record's cluster."""
    number = np.zeros(len(roots), dtype=np.int32)
    number[found.records] = np.arange(found.size, dtype=np.int32)
    return number[roots[found.records]]


def _missed_share(found: _Evidence, roots: Ints, many: int) -> tuple[float, Floats]:
    """Share of merges believed missed, and for each list how likely a record of it is to be one that was missed.

    In clusters of three or more, pairs never compared are to all pairs nearly as merges missed are to merges:
    a pair is missed about twice as often as a person is cut in two by it, and such clusters show about half of
    what is missed. Where there are few of them a usual share is taken.
    """
    size = np.bincount(roots, minlength=found.size)[roots] if found.size else np.zeros(0, dtype=np.int64)
    inside = (roots[found.left] == roots[found.right]) & (size[found.left] >= 3)
    compared = np.zeros(found.size)
    for side in (found.left, found.right):
        compared += np.bincount(side[inside], minlength=found.size)
    pairs = np.where(size >= 3, size - 1.0, 0.0)
    lists = found.lists
    all_pairs = np.bincount(lists, weights=pairs, minlength=many) / 2
    absent = np.maximum(0.0, all_pairs - np.bincount(lists, weights=compared, minlength=many) / 2)
    share = (float(absent.sum()) + _MISSED * _MISSED_PAIRS) / (float(all_pairs.sum()) + _MISSED_PAIRS)
    by_list: Floats = (absent + share * _MISSED_PAIRS / max(many, 1)) / (all_pairs + _MISSED_PAIRS / max(many, 1))
    return share, by_list

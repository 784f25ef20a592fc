"""What judgements teach about weights: a supervised model on the same fields, still additive.

The unsupervised weight of a pair is where the model starts; judgements move it as far as they carry:

    weight = unsupervised weight + reach x (intercept + slope x unsupervised weight
             + one adjustment per level of each field
             + one adjustment per combination of grades for the few pairs of fields that matter for relatives)

All in log2 odds. The coefficients maximise the penalised likelihood of the judgements (ridge logistic
regression, le Cessie and van Houwelingen 1992): each has a normal prior around "the unsupervised weight is
right" (all of them 0), so forty judgements change little and two thousand what they show. ``missing`` is never
adjusted: what is not known says nothing. Combinations are graded (`grades`), because no review is large enough
to learn each level with each other level. ``reach`` falls from 1 for a pair in doubt to 0 for a certain one:
people are asked about pairs in doubt, and their answers must not move the certain ones they never saw.

Reviewed pairs are not a random sample: the queue picks them by probability, by pattern and by whether they go
against the clusters. Given pattern and weight, probability and pattern tell no more of the answer, and the
likelihood needs no correction for them (missing at random, Rubin 1976; weighting by the inverse sampling share
would only add variance while the model holds, Shimodaira 2000). The clusters do tell more: a strong pair that
they keep apart was mostly kept apart by better pairs beside it, and learning from it as it stands would teach
that strong pairs are wrong. So ``standing``, the odds of each judged pair with the pairs beside it (see
`tawthiq.matching.standing`), enters as what is known before the answer, corrected by two coefficients of its
own that are not kept, and only what the answer adds is learned. Leave it out when the pairs were chosen without
the clusters; where judged pairs are to stand for others (a stratified random sample), ``importance`` says for
how many.

A ridge pulls towards zero, so what was learned is stretched or shrunk as a whole to predict judgements best on
which it was not fitted (five folds). When even so it predicts them no better than without learning, nothing is
learned, and that is said.
"""

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from tawthiq.matching.learned import (
    Floats,
    LearnedModel,
    NotLearned,
    NotLearnedReason,
    Patterns,
    check_patterns,
    grades,
    reach,
)
from tawthiq.matching.levels import FIELDS
from tawthiq.terms.errors import BadInputError

LEAST_JUDGEMENTS = 40
LEAST_OF_A_KIND = 8
COMBINATIONS: tuple[tuple[str, str], ...] = (
    ("given", "father"),
    ("given", "family"),
    ("given", "birth"),
    ("given", "death"),
    ("given", "rival"),
    ("father", "grandfather"),
    ("father", "family"),
    ("father", "rival"),
    ("family", "rival"),
    ("birth", "death"),
    ("birth", "rival"),
    ("death", "place"),
)
"""Fields whose combination tells relatives and namesakes apart; those a frame lacks are left out."""
_LEVEL_SPREAD, _COMBINATION_SPREAD, _SLOPE_SPREAD, _INTERCEPT_SPREAD = 0.7, 0.3, 0.05, 0.3
_SIDE_SPREAD, _BESIDE_SPREAD, _STRETCH_SPREAD = 1.0, 0.3, 0.3
_FIRST = 4
_FOLDS = 5
_GRADES = 4
_LN2 = float(np.log(2.0))


def learn(
    patterns: Patterns,
    weight: Floats,
    judged_rows: NDArray[np.integer],
    decisions: NDArray[np.integer],
    *,
    fields: tuple[str, ...] = tuple(FIELDS),
    standing: Floats | None = None,
    importance: Floats | None = None,
) -> LearnedModel | NotLearned:
    """Learn from judgements how far the unsupervised weights are off.

    Neither the order of the judgements nor that of the pairs changes the result. One judgement a pair is
    expected: the latest; ``unsure`` is left out.

    Args:
        patterns: levels of all compared pairs (rows), columns in the order of ``fields``.
        weight: their unsupervised log2 odds.
        judged_rows: rows of the pairs that were judged.
        decisions: 1 same, 0 different, one for each of ``judged_rows``.
        fields: names of the columns.
        standing: log2 odds of the judged pairs with the pairs beside them, when the queue chose them (see the
            module): `tawthiq.matching.standing.standing_odds` of the unsupervised weights and clusters.
        importance: how many pairs each judged pair stands for; scaled to a mean of 1. Not needed for pairs
            from the review queue (see the module).

    Raises:
        BadInputError: shapes do not agree, a level or a row is out of range, or a decision is neither 0 nor 1.
    """
    check_patterns(patterns, weight, fields)
    _check_judged(len(weight), judged_rows, decisions)
    count, same = len(decisions), int(decisions.sum())
    if count < LEAST_JUDGEMENTS:
        return NotLearned(reason=NotLearnedReason.TOO_FEW, judgements=count, same=same, needed=LEAST_JUDGEMENTS)
    if min(same, count - same) < LEAST_OF_A_KIND:
        return NotLearned(reason=NotLearnedReason.ONE_KIND_ONLY, judgements=count, same=same, needed=LEAST_OF_A_KIND)
    scaled = np.ones(count) if importance is None else importance / importance.mean()
    beside = np.zeros(count) if standing is None else standing - weight[judged_rows]
    order = np.lexsort((scaled, beside, decisions, *patterns[judged_rows].T, weight[judged_rows]))
    rows = judged_rows[order]
    data = _Judged(
        index=_index(patterns[rows], fields),
        base=weight[rows] * _LN2,
        reach=reach(weight[rows]),
        beside=beside[order] * _LN2,
        side=np.zeros(count) if standing is None else np.sign(standing)[order],
        same=decisions[order].astype(np.float64),
        importance=scaled[order],
    )
    spread = _spreads(fields)
    full = _fit(data, spread)
    unseen, known = _moves_unseen(data, spread)
    data = dataclasses.replace(data, beside=data.beside + known)
    stretch = _fit_stretch(unseen, data)
    before, after = _loss(0.0 * unseen, data), _loss(stretch * unseen, data)
    if after >= before:
        return NotLearned(reason=NotLearnedReason.NO_GAIN, judgements=count, same=same, needed=count + 1)
    found = full * stretch
    return _model(found, fields, judgements=count, same=same, losses=(before, after))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """Judged pairs (natural log odds): places of their adjustments, what stands without them, answers."""

    index: NDArray[np.int64]
    base: Floats
    reach: Floats
    beside: Floats
    side: Floats
    same: Floats
    importance: Floats

    def take(self, at: NDArray[np.bool_]) -> "_Judged":
        return _Judged(**{f.name: getattr(self, f.name)[at] for f in dataclasses.fields(self)})


def _check_judged(pairs: int, rows: NDArray[np.integer], decisions: NDArray[np.integer]) -> None:
    inside = not len(rows) or (rows.min() >= 0 and rows.max() < pairs)
    if len(rows) != len(decisions) or not inside or not np.isin(decisions, (0, 1)).all():
        raise BadInputError(
            "matching.decisions",
            "The decisions do not fit the judged pairs.",
            "Give 1 (same) or 0 (different) for each row of a judged pair.",
        )


def _combinations(fields: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in COMBINATIONS if set(pair) <= set(fields))


def _index(patterns: Patterns, fields: tuple[str, ...]) -> NDArray[np.int64]:
    """Place of every adjustment that each pattern takes part in."""
    columns, start = [], 0
    for n, field in enumerate(fields):
        columns.append(start + patterns[:, n].astype(np.int64))
        start += len(FIELDS[field])
    for one, two in _combinations(fields):
        a, b = (grades(f)[patterns[:, fields.index(f)]] for f in (one, two))
        columns.append(start + _GRADES * a + b)
        start += _GRADES**2
    return np.stack(columns, axis=1)


def _spreads(fields: tuple[str, ...]) -> Floats:
    """Prior standard deviation (natural log odds) of intercept, slope and adjustments; 0 holds one at 0."""
    levels = [np.r_[0.0, np.full(len(FIELDS[f]) - 1, _LEVEL_SPREAD)] for f in fields]
    table = np.full((_GRADES, _GRADES), _COMBINATION_SPREAD)
    table[0, :] = table[:, 0] = 0.0
    return np.concatenate(
        [
            [_INTERCEPT_SPREAD, _SLOPE_SPREAD, _SIDE_SPREAD, _BESIDE_SPREAD],
            *levels,
            *[table.ravel()] * len(_combinations(fields)),
        ]
    )


def _fit(data: _Judged, spread: Floats) -> Floats:
    """Intercept, slope and adjustments (natural log odds) with the highest penalised likelihood."""
    held = spread == 0
    precision = np.where(held, 0.0, 1.0 / np.where(held, 1.0, spread) ** 2)
    width = data.index.shape[1]

    def cost(found: Floats) -> tuple[float, Floats]:
        odds = data.base + data.beside + _known(found, data) + _moves(found, data)
        excess = data.importance * (_share(odds) - data.same)
        value = float(data.importance @ (np.logaddexp(0.0, odds) - data.same * odds) + 0.5 * precision @ found**2)
        pull = excess * data.reach
        by_place = np.bincount(data.index.ravel(), weights=np.repeat(pull, width), minlength=len(spread) - _FIRST)
        slope = (
            np.concatenate(([pull.sum(), pull @ data.base, excess @ data.side, excess @ data.beside], by_place))
            + precision * found
        )
        slope[held] = 0.0
        return value, slope

    options = {"maxiter": 500, "ftol": 1e-10, "gtol": 1e-6}
    out: Floats = minimize(cost, np.zeros(len(spread)), jac=True, method="L-BFGS-B", options=options).x
    return out


def _share(odds: Floats) -> Floats:
    out: Floats = 1.0 / (1.0 + np.exp(-np.clip(odds, -500, 500)))
    return out


def _moves(found: Floats, data: _Judged) -> Floats:
    """By how much the odds of each pair move."""
    out: Floats = data.reach * (found[0] + found[1] * data.base + found[_FIRST:][data.index].sum(axis=1))
    return out


def _known(found: Floats, data: _Judged) -> Floats:
    """What the clusters tell beyond `standing_odds`; it corrects them for these judgements and is not kept."""
    out: Floats = found[2] * data.side + found[3] * data.beside
    return out


def _moves_unseen(data: _Judged, spread: Floats) -> tuple[Floats, Floats]:
    """By how much the judgements of the other folds move each judged pair, and what the clusters tell of it."""
    fold = np.arange(len(data.base)) % _FOLDS
    moves, known = np.empty(len(data.base)), np.empty(len(data.base))
    for n in range(_FOLDS):
        found, unseen = _fit(data.take(fold != n), spread), data.take(fold == n)
        moves[fold == n], known[fold == n] = _moves(found, unseen), _known(found, unseen)
    return moves, known


def _fit_stretch(moves: Floats, data: _Judged) -> float:
    """The factor of the moves that predicts the answers best, held near 1."""

    def cost(stretch: float) -> float:
        return _loss(stretch * moves, data) * len(moves) * _LN2 + 0.5 * ((stretch - 1.0) / _STRETCH_SPREAD) ** 2

    return float(minimize_scalar(cost, bounds=(0.0, 1.5), method="bounded").x)


def _loss(moves: Floats, data: _Judged) -> float:
    """Mean log loss in bits."""
    odds = data.base + data.beside + moves
    return float(np.average(np.logaddexp(0.0, odds) - data.same * odds, weights=data.importance)) / _LN2


def _model(
    found: Floats,
    fields: tuple[str, ...],
    *,
    judgements: int,
    same: int,
    losses: tuple[float, float],
) -> LearnedModel:
    levels, together, start = {}, {}, _FIRST
    for field in fields:
        levels[field] = found[start : start + len(FIELDS[field])] / _LN2
        start += len(FIELDS[field])
    for pair in _combinations(fields):
        together[pair] = found[start : start + _GRADES**2].reshape(_GRADES, _GRADES) / _LN2
        start += _GRADES**2
    return LearnedModel(
        fields=fields,
        intercept=float(found[0]) / _LN2,
        slope=float(found[1]),
        levels=levels,
        together=together,
        judgements=judgements,
        same=same,
        loss_before=losses[0],
        loss_after=losses[1],
    )

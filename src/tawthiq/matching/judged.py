"""What reviewed judgements teach the model of one linkage.

The pairs that were judged are looked up among the compared ones. Reviewers were shown the pairs that the
machine was least sure of, so what the clusters said of a pair before its judgement is part of why it was
asked; the model learns beside that (`tawthiq.matching.standing`). Judgements on pairs that were never compared
constrain the clusters but teach nothing.

How many of the pairs are one person at all is a question that answers about chosen pairs cannot settle, and a
model that errs there errs in the count. The unsupervised model has read it off all pairs. So the learned model
says which pairs, and is held to the number: its intercept is set so that the probabilities of the pairs nobody
judged add up to as many matches as before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.clustering import cluster
from tawthiq.matching.encoding import Encoded
from tawthiq.matching.learned import LearnedModel, NotLearned, reach
from tawthiq.matching.learning import learn
from tawthiq.matching.levels import FIELDS
from tawthiq.matching.scoring import Scores
from tawthiq.matching.standing import standing_odds
from tawthiq.terms.judgements import Decision, Judgement

Pairs = NDArray[np.int32]
Floats = NDArray[np.float64]
_WIDEST, _HALVINGS = 6.0, 40


def learn_from(
    reviewed: Iterable[Judgement],
    data: Encoded,
    left: Pairs,
    right: Pairs,
    *,
    scores: Scores,
    clean_list: Pairs | None,
) -> LearnedModel | NotLearned:
    """Learn from judgements about compared pairs how far the weights are off.

    Args:
        reviewed: judgements that a member made on reading both records; the latest for a pair counts.
        data: the records.
        left: one record of each compared pair; pairs are sorted.
        right: the other.
        scores: their weights.
        clean_list: for each record the list that holds nobody twice, or -1.
    """
    rows, decisions = _judged_rows(reviewed, data, left, right)
    numbers = scores.number[rows]
    weight = scores.weight[scores.number]
    roots = cluster(data.size, left, right, weight, clean_list=clean_list)
    odds = standing_odds(weight, roots[left], roots[right]) if len(left) else weight
    counts = np.bincount(scores.number, minlength=len(scores.weight))
    return learn_from_counts(
        scores.patterns, scores.weight, counts, judged=numbers, decisions=decisions, standing=odds[rows]
    )


def learn_from_counts(
    patterns: NDArray[np.int8],
    weight: Floats,
    counts: NDArray[np.int64],
    *,
    judged: NDArray[np.integer],
    decisions: NDArray[np.int64],
    standing: Floats,
) -> LearnedModel | NotLearned:
    """The same from counted patterns.

    Args:
        patterns: distinct patterns of levels.
        weight: their log2 odds.
        counts: how many compared pairs have each.
        judged: the pattern of each judged pair.
        decisions: 1 same, 0 different.
        standing: log2 odds of each judged pair with the pairs beside it.
    """
    learned = learn(patterns, weight, judged, decisions, fields=tuple(FIELDS), standing=standing)
    if isinstance(learned, NotLearned):
        return learned
    open_pairs = counts - np.bincount(judged, minlength=len(weight))
    return held_to_number(learned, patterns, weight, open_pairs.astype(np.float64))


def held_to_number(model: LearnedModel, patterns: NDArray[np.int8], weight: Floats, counts: Floats) -> LearnedModel:
    """The model with the intercept under which ``counts`` pairs of each pattern hold as many matches as before.

    Args:
        model: the learned model.
        patterns: distinct patterns of levels.
        weight: their unsupervised log2 odds.
        counts: how many pairs that nobody judged have each pattern.
    """
    learned, far = model.weights(patterns, weight), reach(weight)
    before = float(counts @ _probability(weight))
    low, high = -_WIDEST, _WIDEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if float(counts @ _probability(learned + middle * far)) < before:
            low = middle
        else:
            high = middle
    return replace(model, intercept=model.intercept + (low + high) / 2)


def _probability(weight: Floats) -> Floats:
    out: Floats = 1 / (1 + np.exp2(-weight))
    return out


def _judged_rows(
    reviewed: Iterable[Judgement], data: Encoded, left: Pairs, right: Pairs
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of the compared pairs that were judged, and 1 for same or 0 for different."""
    told = latest_answers(reviewed, {record: n for n, record in enumerate(data.ids.to_list())})
    codes = np.array([one * data.size + two for one, two in told], dtype=np.int64)
    same = np.array([*told.values()], dtype=np.int64)
    compared = left.astype(np.int64) * data.size + right
    place = np.minimum(np.searchsorted(compared, codes), max(len(compared) - 1, 0))
    found = compared[place] == codes if len(compared) else np.zeros(len(codes), dtype=np.bool_)
    return place[found], same[found]


def latest_answers(reviewed: Iterable[Judgement], at: Mapping[str, int]) -> dict[tuple[int, int], int]:
    """The latest answer about each pair, 1 for same and 0 for different; records by their places in ``at``."""
    latest: dict[tuple[int, int], Judgement] = {}
    for judgement in sorted(reviewed, key=lambda j: j.at):
        if judgement.record_a in at and judgement.record_b in at:
            one, two = sorted((at[judgement.record_a], at[judgement.record_b]))
            latest[one, two] = judgement
    return {pair: int(j.decision is Decision.SAME) for pair, j in latest.items() if j.decision is not Decision.UNSURE}

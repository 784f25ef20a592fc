"""From compared pairs to weights: patterns are counted, the model is fitted on them, rivals are looked for.

A pair is not judged alone. When a first model has weighed all pairs, each pair of two lists is set beside
the best pair that either record has with the other's list: a person stands in a list once, seldom twice, so
brothers find each other, but each finds himself too. How far a pair is behind is a field like any other, and
the model is fitted once more with it.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.comparing import COMPARED, Levels, compare, compare_again
from tawthiq.matching.encoding import GIVEN, LAST_OTHER, MIDDLE1, Encoded
from tawthiq.matching.equivalents import NONE_FOUND, Equivalents, find_equivalents
from tawthiq.matching.levels import BANDS, BEHIND_BY, FIELDS, RARITY
from tawthiq.matching.parts import PartTable
from tawthiq.matching.weighing import NO_CHANCE, Model, fit, log_likelihoods, match_weights, posteriors, prior_tables

Floats = NDArray[np.float64]
Pairs = NDArray[np.int32]
_CHANCE_PAIRS, _MOST_CHANCE_PAIRS = 100_000, 1_000_000
_LEAST_FOR_CHANCE = 32
_LEAST_LEFT = 0.02  # of the agreement by chance, when the pairs of one person are taken out of it
_FIRST_GUESS = 1_000_000
_MOST_CELLS = 50_000_000
_MANY_PATTERNS, _OFTEN = 200_000, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Weights of pairs.

    Args:
        model: the fitted model.
        levels: of every field, ``rival`` included.
        patterns: the distinct patterns (rows) of levels, in the order of `FIELDS`.
        number: for each pair the row of its pattern.
        weight: of each pattern, log2 odds.
        probability: of each pattern.
        equivalents: skeletons that were found to be one name.
    """

    model: Model
    levels: dict[str, Levels]
    patterns: NDArray[np.int8]
    number: NDArray[np.int32]
    weight: Floats
    probability: Floats
    equivalents: Equivalents


def score(
    data: Encoded,
    left: Pairs,
    right: Pairs,
    levels: dict[str, Levels],
    *,
    seed: int,
    times: NDArray[np.int8] | None = None,
) -> Scores:
    """Fit the model on the compared pairs and weigh them.

    ``times`` says how many candidates each pair stands for (see `tawthiq.matching.screening`); ``seed`` draws pairs
    that agree by chance alone.
    """
    bands, chance = rarity_bands(data), _chance_levels(data, seed)
    patterns, number, counts = count_patterns(levels, COMPARED, times=times)
    first, priors, per_pair = first_model(patterns, counts, bands=bands, chance=chance, size=data.size)
    equivalents = find_equivalents(data, first, left, right, levels=levels, patterns=patterns, number=number)
    if len(equivalents):
        compare_again(data, left, right, levels, equivalents=equivalents)
        patterns, number, counts = count_patterns(levels, COMPARED, times=times)
        first = fit(patterns, counts, COMPARED, priors=priors, chance_share=per_pair, start=first)
    rival = rival_levels(data, left, right, _weights(first, patterns).astype(np.float32)[number])
    patterns, number, counts = _with_rivals(patterns, number, rival, times=times)
    model = fit(patterns, counts, tuple(FIELDS), priors=priors, chance_share=per_pair, start=first)
    return _scores(model, levels | {"rival": rival}, patterns, number, equivalents)


def _weights(model: Model, patterns: NDArray[np.int8]) -> Floats:
    return match_weights(log_likelihoods(model, patterns)) if len(patterns) else np.zeros(0)


def _scores(
    model: Model,
    levels: dict[str, Levels],
    patterns: NDArray[np.int8],
    number: NDArray[np.int32],
    equivalents: Equivalents,
) -> Scores:
    """What the model says of the patterns with all their fields."""
    likelihood = log_likelihoods(model, patterns)
    return Scores(
        model=model,
        levels=levels,
        patterns=patterns,
        number=number,
        weight=match_weights(likelihood) if len(patterns) else np.zeros(0),
        probability=posteriors(likelihood)[:, 0] if len(patterns) else np.zeros(0),
        equivalents=equivalents,
    )


def first_model(
    patterns: NDArray[np.int8],
    counts: Floats,
    *,
    bands: Mapping[str, Floats],
    chance: Mapping[str, Floats],
    size: int,
) -> tuple[Model, dict[str, Floats], float]:
    """The model before rivals are looked for; with it the priors and how many pairs of records each candidate is of.

    What strangers share by chance is taken from pairs drawn at random (`chance`), and once more when it is known how
    many of those are of one person after all.
    """
    per_pair = size * (size - 1) / 2 / max(1.0, float(counts.sum())) if chance else NO_CHANCE
    priors = prior_tables(bands, chance)
    start = None
    if len(patterns) > _MANY_PATTERNS:  # most have few pairs: those with more come near the end much sooner
        often = np.flatnonzero(counts >= _OFTEN)
        start = fit(patterns[often], counts[often], COMPARED, priors=priors, chance_share=per_pair)
    model = fit(patterns, counts, COMPARED, priors=priors, chance_share=per_pair, start=start)
    if not chance:
        return model, priors, per_pair
    priors = prior_tables(bands, without_matches(chance, model))
    return fit(patterns, counts, COMPARED, priors=priors, chance_share=per_pair, start=model), priors, per_pair


def weigh_with(
    model: Model,
    data: Encoded,
    left: Pairs,
    right: Pairs,
    levels: dict[str, Levels],
    *,
    equivalents: Equivalents = NONE_FOUND,
) -> Scores:
    """Weigh pairs with a model that was fitted before, rivals looked for among these pairs.

    ``equivalents`` are those under which the pairs were compared.
    """
    patterns, number, _ = count_patterns(levels, COMPARED)
    base = dataclasses.replace(model, fields=COMPARED)
    rival = rival_levels(data, left, right, _weights(base, patterns).astype(np.float32)[number])
    patterns, number, _ = _with_rivals(patterns, number, rival)
    return _scores(model, levels | {"rival": rival}, patterns, number, equivalents)


def count_patterns(
    levels: Mapping[str, Levels], fields: tuple[str, ...], *, times: NDArray[np.int8] | None = None
) -> tuple[NDArray[np.int8], NDArray[np.int32], Floats]:
    """Distinct patterns of levels in order, the number of each pair's pattern, and how many pairs have each.

    ``times`` says how many pairs each one stands for.
    """
    from tawthiq.matching.weighing_kernels import code_patterns, count_codes

    rows = np.stack([levels[f] for f in fields])
    size = rows.shape[1]
    if not size:
        return np.zeros((0, len(fields)), dtype=np.int8), np.zeros(0, dtype=np.int32), np.zeros(0)
    codes = np.zeros(size, dtype=np.int64)
    code_patterns(rows, np.array([len(FIELDS[f]) for f in fields], dtype=np.int64), codes)
    number = np.zeros(size, dtype=np.int32)
    room, many = min(size, _FIRST_GUESS), -1
    while many < 0:
        found, counts = np.zeros(room, dtype=np.int64), np.zeros(room, dtype=np.int64)
        many = count_codes(codes, number, found, counts)
        room = min(size, 2 * room)
    order = np.argsort(found[:many])
    place = np.zeros(many, dtype=np.int32)
    place[order] = np.arange(many, dtype=np.int32)
    patterns = decode_patterns(found[:many][order], fields)
    number = place[number]
    if times is not None:
        return patterns, number, np.bincount(number, weights=times, minlength=many).astype(np.float64)
    return patterns, number, counts[:many][order].astype(np.float64)


def decode_patterns(codes: NDArray[np.int64], fields: tuple[str, ...]) -> NDArray[np.int8]:
    """Levels of the fields (rows patterns) from the numbers that `code_patterns` writes for them."""
    patterns = np.zeros((len(codes), len(fields)), dtype=np.int8)
    for n in range(len(fields) - 1, -1, -1):
        codes, patterns[:, n] = np.divmod(codes, len(FIELDS[fields[n]]))
    return patterns


def _with_rivals(
    patterns: NDArray[np.int8], number: NDArray[np.int32], rival: Levels, *, times: NDArray[np.int8] | None = None
) -> tuple[NDArray[np.int8], NDArray[np.int32], Floats]:
    """The patterns with the level of the rival behind, and again the number of each pair's and their counts."""
    width = len(FIELDS["rival"])
    code = number * np.int32(width) + rival
    counts = np.bincount(code, weights=times, minlength=len(patterns) * width)
    used = np.flatnonzero(counts)
    place = np.zeros(len(counts) + 1, dtype=np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    wider = np.concatenate((patterns[used // width], (used % width).astype(np.int8)[:, None]), axis=1)
    return wider, place[code], counts[used].astype(np.float64)


def _chance_levels(data: Encoded, seed: int) -> dict[str, Floats]:
    """Shares of the levels among pairs of records drawn at random: what different people share by chance.

    Among a few records such pairs are often of one person: then nothing is known of chance.
    """
    left, right = chance_pairs(data.size, seed)
    if not len(left):
        return {}
    levels = compare(data, left, right)
    return {f: np.bincount(values, minlength=len(FIELDS[f])) / len(values) for f, values in levels.items()}


def chance_pairs(size: int, seed: int) -> tuple[Pairs, Pairs]:
    """Pairs of records drawn at random; none among a few records."""
    if size < _LEAST_FOR_CHANCE:
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)
    draw = np.random.default_rng(seed)
    many = min(_MOST_CHANCE_PAIRS, max(_CHANCE_PAIRS, size))
    left = draw.integers(0, size, many, dtype=np.int32)
    right = draw.integers(0, size - 1, many, dtype=np.int32)
    return left, np.where(right >= left, right + 1, right).astype(np.int32)


def without_matches(chance: Mapping[str, Floats], model: Model) -> dict[str, Floats]:
    """The shares of the levels by chance, less the pairs of one person that are among pairs drawn at random."""
    matches = model.class_share[0] / model.class_share[-1]
    out = {}
    for field, drawn in chance.items():
        known = drawn[1:].sum()
        left = np.maximum(drawn[1:] - matches * known * model.levels[field][0, 1:], _LEAST_LEFT * drawn[1:])
        out[field] = np.append(drawn[0], left)
    return out


def rarity_bands(data: Encoded) -> dict[str, Floats]:
    """For each name field the share of the rarity bands among records and among agreements by chance."""

    def counts(slots: slice) -> NDArray[np.int64]:
        codes = data.slots[:, slots].ravel()
        return np.bincount(codes[codes >= 0], minlength=len(data.parts.parts))

    return counted_rarity_bands(data.parts, counts(slice(GIVEN, GIVEN + 1)), counts(slice(MIDDLE1, LAST_OTHER)))


def counted_rarity_bands(parts: PartTable, given: NDArray[np.int64], others: NDArray[np.int64]) -> dict[str, Floats]:
    """The same, from how often each part stands as given name and as another part, whatever the order of parts."""
    out = {}
    for field, counts, share in (("given", given, parts.given_share), ("family", others, parts.lineage_share)):
        values, place = np.unique(share, return_inverse=True)
        many = np.bincount(place, weights=counts, minlength=len(values))
        band = np.searchsorted(np.array(RARITY), values)
        rows = np.stack(
            [
                np.bincount(band, weights=many, minlength=len(BANDS)) + 1.0,
                np.bincount(band, weights=many * values, minlength=len(BANDS)) + 1e-3,
            ]
        )
        out[field] = rows / rows.sum(axis=1, keepdims=True)
    return out | dict.fromkeys(("father", "grandfather", "kunya"), out["family"])


def rival_levels(data: Encoded, left: Pairs, right: Pairs, weight: NDArray[np.float32]) -> Levels:
    """Say for each pair of two lists how it stands to its best rival.

    Rivals of a pair are the other pairs that either record has with the other's list, if their weight is above 0.
    """
    from tawthiq.matching.weighing_kernels import best_partners, level_of_rivals

    if data.size * len(data.lists) > _MOST_CELLS:
        return _rivals_in_many_lists(data, left, right, weight)
    levels = np.zeros(len(left), dtype=np.int8)
    best = np.full((data.size, max(1, len(data.lists)), 2), -np.inf, dtype=np.float32)
    best_partners(left, right, data.list_code, weight, best)
    level_of_rivals(left, right, data.list_code, weight, best, levels)
    return levels


def _rivals_in_many_lists(data: Encoded, left: Pairs, right: Pairs, weight: NDArray[np.float32]) -> Levels:
    """The same without a table of records by lists, which thousands of lists would make too large."""
    lists, mine, theirs = np.int64(len(data.lists)), data.list_code[left], data.list_code[right]
    met = np.concatenate((left * lists + theirs, right * lists + mine))
    both = np.tile(weight, 2)
    order = np.lexsort((-both, met))
    place, second = np.zeros(len(met), dtype=np.int64), np.ones(len(met), dtype=np.bool_)
    second[order[1:]] = met[order[1:]] == met[order[:-1]]
    second[order[:1]] = False
    place[order] = np.cumsum(~second[order]) - 1
    first = np.flatnonzero(~second[order])
    best = both[order[first]]
    after = np.minimum(first + 1, len(met) - 1)
    next_best = np.where(second[order[after]] & (after > first), both[order[after]], -np.inf).astype(np.float32)
    top = np.where(best[place] == both, next_best[place], best[place]).reshape(2, -1).max(axis=0)
    behind = np.searchsorted(np.array(BEHIND_BY, dtype=np.float32), top - weight)
    levels = np.where(top <= 0, len(BEHIND_BY) + 1, len(BEHIND_BY) + 1 - behind)
    return np.where(mine == theirs, 0, levels).astype(np.int8)

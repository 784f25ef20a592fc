"""Compiled loops of the weights: the expectation step over patterns, counting patterns, best partners."""

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.compiling import compiled
from tawthiq.matching.levels import BEHIND_BY

AHEAD, TIED, NEAR, BEHIND, FAR = BEHIND_BY
Patterns = NDArray[np.int8]
Floats = NDArray[np.float64]


@compiled
def expect(patterns: Patterns, counts: Floats, tables: Floats, share: Floats, seen: Floats) -> Floats:
    """Add up the expected number of pairs of each class at each level of each field, in ``seen``; return class sizes.

    ``tables`` holds natural log shares (fields, levels, classes); level 0 must be 0. ``share`` holds log shares.
    """
    fields, classes = patterns.shape[1], len(share)
    sizes = np.zeros(classes)
    total = np.zeros(classes)
    for row in range(len(patterns)):
        for c in range(classes):
            total[c] = share[c]
        for field in range(fields):
            level = patterns[row, field]
            if level:
                for c in range(classes):
                    total[c] += tables[field, level, c]
        total[:] = np.exp(total - total.max())
        total *= counts[row] / total.sum()
        sizes += total
        for field in range(fields):
            level = patterns[row, field]
            if level:
                for c in range(classes):
                    seen[field, level, c] += total[c]
    return sizes


@compiled
def code_patterns(levels: NDArray[np.int8], radix: NDArray[np.int64], codes: NDArray[np.int64]) -> None:
    """Write one number for the levels (rows fields, columns pairs) of each pair."""
    for pair in range(levels.shape[1]):
        code = 0
        for field in range(levels.shape[0]):
            code = code * radix[field] + levels[field, pair]
        codes[pair] = code


@compiled
def count_codes(
    codes: NDArray[np.int64], number: NDArray[np.int32], found: NDArray[np.int64], counts: NDArray[np.int64]
) -> int:
    """Number the distinct codes by first appearance (open addressing); returns how many there are.

    ``number`` is for each code its number; ``found`` and ``counts`` hold code and frequency by number, and
    must be long enough; where they are not, -1 is returned.
    """
    bits = 1
    while (1 << bits) < 2 * len(found):
        bits += 1
    mask = (1 << bits) - 1
    table = np.full(1 << bits, -1, dtype=np.int32)
    many = 0
    for at in range(len(codes)):
        code = codes[at]
        mixed = np.uint64(code) * np.uint64(0x9E3779B97F4A7C15)
        place = np.int64(mixed >> np.uint64(64 - bits)) & mask
        while table[place] >= 0 and found[table[place]] != code:
            place = (place + 1) & mask
        if table[place] < 0:
            if many == len(found):
                return -1
            table[place] = many
            found[many] = code
            many += 1
        number[at] = table[place]
        counts[table[place]] += 1
    return many


@compiled
def _raise(best: NDArray[np.float32], record: int, other: int, weight: float) -> None:
    if weight > best[record, other, 0]:
        best[record, other, 1] = best[record, other, 0]
        best[record, other, 0] = weight
    elif weight > best[record, other, 1]:
        best[record, other, 1] = weight


@compiled
def best_partners(
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    list_code: NDArray[np.int32],
    weight: NDArray[np.float32],
    best: NDArray[np.float32],
) -> None:
    """Raise ``best`` (records, lists, 2) to the weights of each record's two best pairs with each list."""
    for pair in range(len(left)):
        i, j = left[pair], right[pair]
        _raise(best, i, list_code[j], weight[pair])
        _raise(best, j, list_code[i], weight[pair])


@compiled
def level_of_rivals(
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    list_code: NDArray[np.int32],
    weight: NDArray[np.float32],
    best: NDArray[np.float32],
    levels: NDArray[np.int8],
) -> None:
    """Write how a pair stands to its best rival: 1 far behind to 5 ahead, 6 without one; 0 inside a list."""
    for pair in range(len(left)):
        i, j = left[pair], right[pair]
        if list_code[i] == list_code[j]:
            levels[pair] = 0
            continue
        own, rival = weight[pair], np.float32(0.0)
        for two in (best[i, list_code[j]], best[j, list_code[i]]):
            rival = max(rival, two[1] if two[0] == own else two[0])
        gap = rival - own
        if rival <= 0 or gap <= AHEAD:
            levels[pair] = 6
        elif gap <= NEAR:
            levels[pair] = 5 if gap <= TIED else 4
        else:
            levels[pair] = 1 if gap > FAR else 2 if gap > BEHIND else 3

"""Compiled loops of `blocking`: from blocks to distinct pairs, one record at a time.

Blocks stand one after the other in ``members``; ``start`` says where each begins. A record walks through its own
blocks in the order of the rules and marks whom it meets, so each pair comes once, whatever the number of rules that
bring it, and nothing is ever sorted but the few partners of one record.
"""

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.compiling import compiled

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
_BITS = np.uint32(1)


@compiled
def blocks_of_records(size: int, members: Ints, start: Longs) -> tuple[Longs, Ints]:
    """For each record where its blocks begin, and the blocks themselves in order."""
    begin = np.zeros(size + 1, dtype=np.int64)
    for record in members:
        begin[record + 1] += 1
    begin = np.cumsum(begin)
    place = begin[:-1].copy()
    blocks = np.empty(len(members), dtype=np.int32)
    for block in range(len(start) - 1):
        for at in range(start[block], start[block + 1]):
            blocks[place[members[at]]] = block
            place[members[at]] += 1
    return begin, blocks


@compiled
def most_partners(first: int, last: int, begin: Longs, blocks: Ints, start: Longs) -> int:
    """At most how many pairs the records from ``first`` to before ``last`` can begin."""
    most = 0
    for at in range(begin[first], begin[last]):
        most += start[blocks[at] + 1] - start[blocks[at]] - 1
    return most


@compiled
def partners(
    first: int,
    last: int,
    begin: Longs,
    blocks: Ints,
    members: Ints,
    start: Longs,
    rule: NDArray[np.int8],
    clean_list: Ints,
    right: Ints,
    many: Ints,
    found: Longs,
) -> int:
    """Write the later records that each record meets, in order, to ``right`` and their number to ``many``.

    Two records of one clean list do not meet. ``found`` counts the pairs of each rule (row 0) and those that no
    earlier rule had found (row 1). Returns how many pairs there are.
    """
    met = np.full(len(begin) - 1, -1, dtype=np.int32)
    rules = np.zeros(len(begin) - 1, dtype=np.uint32)
    total = 0
    for one in range(first, last):
        before = total
        for at in range(begin[one], begin[one + 1]):
            block = blocks[at]
            bit = _BITS << np.uint32(rule[block])
            for place in range(start[block], start[block + 1]):
                other = members[place]
                if other <= one:
                    continue
                if met[other] == one:
                    rules[other] |= bit
                elif clean_list[one] < 0 or clean_list[one] != clean_list[other]:
                    met[other], rules[other] = one, bit
                    right[total] = other
                    total += 1
        many[one] = total - before
        right[before:total].sort()
        for place in range(before, total):
            _count_rules(rules[right[place]], found)
    return total


@compiled
def _count_rules(rules: np.uint32, found: Longs) -> None:
    is_new = True
    number = 0
    while rules:
        if rules & _BITS:
            found[0, number] += 1
            found[1, number] += is_new
            is_new = False
        rules >>= _BITS
        number += 1

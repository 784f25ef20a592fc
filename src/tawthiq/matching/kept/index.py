"""Which kept records share a key with some records: the keys of every rule, sorted once, looked up ever after.

The rules, the cap and the ways of cutting up large blocks are those of `tawthiq.matching.blocking`, and a block is
as large as it would be if all records were linked together: kept and new ones count. So the pairs found for a
record are the pairs that linking all records would find for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.blocking import REFINERS, _columns, _rule_keys
from tawthiq.matching.encoding import GIVEN, LAST, Encoded
from tawthiq.matching.kept.dictionaries import Parts

Longs = NDArray[np.int64]
Numbers = NDArray[np.int32]
_RARE = 12
_NEIGHBOURS = "birth_year"
REFINING = tuple(dict.fromkeys(column for chain in REFINERS for column in chain))
"""The columns by which large blocks are cut up."""
_BITS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyIndex:
    """The keys of every rule, sorted, and the record at each.

    Args:
        rules: the names of the rules.
        starts: where each rule begins, and where the last ends.
        keys: sorted inside each rule.
        records: the number of the record that has the key; a record may have one more than once.
        refining: for every record the values of `REFINING`, one column each.
    """

    rules: tuple[str, ...]
    starts: tuple[int, ...]
    keys: Longs
    records: Numbers
    refining: dict[str, Longs]

    def of_rule(self, name: str) -> tuple[Longs, Numbers]:
        """The sorted keys of one rule and their records; none where no kept record has a key."""
        if name not in self.rules:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32)
        at = self.rules.index(name)
        part = slice(self.starts[at], self.starts[at + 1])
        return self.keys[part], self.records[part]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Pairs found for some records, as ``small * size + large``, sorted; and by rule what was found and left out."""

    pairs: Longs
    reports: tuple[dict[str, Any], ...]


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """The distinct values in order; by sorting, which for a few thousand numbers is much faster than `numpy.unique`."""
    values = np.sort(values, axis=None)
    first = np.ones(len(values), dtype=np.bool_)
    first[1:] = values[1:] != values[:-1]
    return values[first]


def build_index(data: Encoded, *, parts: Parts | None = None, numbers: Longs | None = None) -> KeyIndex:
    """Index coded records.

    Args:
        data: the records.
        parts: of all records, where these are only some of them: what is a rare name follows all.
        numbers: of these records among all; from 0 when not given.
    """
    columns = _columns(data)
    if parts is not None:
        columns |= _rare_names(data, parts)
    names, keys, records = [], [], []
    for name, owners, made in _rule_keys(data, columns):
        at = np.flatnonzero(made >= 0)
        at = at[np.argsort(made[at], kind="stable")]
        names.append(name)
        keys.append(made[at])
        records.append((owners[at] if numbers is None else numbers[owners[at]]).astype(np.int32))
    return KeyIndex(
        rules=tuple(names),
        starts=tuple(np.cumsum([0, *map(len, keys)]).tolist()),
        keys=np.concatenate(keys),
        records=np.concatenate(records),
        refining={column: columns[column] for column in REFINING},
    )


def _rare_names(data: Encoded, parts: Parts) -> dict[str, Longs]:
    """The keys of the names that few of all records have; -1 elsewhere."""
    found = {}
    for column, slot, counts in (("rare_given", GIVEN, parts.rare_given), ("rare_last", LAST, parts.rare_last)):
        code = data.slots[:, slot]
        key = np.where(code >= 0, data.parts.core_key[code], -1) if len(data.parts.core_key) else code
        many = counts[np.maximum(key, 0)] if len(counts) else np.zeros(len(key), dtype=np.int64)
        found[column] = np.where((key >= 0) & (many <= _RARE), key, -1).astype(np.int64)
    return found


def merge(kept: KeyIndex, new: KeyIndex) -> KeyIndex:
    """One index of the records of both."""
    names = [*kept.rules, *(name for name in new.rules if name not in kept.rules)]
    keys, records = [], []
    for name in names:
        (one, of_one), (two, of_two) = kept.of_rule(name), new.of_rule(name)
        place = np.searchsorted(one, two, side="right")
        keys.append(np.insert(one, place, two))
        records.append(np.insert(of_one, place, of_two))
    return KeyIndex(
        rules=tuple(names),
        starts=tuple(np.cumsum([0, *map(len, keys)]).tolist()),
        keys=np.concatenate(keys),
        records=np.concatenate(records),
        refining={c: np.concatenate((kept.refining[c], new.refining[c])) for c in REFINING},
    )


def find_pairs(asked: KeyIndex, indexes: Sequence[KeyIndex], *, cap: int, size: int) -> Found:
    """Return the pairs of the records asked about with all records.

    Args:
        asked: the keys of the records asked about.
        indexes: the keys of all records (of those asked about too), each record in one of them.
        cap: largest block before it is cut up.
        size: number of all records.
    """
    is_asked = np.zeros(size, dtype=np.bool_)
    is_asked[asked.records] = True
    rules = len(asked.rules)
    pieces, counts = [], []
    for number, name in enumerate(asked.rules):
        pairs, count = _pairs_of_rule(name, asked, indexes, is_asked, cap=cap)
        pieces.append(pairs * rules + number)
        counts.append(count)
    codes = np.sort(np.concatenate(pieces))
    pair, rule = codes // rules, codes % rules
    first = np.ones(len(pair), dtype=np.bool_)
    first[1:] = pair[1:] != pair[:-1]
    found, new = (np.bincount(some, minlength=rules).tolist() for some in (rule, rule[first]))
    reports = tuple(
        {"rule": name, "pairs": found[n], "new_pairs": new[n], **counts[n]} for n, name in enumerate(asked.rules)
    )
    return Found(pairs=pair[first], reports=reports)


@dataclass(frozen=True, slots=True)
class _Blocks:
    """Members of blocks: which block, which record."""

    block: Longs
    record: Numbers


def _pairs_of_rule(
    name: str, asked: KeyIndex, indexes: Sequence[KeyIndex], is_asked: NDArray[np.bool_], *, cap: int
) -> tuple[Longs, dict[str, int]]:
    """Distinct pairs of one rule, and what the cap did to the blocks of the records asked about."""
    keys = distinct(asked.of_rule(name)[0])
    members = _members(keys, [index.of_rule(name) for index in indexes])
    pieces, large = _small_blocks(members, is_asked, cap=cap)
    counts = {"refined_blocks": len(distinct(large.block)), "capped_blocks": 0, "capped_records": 0, "capped_pairs": 0}
    left_out = []
    for chain in REFINERS if len(large.block) else ():
        some = large
        for column in chain:
            some = _refined(some, column, indexes, is_asked)
            found, some = _small_blocks(some, is_asked, cap=cap)
            pieces += found
        left_out.append(_left_out(some, is_asked))
    if left_out:
        counts |= min(left_out, key=lambda counted: counted["capped_pairs"])
    return distinct(np.concatenate([np.zeros(0, dtype=np.int64), *pieces])), counts


def _members(keys: Longs, rules: Sequence[tuple[Longs, Numbers]]) -> _Blocks:
    """Everyone who has one of the keys; a block is the place of its key."""
    blocks, records = [], []
    for sorted_keys, owners in rules:
        low, high = (np.searchsorted(sorted_keys, keys, side=side) for side in ("left", "right"))
        many = high - low
        behind = np.repeat(np.cumsum(many) - many, many)
        at = np.arange(int(many.sum())) - behind + np.repeat(low, many)
        blocks.append(np.repeat(np.arange(len(keys), dtype=np.int64), many))
        records.append(owners[at])
    return _Blocks(np.concatenate(blocks), np.concatenate(records))


def _small_blocks(members: _Blocks, is_asked: NDArray[np.bool_], *, cap: int) -> tuple[list[Longs], _Blocks]:
    """Pairs with a record asked about inside the blocks up to the cap; the members of larger ones."""
    block, record = members.block, members.record
    many = np.bincount(block, minlength=1)
    small = many[block] <= cap
    large = _Blocks(block[~small], record[~small])
    block, record = block[small], record[small]
    order = np.argsort(block, kind="stable")
    block, record = block[order], record[order]
    start = (np.cumsum(many * (many <= cap)) - many)[block]
    mine = np.flatnonzero(is_asked[record])
    length = many[block[mine]]
    one = np.repeat(record[mine], length).astype(np.int64)
    offset = np.arange(int(length.sum())) - np.repeat(np.cumsum(length) - length, length)
    two = record[offset + np.repeat(start[mine], length)].astype(np.int64)
    apart = one != two
    return [np.minimum(one, two)[apart] * len(is_asked) + np.maximum(one, two)[apart]], large


def _refined(members: _Blocks, column: str, indexes: Sequence[KeyIndex], is_asked: NDArray[np.bool_]) -> _Blocks:
    """Finer blocks that hold a record asked about; of years also that of the value one higher."""
    finer = _values(column, indexes, members.record)
    block, record = members.block, members.record
    key = block * np.int64(2**32) + np.where(finer < 0, 0, finer + 1)
    if column == _NEIGHBOURS:
        known = finer >= 0
        key = np.concatenate((key, block[known] * np.int64(2**32) + finer[known] + 2))
        record = np.concatenate((record, record[known]))
    key, record = _near(key, record, is_asked)
    wanted, block = np.unique(key, return_inverse=True)
    holds = np.zeros(len(wanted), dtype=np.bool_)
    holds[block[is_asked[record]]] = True
    stay = holds[block]
    return _Blocks((np.cumsum(holds) - 1)[block[stay]].astype(np.int64), record[stay])


def _near(key: Longs, record: Numbers, is_asked: NDArray[np.bool_]) -> tuple[Longs, Numbers]:
    """Leave out most of those whose key nobody asked about has, by a table of a few bits of the key: cheap."""
    mixed = key.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    bits = (mixed >> np.uint64(64 - _BITS)).astype(np.int64)
    met = np.zeros(1 << _BITS, dtype=np.bool_)
    met[bits[is_asked[record]]] = True
    stay = met[bits]
    return key[stay], record[stay]


def _values(column: str, indexes: Sequence[KeyIndex], records: Numbers) -> Longs:
    """The values of records that stand one index behind the other."""
    first, *others = (index.refining[column] for index in indexes)
    if not len(first):
        first, others = others[0], others[1:]
    out = first[np.minimum(records, len(first) - 1)]
    start = len(first)
    for values in others:
        behind = np.flatnonzero(records >= start)
        out[behind] = values[np.minimum(records[behind] - start, len(values) - 1)]
        start += len(values)
    return out


def _left_out(members: _Blocks, is_asked: NDArray[np.bool_]) -> dict[str, int]:
    """How much of the records asked about stands in blocks that stay too large."""
    length = np.bincount(members.block, minlength=1)
    mine = is_asked[members.record]
    asked = np.bincount(members.block[mine], minlength=len(length))
    pairs = int((asked * (length - asked) + asked * (asked - 1) // 2).sum())
    return {
        "capped_blocks": int((asked > 0).sum()),
        "capped_records": len(distinct(members.record[mine])),
        "capped_pairs": pairs,
    }

"""Which pairs are looked at: those that share a key under one of several rules.

Every rule gives each record one or more keys; records with one key are a block. A block larger than the
cap is cut up by finer keys, in several ways beside each other (`REFINERS`); years of birth are taken with their
neighbours, because ages are told a year off. What is too large in every way is left out and **reported**: how
many blocks, records and pairs (of the way that leaves out least). Keys use the consonant skeletons of the name parts,
never the spelling.

Rules: every unordered three, and every unordered two, of the name parts; given name and day of death; family
and day of death; given name, month of death and town; date of birth; given name, family or two beginnings of
names with the year of birth, the town or the month of death.
"""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.encoding import GIVEN, LAST, MIDDLE1, MIDDLE2, NO_DAY, Encoded
from tawthiq.matching.parts import SKELETON

Longs = NDArray[np.int64]
Refiner = tuple[Longs, bool]
Block = tuple[NDArray[np.int32], Longs]
"""Records of blocks that stand one after the other, and how long each is."""
_MISSING = np.int64(-1)
REFINERS = (
    ("month", "governorate", "birth_year"),
    ("town", "birth_year", "month"),
    ("birth_year", "governorate", "month"),
    ("governorate", "town", "month"),
)
"""The ways in which a block over the cap is cut up, each on its own and in as many steps: what is wrong in one may
hold in another."""
_RARE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleReport:
    """What one rule did: pairs found, pairs no earlier rule had found, and what the cap left out.

    ``capped_pairs`` is at most: a pair whose years of birth are neighbours may have been found in a smaller block.
    """

    rule: str
    pairs: int
    new_pairs: int
    refined_blocks: int
    capped_blocks: int
    capped_records: int
    capped_pairs: int


def _mix(*columns: Longs) -> Longs:
    """One 62-bit key of several columns; missing where any is missing (collisions only add candidates)."""
    out = np.zeros(len(columns[0]), dtype=np.uint64)
    missing = np.zeros(len(out), dtype=np.bool_)
    for column in columns:
        missing |= column < 0
        out = (out ^ column.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        out ^= out >> np.uint64(29)
    mixed = (out >> np.uint64(2)).astype(np.int64)
    return np.where(missing, _MISSING, mixed).astype(np.int64)


def _columns(data: Encoded) -> dict[str, Longs]:
    """The values that keys are made of; -1 is missing."""
    table = data.parts
    first = table.rows[:, SKELETON : SKELETON + 2].astype(np.int64)
    prefix = first[:, 0] * 2**16 + first[:, 1]

    def key_of(slot: int) -> Longs:
        code = data.slots[:, slot]
        return (
            np.where(code >= 0, table.core_key[code], -1).astype(np.int64)
            if len(table.parts)
            else code.astype(np.int64)
        )

    def prefix_of(slot: int) -> Longs:
        code = data.slots[:, slot]
        return np.where(code >= 0, prefix[code], -1) if len(table.parts) else code.astype(np.int64)

    known = data.death_from != NO_DAY
    exact = known & (data.death_from == data.death_to)
    month = data.death_from.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 100_000
    in_month = known & (data.death_to - data.death_from < 31)
    whole = (data.birth > 0).all(axis=1)
    return {
        "given": key_of(GIVEN), "last": key_of(LAST),
        "given_prefix": prefix_of(GIVEN), "father_prefix": prefix_of(MIDDLE1), "last_prefix": prefix_of(LAST),
        "day": np.where(exact, data.death_from.astype(np.int64) + 1_000_000, -1),
        "month": np.where(in_month, month, -1),
        "governorate": data.governorate.astype(np.int64), "town": data.town.astype(np.int64),
        "birth_year": data.years_of_birth.astype(np.int64),
        "birth_date": np.where(whole, data.birth_day.astype(np.int64) + 1_000_000, -1),
        **{field: codes.astype(np.int64) for field, (codes, _) in data.texts.items()},
        "rare_given": _rare(key_of(GIVEN)), "rare_last": _rare(key_of(LAST)),
    }  # fmt: skip


def _rare(key: Longs) -> Longs:
    """The key where at most `_RARE` records have it, or -1."""
    counts = np.bincount(key[key >= 0], minlength=1)
    return np.where((key >= 0) & (counts[np.maximum(key, 0)] <= _RARE), key, -1).astype(np.int64)


def _rule_keys(data: Encoded, columns: dict[str, Longs]) -> list[tuple[str, NDArray[np.int32], Longs]]:
    """For each rule its name, the records and their keys."""
    everyone = np.arange(data.size, dtype=np.int32)

    def single(name: str, *fields: str) -> tuple[str, NDArray[np.int32], Longs]:
        return name, everyone, _mix(*(columns[f] for f in fields))

    parts = (GIVEN, MIDDLE1, MIDDLE2, LAST)
    rules = [
        (name, *_part_keys(data, list(combinations(parts, many))))
        for name, many in (("three name parts", 3), ("two name parts", 2))
        if len(data.parts.parts)
    ]
    return [
        *rules,
        single("given name, day of death", "given", "day"),
        single("family, day of death", "last", "day"),
        single("given name, month of death, town", "given", "month", "town"),
        single(
            "given name, month of death, governorate, birth year",
            "given",
            "month",
            "governorate",
            "birth_year",
        ),
        single("given name, date of birth", "given", "birth_date"),
        single("family, date of birth", "last", "birth_date"),
        single("date of birth", "birth_date"),
        single("given name, town", "given", "town"),
        single("family, town", "last", "town"),
        single("given name, birth year", "given", "birth_year"),
        single("name beginnings, month of death", "given_prefix", "last_prefix", "month"),
        single("name beginnings, birth year", "given_prefix", "last_prefix", "birth_year"),
        single("three name beginnings", "given_prefix", "father_prefix", "last_prefix"),
        single("given name, father's beginning, birth year", "given", "father_prefix", "birth_year"),
        single("identity number", "number"),
        single("contact", "contact"),
        single("address", "address"),
        single("postcode, given name", "postcode", "given_prefix"),
        single("postcode, family", "postcode", "last_prefix"),
        single("postcode, year of birth", "postcode", "birth_year"),
        single("rare given name", "rare_given"),
        single("rare family", "rare_last"),
        single("given beginning, day of death, town", "given_prefix", "day", "town"),
    ]


def _part_keys(data: Encoded, chosen: list[tuple[int, ...]]) -> tuple[NDArray[np.int32], Longs]:
    """Records and keys of every choice of slots, in both readings, whatever the order of the parts."""
    everyone = np.arange(data.size, dtype=np.int32)
    readings = [data.slots, data.slots_other[data.has_other]]
    owners = [everyone, everyone[data.has_other]]
    records, keys = [], []
    for slots, owner in zip(readings, owners, strict=True):
        key = np.where(slots >= 0, data.parts.core_key[slots], -1).astype(np.int64)
        for choice in chosen:
            key_parts = np.sort(key[:, list(choice)], axis=1)
            records.append(owner)
            keys.append(_mix(*key_parts.T))
    return np.concatenate(records), np.concatenate(keys)


def find_candidates(
    data: Encoded, *, one_per_list: Collection[str] = (), cap: int | None = None
) -> tuple[NDArray[np.int32], NDArray[np.int32], list[RuleReport]]:
    """Return the candidate pairs (left index, right index, sorted, left < right) and what each rule did.

    Args:
        data: the records.
        one_per_list: lists declared to hold nobody twice: pairs inside them are not candidates.
        cap: largest number of records in a block before it is cut up; 10 to 40 by the number of records when
            not given, so that the pairs of a record do not grow with the records.
    """
    cap = usual_cap(data.size) if cap is None else cap
    columns = _columns(data)
    chains = [[(columns[c], c == "birth_year") for c in chain] for chain in REFINERS]
    blocks, counts, names = [], [], []
    for name, records, keys in _rule_keys(data, columns):
        of_rule, count = _blocks_of_rule(records, keys, chains, cap=cap)
        names.append(name)
        blocks.append(of_rule)
        counts.append(count)
    clean = np.isin(np.array(data.lists), list(one_per_list)) if data.lists else np.zeros(0, dtype=np.bool_)
    clean_list = np.where(clean[data.list_code], data.list_code, -1).astype(np.int32) if clean.any() else None
    left, right, found = _pairs_of_blocks(blocks, size=data.size, clean_list=clean_list)
    reports = [
        RuleReport(rule=name, pairs=int(found[0, n]), new_pairs=int(found[1, n]), **counts[n])
        for n, name in enumerate(names)
    ]
    return left, right, reports


def _pairs_of_blocks(
    blocks: list[list[Block]], *, size: int, clean_list: NDArray[np.int32] | None
) -> tuple[NDArray[np.int32], NDArray[np.int32], Longs]:
    """Distinct pairs of the blocks of all rules, sorted, and how many each rule found (row 0) and found first (1)."""
    from tawthiq.matching.blocking_kernels import blocks_of_records, most_partners, partners
    from tawthiq.matching.compiling import slices, work_on

    members = np.concatenate([part for of_rule in blocks for part, _ in of_rule])
    lengths = np.concatenate([part for of_rule in blocks for _, part in of_rule])
    rule = np.repeat(
        np.arange(len(blocks), dtype=np.int8), [sum(len(part) for _, part in of_rule) for of_rule in blocks]
    )
    start = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(lengths)))
    begin, of_record = blocks_of_records(size, members, start)
    clean = np.full(size, -1, dtype=np.int32) if clean_list is None else clean_list
    many = np.zeros(size, dtype=np.int32)

    def one_slice(cut: slice) -> tuple[NDArray[np.int32], Longs]:
        right = np.empty(most_partners(cut.start, cut.stop, begin, of_record, start), dtype=np.int32)
        found = np.zeros((2, len(blocks)), dtype=np.int64)
        total = partners(cut.start, cut.stop, begin, of_record, members, start, rule, clean, right, many, found)
        return right[:total].copy(), found

    done = work_on(one_slice, slices(size, least=20_000, most=32))
    right = np.concatenate([np.zeros(0, dtype=np.int32), *(part for part, _ in done)])
    left = np.repeat(np.arange(size, dtype=np.int32), many)
    return left, right, np.sum([np.zeros((2, len(blocks)), dtype=np.int64), *(found for _, found in done)], axis=0)


def usual_cap(size: int) -> int:
    """Largest block for so many records."""
    grown = float((100_000 / max(size, 1)) ** 0.33)
    return round(min(40.0, max(10.0, 25.0 * grown)))


def _blocks_of_rule(
    records: NDArray[np.int32], keys: Longs, chains: list[list[Refiner]], *, cap: int
) -> tuple[list[Block], dict[str, int]]:
    """The blocks of one rule (a pair may stand in more than one), and what the cap did."""
    keep = keys >= 0
    small, records, keys, large = _small_blocks(records[keep], keys[keep], cap=cap)
    blocks = [small]
    counts = {"refined_blocks": large, "capped_blocks": 0, "capped_records": 0, "capped_pairs": 0}
    left_out: list[dict[str, int]] = []
    for chain in chains if large else []:
        some, some_keys = records, keys
        for refiner in chain:
            some, some_keys = _refined(some, some_keys, refiner)
            small, some, some_keys, _ = _small_blocks(some, some_keys, cap=cap)
            blocks.append(small)
        left_out.append(_left_out(some, some_keys))
    if left_out:
        counts |= min(left_out, key=lambda counted: counted["capped_pairs"])
    return blocks, counts


def _left_out(records: NDArray[np.int32], keys: Longs) -> dict[str, int]:
    """How much stands in blocks that stay too large; a record that stands in several counts once."""
    lengths = np.unique(keys, return_counts=True)[1]
    many = len(np.unique(records))
    pairs = min(int((lengths * (lengths - 1) // 2).sum()), many * (many - 1) // 2)
    return {"capped_blocks": len(lengths), "capped_records": many, "capped_pairs": pairs}


def _small_blocks(records: NDArray[np.int32], keys: Longs, *, cap: int) -> tuple[Block, NDArray[np.int32], Longs, int]:
    """The blocks of two records up to the cap; the records and keys of the larger ones, and how many those are."""
    order = np.argsort(keys)
    records, keys = records[order], keys[order]
    start = np.flatnonzero(np.concatenate((np.ones(min(1, len(keys)), dtype=np.bool_), keys[1:] != keys[:-1])))
    lengths = np.diff(np.append(start, len(keys)))
    small, large = (lengths > 1) & (lengths <= cap), np.repeat(lengths > cap, lengths)
    inside = np.repeat(small, lengths)
    return (records[inside], lengths[small]), records[large], keys[large], int((lengths > cap).sum())


def _refined(records: NDArray[np.int32], keys: Longs, refiner: Refiner) -> tuple[NDArray[np.int32], Longs]:
    """Finer keys; with neighbours, a record also stands under the value one higher."""
    values, neighbours = refiner
    finer = values[records]
    out = _mix(keys, np.where(finer < 0, 0, finer + 1))
    if not neighbours:
        return records, out
    known = finer >= 0
    return np.concatenate((records, records[known])), np.concatenate((out, _mix(keys[known], finer[known] + 2)))

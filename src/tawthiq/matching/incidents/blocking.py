"""Which pairs of records of incidents are looked at: those that share a key under one of several rules.

A record has a key of a rule for each day (or week, or square of the map) it may fall into and for the one after, so
that neighbours share one. A block larger than the cap is cut up by the killed, then by the kind, then by the
governorate; what is still too large is left out and **reported**: how many blocks, records and pairs.

Rules: two days and town; day and governorate; week, governorate and killed; day and month in each other's place, and
town; month and town where a day is not known; a name of a victim; a rare word of the title and the month; two days
and a square of the map; month, governorate and a large number of people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.incidents.comparing import swap_day_month
from tawthiq.matching.incidents.encoding import NO_DAY, EncodedIncidents, Ints

Longs = NDArray[np.int64]
Rule = tuple[str, Longs, Longs]
CAP = 80
_MISSING = np.int64(-1)
_OFFSET = 1_000_000
"""Added to days so that no key is negative."""
_LONGEST = 4
"""Spans of more days have no key of a day."""
_MANY = 8
_SQUARE = 0.03
_RARE_COUNT = 40
_NO_DAY_KNOWN = "month, town, a day not known"
"""The one rule whose pairs need a record without a day; the others of that month have rules of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleReport:
    """What one rule did: pairs found, pairs no earlier rule had found, and what the cap left out."""

    rule: str
    pairs: int
    new_pairs: int
    refined_blocks: int
    capped_blocks: int
    capped_records: int
    capped_pairs: int


def find_incident_candidates(data: EncodedIncidents, *, cap: int = CAP) -> tuple[Ints, Ints, list[RuleReport]]:
    """Return the candidate pairs (left index, right index, sorted, left < right) and what each rule did.

    Args:
        data: the records.
        cap: largest number of records in a block before it is cut up.
    """
    killed = data.numbers["killed"][:, 0]
    refiners = [
        np.where(np.isnan(killed), -1, np.nan_to_num(killed)).astype(np.int64),
        data.kind.astype(np.int64),
        data.governorate.astype(np.int64),
    ]
    found = np.zeros(0, dtype=np.int64)
    reports = []
    for name, records, keys in _rules(data):
        pairs, counts = _pairs_of_rule(records, keys, refiners, cap=cap, size=max(1, data.size))
        pairs = np.unique(pairs)
        if name == _NO_DAY_KNOWN:
            vague = data.day_to.astype(np.int64) - data.day_from >= _LONGEST
            pairs = pairs[vague[pairs // max(1, data.size)] | vague[pairs % max(1, data.size)]]
        merged = np.union1d(found, pairs)
        reports.append(RuleReport(rule=name, pairs=len(pairs), new_pairs=len(merged) - len(found), **counts))
        found = merged
    size = max(1, data.size)
    return (found // size).astype(np.int32), (found % size).astype(np.int32), reports


def _mix(*columns: Longs) -> Longs:
    """One 62-bit key of several columns; missing where any is missing (collisions only add candidates)."""
    out = np.zeros(len(columns[0]), dtype=np.uint64)
    missing = np.zeros(len(out), dtype=np.bool_)
    for column in columns:
        missing |= column < 0
        out = (out ^ column.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        out ^= out >> np.uint64(29)
    return np.where(missing, _MISSING, (out >> np.uint64(2)).astype(np.int64)).astype(np.int64)


def _rules(data: EncodedIncidents) -> list[Rule]:
    """For each rule its name, the records and their keys; a record may have several keys."""
    everyone = np.arange(data.size, dtype=np.int64)
    first, last = data.day_from.astype(np.int64), data.day_to.astype(np.int64)
    dated = first != NO_DAY
    width = np.where(dated, last - first, 0)
    exact = dated & (width == 0)
    town, governorate = data.town.astype(np.int64), data.governorate.astype(np.int64)
    month = np.where(dated & (width < 31), _months(first) + _OFFSET, -1)
    killed = data.numbers["killed"][:, 1]
    many = np.where(np.isnan(killed), -1, np.nan_to_num(killed)).astype(np.int64)

    def on_days(name: str, where: Longs, *, after: int, every: int = 1) -> Rule:
        steps = range(_LONGEST + after)
        days = [np.where(dated & (width < _LONGEST) & (s <= width + after), first + s + _OFFSET, -1) for s in steps]
        keys = [_mix(np.where(day >= 0, day // every, -1), where) for day in days]
        return name, np.tile(everyone, len(keys)), np.concatenate(keys)

    swapped = swap_day_month(first)
    both = [np.where(exact, day + _OFFSET, -1) for day in (np.minimum(first, swapped), np.maximum(first, swapped))]
    weeks = np.where(exact, first + _OFFSET, -1)
    return [
        on_days("two days, town", town, after=1),
        on_days("day, governorate", governorate, after=0),
        _two("week, governorate, killed", everyone, weeks, 7, governorate, np.where(many > 0, many, -1)),
        ("day and month swapped, town", everyone, _mix(*both, town)),
        ("month, town, killed", everyone, _mix(month, town, many)),
        _imprecise(data, month, town, width),
        _held("name of a victim", data.victims),
        _held("rare word, month", data.words, month=month, most=_RARE_COUNT),
        _squares(data, first, exact),
        ("month, governorate, many killed", everyone, _mix(month, governorate, np.where(many >= _MANY, many, -1))),
    ]


def _months(days: Longs) -> Longs:
    at = np.where(days == NO_DAY, 0, days).astype("datetime64[D]").astype("datetime64[M]")
    months: Longs = at.astype(np.int64)
    return months


def _two(name: str, everyone: Longs, value: Longs, every: int, *others: Longs) -> Rule:
    """Keys of the stretch a value falls into, and of stretches that begin half a stretch later."""
    stretches = [np.where(value >= 0, (value + shift) // every, -1) for shift in (0, every // 2)]
    keys = [_mix(stretch, np.full(len(value), n, dtype=np.int64), *others) for n, stretch in enumerate(stretches)]
    return name, np.tile(everyone, 2), np.concatenate(keys)


def _imprecise(data: EncodedIncidents, month: Longs, town: Longs, width: Longs) -> Rule:
    """Month and town, where some record of that month and town gives no day."""
    key = _mix(month, town)
    held = np.unique(key[(width >= _LONGEST) & (key >= 0)])
    keys = np.where(np.isin(key, held), key, _MISSING)
    return _NO_DAY_KNOWN, np.arange(data.size, dtype=np.int64), keys


def _held(name: str, table: object, *, month: Longs | None = None, most: int | None = None) -> Rule:
    """A key for each entry of a table of records by words."""
    coordinates = table.tocoo()  # type: ignore[attr-defined]
    records, words = coordinates.row.astype(np.int64), coordinates.col.astype(np.int64)
    if most is not None:
        keep = np.bincount(words, minlength=coordinates.shape[1])[words] <= most
        records, words = records[keep], words[keep]
    return name, records, words if month is None else _mix(words, month[records])


def _squares(data: EncodedIncidents, first: Longs, exact: NDArray[np.bool_]) -> Rule:
    """Two days and a square of the map, in four grids half a square apart."""
    known = exact & ~np.isnan(data.point).any(axis=1)
    records, keys = [], []
    held = np.flatnonzero(known)
    for n, (up, along) in enumerate(((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5))):
        row = np.floor((data.point[held, 0] + 90) / _SQUARE + up).astype(np.int64)
        column = np.floor((data.point[held, 1] + 180) / _SQUARE + along).astype(np.int64)
        for after in (0, 1):
            records.append(held)
            keys.append(_mix(np.full(len(held), n, dtype=np.int64), row, column, first[held] + after + _OFFSET))
    return "two days, square of the map", np.concatenate(records).astype(np.int64), np.concatenate(keys)


def _pairs_of_rule(
    records: Longs, keys: Longs, refiners: list[Longs], *, cap: int, size: int
) -> tuple[Longs, dict[str, int]]:
    """Pairs of one rule (some more than once), and what the cap did."""
    keep = keys >= 0
    records, keys = records[keep], keys[keep]
    pieces = [np.zeros(0, dtype=np.int64)]
    counts = {"refined_blocks": 0, "capped_blocks": 0, "capped_records": 0, "capped_pairs": 0}
    for step in range(len(refiners) + 1):
        order = np.argsort(keys, kind="stable")
        records, keys = records[order], keys[order]
        start = np.flatnonzero(np.concatenate((np.ones(min(1, len(keys)), dtype=np.bool_), keys[1:] != keys[:-1])))
        lengths = np.diff(np.append(start, len(keys)))
        small = np.repeat(lengths <= cap, lengths)
        pieces.append(_expand(records[small], lengths[lengths <= cap], size=size))
        large = lengths[lengths > cap]
        if not large.size:
            break
        if step == 0:
            counts["refined_blocks"] = len(large)
        if step == len(refiners):
            left_out = {
                "blocks": len(large),
                "records": int(large.sum()),
                "pairs": int((large * (large - 1) // 2).sum()),
            }
            counts |= {f"capped_{what}": number for what, number in left_out.items()}
            break
        records, keys = records[~small], keys[~small]
        keys = _mix(keys, refiners[step][records] + 1)
    return np.concatenate(pieces), counts


def _expand(records: Longs, lengths: Longs, *, size: int) -> Longs:
    """All pairs inside each block (blocks stand one after the other), as left * size + right."""
    pieces = [np.zeros(0, dtype=np.int64)]
    behind = np.repeat(np.cumsum(lengths), lengths) - np.arange(len(records)) - 1
    at = np.flatnonzero(behind > 0)
    offset = 1
    while at.size:
        left, right = records[at], records[at + offset]
        distinct = left != right
        pieces.append(np.minimum(left, right)[distinct] * size + np.maximum(left, right)[distinct])
        offset += 1
        at = at[behind[at] >= offset]
    return np.concatenate(pieces)

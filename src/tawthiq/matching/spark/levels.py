"""Pairs compared on Spark: both coded records are joined to each pair, and batches of pairs go through `compare`.

The levels of a pair leave as one number, the one by which `tawthiq.matching.scoring.count_patterns` counts them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from tawthiq.matching.comparing import COMPARED, Levels, compare, varied_parts
from tawthiq.matching.encoding import Encoded
from tawthiq.matching.equivalents import NAME_PARTS, NONE_FOUND, Equivalents, joined_without, meetings, too_often
from tawthiq.matching.glance import glance_rows
from tawthiq.matching.levels import FIELDS, SOUND
from tawthiq.matching.scoring import chance_pairs, decode_patterns
from tawthiq.matching.screening import times_of
from tawthiq.matching.spark.arrow import Batches, as_batch, chunks, collected, map_batches, numbers, settle
from tawthiq.matching.spark.rows import CODED, encoded
from tawthiq.matching.spark.tables import SharedTables
from tawthiq.matching.weighing import Model

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame

_ROWS = 40_000
Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Pairs = NDArray[np.int32]
_PAIR = (("left", pa.int64()), ("right", pa.int64()))
COMPARED_PAIRS = pa.schema([
    *_PAIR, ("list_l", pa.int32()), ("list_r", pa.int32()), ("times", pa.int32()), ("code", pa.int64())
])  # fmt: skip
"""A compared pair: numbers and lists of its records, how many candidates it stands for, and the code of its levels."""
_AGAIN = pa.schema([*_PAIR, ("code_again", pa.int64())])
_PICKED = pa.schema([*_PAIR, *((f"differs_{n}", pa.bool_()) for n in range(len(NAME_PARTS)))])
_MEETINGS = pa.schema([
    ("part", pa.int32()), ("small", pa.int64()), ("large", pa.int64()), ("family", pa.int64())
])  # fmt: skip
Work = Callable[[pa.Table, Encoded, Pairs, Pairs], pa.RecordBatch]


@dataclass(frozen=True, slots=True)
class _OnPairs:
    """Calls a function for batches of pairs with the records of both sides."""

    shared: Broadcast[SharedTables]
    work: Work

    def __call__(self, batches: Batches) -> Batches:
        for table in chunks(batches, _ROWS):
            sides = [pa.Table.from_batches([_records(table, side)]) for side in ("one", "two")]
            data = encoded(pa.concat_tables(sides).combine_chunks(), self.shared.value)
            left = np.arange(table.num_rows, dtype=np.int32)
            yield self.work(table, data, left, left + np.int32(table.num_rows))


def _records(table: pa.Table, side: str) -> pa.RecordBatch:
    """The coded records of one side."""
    column = table.column(side).combine_chunks()
    return pa.RecordBatch.from_arrays(column.flatten(), names=[column.type.field(n).name for n in range(len(CODED))])


def _beside_records(pairs: DataFrame, rows: DataFrame) -> DataFrame:
    """Pairs with the coded records of both sides as columns ``one`` and ``two``."""
    from pyspark.sql import functions as f

    for side, record in (("left", "one"), ("right", "two")):
        pairs = pairs.join(rows.select(f.col("at").alias(side), f.struct(*CODED.names).alias(record)), side)
    return pairs


def code_of(levels: dict[str, Levels]) -> Longs:
    """One number for the levels of each pair; `decode_patterns` turns it back."""
    from tawthiq.matching.weighing_kernels import code_patterns

    codes = np.zeros(len(levels[COMPARED[0]]), dtype=np.int64)
    widths = np.array([len(FIELDS[field]) for field in COMPARED], dtype=np.int64)
    code_patterns(np.stack([levels[field] for field in COMPARED]), widths, codes)
    return codes


def compare_pairs(
    pairs: DataFrame, rows: DataFrame, shared: Broadcast[SharedTables], *, screened: bool = False
) -> DataFrame:
    """Return the pairs compared (`COMPARED_PAIRS`), the hopeless ones left out where they are screened."""
    return map_batches(_beside_records(pairs, rows), _OnPairs(shared, _Compared(screened)), COMPARED_PAIRS)


@dataclass(frozen=True, slots=True)
class _Compared:
    """Compares the pairs of a batch, or those that a glance does not rule out (`tawthiq.matching.screening`)."""

    screened: bool

    def __call__(self, table: pa.Table, data: Encoded, left: Pairs, right: Pairs) -> pa.RecordBatch:
        one, two = numbers(table, "left"), numbers(table, "right")
        times = np.ones(len(left), dtype=np.int8)
        if self.screened:
            times = times_of(glance_rows(data), left, right, numbers=(one, two))
        at = np.flatnonzero(times)
        left, right = left[at], right[at]
        told: dict[str, Any] = {"left": one[at], "right": two[at], "times": times[at].astype(np.int32)}
        told |= {"list_l": data.list_code[left], "list_r": data.list_code[right]}
        return as_batch(COMPARED_PAIRS, told | {"code": code_of(compare(data, left, right))})


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Patterns of levels with the number of pairs that have each, in the order of their codes."""

    codes: Longs
    patterns: NDArray[np.int8]
    counts: Floats


def count_levels(compared: DataFrame) -> Counted:
    """Count the patterns of the compared pairs."""
    from pyspark.sql import functions as f

    found = collected(compared.groupBy("code").agg(f.sum("times").alias("times"))).sort("code")
    codes = found["code"].to_numpy().astype(np.int64)
    counts = found["times"].to_numpy().astype(np.float64)
    return Counted(codes=codes, patterns=decode_patterns(codes, COMPARED), counts=counts)


def chance_levels(rows: DataFrame, shared: Broadcast[SharedTables], *, size: int, seed: int) -> dict[str, Floats]:
    """Shares of the levels among pairs drawn at random; see `tawthiq.matching.scoring`."""
    left, right = chance_pairs(size, seed)
    if not len(left):
        return {}
    drawn = pa.table({"left": left.astype(np.int64), "right": right.astype(np.int64)})
    found = count_levels(compare_pairs(rows.sparkSession.createDataFrame(drawn), rows, shared))
    return {
        field: np.bincount(found.patterns[:, n], weights=found.counts, minlength=len(FIELDS[field])) / len(left)
        for n, field in enumerate(COMPARED)
    }


def equivalents_of(
    compared: DataFrame, rows: DataFrame, shared: Broadcast[SharedTables], *, model: Model, counted: Counted
) -> Equivalents:
    """Spellings that the lists show to be one name: the rule of `tawthiq.matching.equivalents`."""
    from pyspark.sql import functions as f

    chosen = np.zeros((len(NAME_PARTS), len(counted.codes)), dtype=np.bool_)
    for n, (field, _, _) in enumerate(NAME_PARTS):
        level = counted.patterns[:, COMPARED.index(field)]
        chosen[n] = joined_without(model, counted.patterns, field) & (level > 0) & (level < SOUND)
    kept = chosen.any(axis=0)
    if not kept.any():
        return NONE_FOUND
    wanted = rows.sparkSession.sparkContext.broadcast((counted.codes[kept], chosen[:, kept]))
    picked = map_batches(compared, _Picked(wanted), _PICKED)
    met = map_batches(_beside_records(picked, rows), _OnPairs(shared, _meet), _MEETINGS)
    families = collected(met.groupBy("part", "small", "large").agg(f.count_distinct("family").alias("seen")))
    found = [too_often(families.filter(pl.col("part") == n)) for n in range(len(NAME_PARTS))]
    return np.unique(np.concatenate(found))


@dataclass(frozen=True, slots=True)
class _Picked:
    """Keeps pairs with one of the wanted codes, and says for which part of the name."""

    wanted: Broadcast[tuple[Longs, NDArray[np.bool_]]]

    def __call__(self, batches: Batches) -> Batches:
        codes, chosen = self.wanted.value
        for table in chunks(batches, _ROWS):
            found = numbers(table, "code")
            place = np.minimum(np.searchsorted(codes, found), len(codes) - 1)
            at = np.flatnonzero(codes[place] == found)
            told: dict[str, Any] = {side: numbers(table, side)[at] for side in ("left", "right")}
            yield as_batch(_PICKED, told | {f"differs_{n}": row[place[at]] for n, row in enumerate(chosen)})


def _meet(table: pa.Table, data: Encoded, left: Pairs, right: Pairs) -> pa.RecordBatch:
    met = []
    for n, (_, slot, context) in enumerate(NAME_PARTS):
        at = np.flatnonzero(numbers(table, f"differs_{n}"))
        found = meetings(data, left[at], right[at], slot, context)
        met.append(found.with_columns(pl.lit(n, dtype=pl.Int32).alias("part")))
    frame = pl.concat(met)
    return as_batch(_MEETINGS, {name: frame[name] for name in _MEETINGS.names})


def compare_with(
    compared: DataFrame,
    rows: DataFrame,
    shared: Broadcast[SharedTables],
    tables: SharedTables,
    *,
    equivalents: Equivalents,
) -> DataFrame:
    """Return the compared pairs, those anew in whose names equivalents meet; settled."""
    from pyspark.sql import functions as f

    keys = np.unique(np.concatenate((equivalents >> 32, equivalents & (2**32 - 1))))
    parts = np.flatnonzero(np.isin(tables.parts.core_key, keys))
    holding = f.array(*(f.lit(int(part)) for part in parts))
    holders = settle(
        rows.filter(f.arrays_overlap("slots", holding) | f.arrays_overlap("slots_other", holding)).select("at")
    )
    both = reduce(
        lambda pairs, side: pairs.join(holders.withColumnRenamed("at", side), side, "left_semi"),
        ("left", "right"),
        compared.select("left", "right"),
    )
    again = map_batches(_beside_records(both, rows), _OnPairs(shared, _Again(equivalents)), _AGAIN)
    joined = compared.join(again, ["left", "right"], "left").withColumn("code", f.coalesce("code_again", "code"))
    return settle(joined.select(*COMPARED_PAIRS.names))


@dataclass(frozen=True, slots=True)
class _Again:
    """Compares pairs anew in whose names equivalents meet; leaves out the others."""

    equivalents: Equivalents

    def __call__(self, table: pa.Table, data: Encoded, left: Pairs, right: Pairs) -> pa.RecordBatch:
        from tawthiq.matching.name_kernels import meet_as_equivalents

        parts = data.parts.core_key
        varied = varied_parts(parts, self.equivalents)
        met = meet_as_equivalents(parts, data.both_readings, data.has_other, varied, self.equivalents, left, right)
        at = np.flatnonzero(met)
        levels = compare(data, left[at], right[at], equivalents=self.equivalents)
        told: dict[str, Any] = {side: numbers(table, side)[at] for side in ("left", "right")}
        return as_batch(_AGAIN, told | {"code_again": code_of(levels)})

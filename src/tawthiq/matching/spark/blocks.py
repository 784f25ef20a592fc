"""Candidate pairs on Spark: the keys of `tawthiq.matching.blocking`, blocks as groups, the same cap and refiners.

Every record gives its keys under every rule; the keys are made by the functions of the one-machine engine. Rows with
one rule and key are a block and meet on one worker, where they are sorted, not held in memory. A block over the cap
is cut up along each chain of refiners: the rows are counted again under the next value, and a row whose block has
become small enough takes no more part. What stays too large is counted as on one machine. Pairs found in several
blocks are one pair, with a bit for each rule that found it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pyarrow as pa

from tawthiq.matching.blocking import _RARE, REFINERS, Longs, RuleReport, _columns, _rule_keys, usual_cap
from tawthiq.matching.encoding import GIVEN, LAST, PLAIN_TEXTS, Encoded
from tawthiq.matching.spark.arrow import Batches, as_batch, chunks, collected, map_batches, numbers, settle
from tawthiq.matching.spark.rows import CODED, encoded, no_rows
from tawthiq.matching.spark.tables import SharedTables

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import Column, DataFrame

_ROWS = 20_000
_REFINING = tuple(dict.fromkeys(field for chain in REFINERS for field in chain))
_WITH_NEIGHBOURS = "birth_year"
_CUTS = tuple(f"cut{n}" for n in range(max(len(chain) for chain in REFINERS)))
_BLOCK = ("rule", "key", "chain", *_CUTS)
_NOT_CUT = -1
KEYS = pa.schema([
    ("rule", pa.int32()), ("key", pa.int64()), ("at", pa.int64()), ("clean", pa.int32()),
    *((field, pa.int64()) for field in _REFINING),
])  # fmt: skip
"""A key of a record. ``clean`` is its list if that holds nobody twice, or -1; the values that cut up are one higher
than the columns of the one-machine engine, 0 for missing."""


@dataclass(frozen=True, slots=True)
class _Keys:
    """Makes the keys of batches of coded records."""

    shared: Broadcast[SharedTables]
    clean: tuple[int, ...]

    def __call__(self, batches: Batches) -> Batches:
        tables = self.shared.value
        for table in chunks(batches, _ROWS):
            data = encoded(table, tables)
            columns = _key_columns(data, tables)
            columns |= {field: numbers(table, f"{field}_key") for field in PLAIN_TEXTS}
            at = numbers(table, "at")
            clean = np.where(np.isin(data.list_code, self.clean), data.list_code, -1)
            for rule, (_, records, keys) in enumerate(_rule_keys(data, columns)):
                kept = keys >= 0
                owner = records[kept]
                told: dict[str, Any] = {"rule": np.full(len(owner), rule, dtype=np.int32), "key": keys[kept]}
                told |= {"at": at[owner], "clean": clean[owner]}
                told |= {field: np.where(columns[field] < 0, 0, columns[field] + 1)[owner] for field in _REFINING}
                yield as_batch(KEYS, told)


def _key_columns(data: Encoded, tables: SharedTables) -> dict[str, Longs]:
    """What keys are made of; how rare a name is follows from all records, not from these."""
    columns = _columns(data)
    for field, slot in (("rare_given", GIVEN), ("rare_last", LAST)):
        if len(tables.parts.parts):
            code = data.slots[:, slot]
            rare = (code >= 0) & (tables.often(slot)[code] <= _RARE)
            columns[field] = np.where(rare, tables.parts.core_key[code], -1).astype(np.int64)
    return columns


def find_pairs(
    rows: DataFrame,
    tables: SharedTables,
    shared: Broadcast[SharedTables],
    *,
    size: int,
    one_per_list: Collection[str] = (),
    cap: int | None = None,
) -> tuple[DataFrame, list[RuleReport]]:
    """Return the candidate pairs (``left`` < ``right``, numbers of records), settled, and what each rule did.

    Args:
        rows: coded records.
        tables: what they have in common.
        shared: the same on the workers.
        size: number of records.
        one_per_list: lists that hold nobody twice: pairs inside them are no candidates.
        cap: largest number of records in a block; as on one machine when not given.
    """
    from pyspark.sql import functions as f

    cap = usual_cap(size) if cap is None else cap
    clean = tuple(tables.lists.index(name) for name in one_per_list)
    hashed = [
        f.when(f.col(field).isNull(), -1).otherwise(f.xxhash64(field).bitwiseAND(2**62 - 1)).alias(f"{field}_key")
        for field in PLAIN_TEXTS
    ]
    keys = map_batches(rows.select(*CODED.names, *hashed), _Keys(shared, clean), KEYS)
    parts = int(rows.sparkSession.conf.get("spark.sql.shuffle.partitions") or 200)
    met = keys.repartition(parts, "rule", "key").withColumn("many", _rows_under("rule", "key"))
    blocks = settle(_cut_up(met.filter(f.col("many") > 1), cap))
    pairs = _pairs_inside(blocks.filter(f.col("many") <= cap))
    found = settle(pairs.groupBy("left", "right").agg(f.bit_or("bit").alias("rules")))
    rules = [name for name, _, _ in _rule_keys(no_rows(tables), _key_columns(no_rows(tables), tables))]
    return found.select("left", "right"), _reports(rules, found, blocks, cap)


def _rows_under(*columns: str) -> Column:
    """How many rows have the same values."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    return f.count("*").over(Window.partitionBy(*columns))


def _cut_up(rows: DataFrame, cap: int) -> DataFrame:
    """The rows of blocks, those of large ones under the values of each chain as far as they are needed to come down.

    ``many`` then says how many rows have the same `_BLOCK`.
    """
    from pyspark.sql import functions as f

    def whole(*values: int) -> Column:
        return f.array(*(f.lit(value) for value in values))

    chains = f.when(f.col("many") > cap, whole(*range(len(REFINERS)))).otherwise(whole(_NOT_CUT))
    rows = rows.withColumn("chain", f.explode(chains))
    for n, cut in enumerate(_CUTS):
        fields = [chain[n] for chain in REFINERS]
        value = reduce(
            lambda column, at: column.when(f.col("chain") == at, f.col(fields[at])),
            range(1, len(fields)),
            f.when(f.col("chain") == 0, f.col(fields[0])),
        )
        told_a_year_off = f.col("chain").isin([at for at, field in enumerate(fields) if field == _WITH_NEIGHBOURS])
        values = f.when(told_a_year_off & (value > 0), f.array(value, value + 1)).otherwise(f.array(value))
        values = f.when(f.col("many") > cap, values).otherwise(f.array(f.lit(_NOT_CUT).cast("bigint")))
        rows = rows.withColumn(cut, f.explode(values))
        rows = rows.withColumn("many", _rows_under("rule", "key", "chain", *_CUTS[: n + 1]))
    return rows.select(*_BLOCK, "at", "clean", "many")


def _pairs_inside(rows: DataFrame) -> DataFrame:
    """All pairs inside each small block, with the bit of its rule."""
    from pyspark.sql import functions as f

    member = f.struct("at", "clean")
    blocks = rows.groupBy(*_BLOCK).agg(f.sort_array(f.collect_list(member)).alias("members"))
    later = "slice(members, n + 2, size(members))"
    pair = "struct(one.at AS left, two.at AS right, one.clean >= 0 AND one.clean = two.clean AS inside_list)"
    pairs = f.expr(f"flatten(transform(members, (one, n) -> transform({later}, two -> {pair})))")
    told = blocks.select("rule", f.explode(pairs).alias("pair"))
    told = told.filter((f.col("pair.left") < f.col("pair.right")) & ~f.col("pair.inside_list"))
    return told.select("pair.left", "pair.right", f.expr("shiftleft(1L, rule)").alias("bit"))


def _reports(rules: list[str], found: DataFrame, blocks: DataFrame, cap: int) -> list[RuleReport]:
    """What each rule did."""
    from pyspark.sql import functions as f

    first = f.col("rules").bitwiseAND(-f.col("rules"))
    counts = [
        count.alias(name)
        for n in range(len(rules))
        for name, count in (
            (f"found{n}", f.count_if(f.col("rules").bitwiseAND(2**n) != 0)),
            (f"new{n}", f.count_if(first == 2**n)),
        )
    ]
    told = found.agg(*counts).collect()[0]
    chains = range(len(REFINERS))
    cut = {(row["chain"], row["rule"]): row for row in _cut_blocks(blocks, cap).iter_rows(named=True)}
    nothing = {"refined_blocks": 0, "capped_blocks": 0, "capped_records": 0, "capped_pairs": 0}
    reports = []
    for n, rule in enumerate(rules):
        ways = [_way(cut[chain, n]) if (chain, n) in cut else nothing for chain in chains]
        least = min(ways, key=lambda way: way["capped_pairs"])
        reports.append(RuleReport(rule=rule, pairs=told[f"found{n}"], new_pairs=told[f"new{n}"], **least))
    return reports


def _way(row: dict[str, Any]) -> dict[str, int]:
    """What one chain did for one rule."""
    records = row["capped_records"]
    pairs = min(row["capped_pairs"] or 0, records * (records - 1) // 2)
    return {name: row[name] for name in ("refined_blocks", "capped_blocks", "capped_records")} | {"capped_pairs": pairs}


def _cut_blocks(blocks: DataFrame, cap: int) -> pl.DataFrame:
    """For each chain and rule how many blocks it was tried on, and how much stands in blocks that stay too large."""
    from pyspark.sql import functions as f

    cut, over = blocks.filter(f.col("chain") != _NOT_CUT), f.col("many") > cap
    by_block = cut.groupBy(*_BLOCK).agg(f.first("many").alias("many"))
    counted = by_block.groupBy("chain", "rule").agg(
        f.count_if(over).alias("capped_blocks"),
        f.sum(f.when(over, f.expr("many * (many - 1) div 2"))).alias("capped_pairs"),
    )
    records = cut.groupBy("chain", "rule").agg(
        f.count_distinct("key").alias("refined_blocks"),
        f.count_distinct(f.when(over, f.col("at"))).alias("capped_records"),
    )
    return collected(counted.join(records, ["chain", "rule"]))

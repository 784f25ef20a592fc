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
_BLOCK = ("rule", "key", *_CUTS)
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
    blocks = settle(met.filter(f.col("many") > 1))
    small = blocks.filter(f.col("many") <= cap).withColumns(dict.fromkeys(_CUTS, f.lit(_NOT_CUT).cast("bigint")))
    large = blocks.filter(f.col("many") > cap)
    refined = [_refined(large, chain, cap) for chain in REFINERS]
    pieces = [_pairs_inside(part) for part in (small, *(part.filter(f.col("many") <= cap) for part in refined))]
    pairs = reduce(lambda some, more: some.unionByName(more), pieces)
    found = settle(pairs.groupBy("left", "right").agg(f.bit_or("bit").alias("rules")))
    rules = [name for name, _, _ in _rule_keys(no_rows(tables), _key_columns(no_rows(tables), tables))]
    return found.select("left", "right"), _reports(rules, found, large, refined, cap)


def _rows_under(*columns: str) -> Column:
    """How many rows have the same values."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    return f.count("*").over(Window.partitionBy(*columns))


def _refined(large: DataFrame, chain: tuple[str, ...], cap: int) -> DataFrame:
    """Rows of large blocks under the values of a chain, as far as they are needed to come down to the cap."""
    from pyspark.sql import functions as f

    rows = large
    for n, field in enumerate(chain):
        value, open_still = f.col(field), f.col("many") > cap
        if field == _WITH_NEIGHBOURS:
            both = f.when(value > 0, f.array(value, value + 1)).otherwise(f.array(value))
            cut = f.explode(f.when(open_still, both).otherwise(f.array(f.lit(_NOT_CUT).cast("bigint"))))
        else:
            cut = f.when(open_still, value).otherwise(_NOT_CUT)
        rows = rows.withColumn(_CUTS[n], cut).withColumn("many", _rows_under("rule", "key", *_CUTS[: n + 1]))
    return rows


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


def _reports(
    rules: list[str], found: DataFrame, large: DataFrame, refined: list[DataFrame], cap: int
) -> list[RuleReport]:
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
    cut = dict(large.groupBy("rule", "key").count().groupBy("rule").count().collect())
    left_out = _left_out(refined, cap) if cut else {}
    nothing = {"capped_blocks": 0, "capped_records": 0, "capped_pairs": 0}
    return [
        RuleReport(
            rule=rule,
            pairs=told[f"found{n}"],
            new_pairs=told[f"new{n}"],
            refined_blocks=cut.get(n, 0),
            **min(
                (left_out.get((chain, n), nothing) for chain in range(len(refined))), key=lambda out: out["capped_pairs"]
            ),
        )
        for n, rule in enumerate(rules)
    ]


def _left_out(refined: list[DataFrame], cap: int) -> dict[tuple[int, int], dict[str, int]]:
    """For each chain and rule how much stands in blocks that stay too large."""
    from pyspark.sql import functions as f

    chains = [
        rows.filter(f.col("many") > cap).select(f.lit(n).alias("chain"), *_BLOCK, "at", "many")
        for n, rows in enumerate(refined)
    ]
    rows = reduce(lambda some, more: some.unionByName(more), chains)
    blocks = rows.groupBy("chain", *_BLOCK).agg(f.first("many").alias("many"))
    counted = blocks.groupBy("chain", "rule").agg(
        f.count("*").alias("blocks"), f.sum(f.expr("many * (many - 1) div 2")).alias("pairs")
    )
    records = rows.groupBy("chain", "rule").agg(f.count_distinct("at").alias("records"))
    return {
        (row["chain"], row["rule"]): {
            "capped_blocks": row["blocks"],
            "capped_records": row["records"],
            "capped_pairs": min(row["pairs"], row["records"] * (row["records"] - 1) // 2),
        }
        for row in collected(counted.join(records, ["chain", "rule"])).iter_rows(named=True)
    }

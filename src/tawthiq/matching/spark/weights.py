"""Weights of compared pairs on Spark: patterns are counted there, the model is fitted on the counts on the driver.

The steps are those of `tawthiq.matching.scoring.score`, with the same functions; only counting, looking up the
weight of a pattern and looking for rivals run where the pairs are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tawthiq.matching.comparing import COMPARED
from tawthiq.matching.encoding import GIVEN
from tawthiq.matching.equivalents import Equivalents
from tawthiq.matching.levels import BEHIND_BY, FIELDS
from tawthiq.matching.scoring import counted_rarity_bands, decode_patterns, first_model
from tawthiq.matching.screening import SCREENED_FROM
from tawthiq.matching.spark.arrow import Batches, chunks, collected, map_batches, numbers, settle
from tawthiq.matching.spark.levels import (
    COMPARED_PAIRS,
    chance_levels,
    compare_pairs,
    compare_with,
    count_levels,
    equivalents_of,
)
from tawthiq.matching.spark.tables import SharedTables
from tawthiq.matching.weighing import Model, fit, log_likelihoods, match_weights, posteriors

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame

_ROWS = 100_000
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class SparkScores:
    """Weights of pairs on Spark.

    Args:
        model: the fitted model.
        pairs: columns `COMPARED_PAIRS`; the code has the level of the rival too. Settled.
        codes: the distinct codes, sorted.
        patterns: their levels, in the order of `FIELDS`.
        counts: how many pairs have each.
        weight: of each, log2 odds.
        probability: of each.
        equivalents: skeletons that were found to be one name.
    """

    model: Model
    pairs: DataFrame
    codes: NDArray[np.int64]
    patterns: NDArray[np.int8]
    counts: NDArray[np.int64]
    weight: Floats
    probability: Floats
    equivalents: Equivalents


def score_pairs(
    pairs: DataFrame,
    rows: DataFrame,
    tables: SharedTables,
    shared: Broadcast[SharedTables],
    *,
    size: int,
    candidates: int,
    seed: int,
) -> SparkScores:
    """Compare the candidate pairs, fit the model and weigh them; ``seed`` draws pairs that agree by chance alone."""
    from pyspark.sql import functions as f

    bands = counted_rarity_bands(tables.parts, tables.standing[GIVEN], tables.others)
    chance = chance_levels(rows, shared, size=size, seed=seed)
    compared = settle(compare_pairs(pairs, rows, shared, screened=candidates >= SCREENED_FROM))
    counted = count_levels(compared)
    first, priors, per_pair = first_model(counted.patterns, counted.counts, bands=bands, chance=chance, size=size)
    equivalents = equivalents_of(compared, rows, shared, model=first, counted=counted)
    if len(equivalents):
        compared = compare_with(compared, rows, shared, tables, equivalents=equivalents)
        counted = count_levels(compared)
        first = fit(counted.patterns, counted.counts, COMPARED, priors=priors, chance_share=per_pair, start=first)
    alone = {"weight": _weights(first, counted.patterns)[0].astype(np.float32)}
    compared = settle(_with_rivals(look_up(compared, counted.codes, alone)))
    found = collected(compared.groupBy("code").agg(f.count("*").alias("count"), f.sum("times").alias("times")))
    found = found.sort("code")
    codes = found["code"].to_numpy().astype(np.int64)
    patterns, counts = decode_patterns(codes, tuple(FIELDS)), found["count"].to_numpy().astype(np.int64)
    times = found["times"].to_numpy().astype(np.float64)
    model = fit(patterns, times, tuple(FIELDS), priors=priors, chance_share=per_pair, start=first)
    weight, probability = _weights(model, patterns)
    return SparkScores(
        model=model,
        pairs=compared,
        codes=codes,
        patterns=patterns,
        counts=counts,
        weight=weight,
        probability=probability,
        equivalents=equivalents,
    )


def _weights(model: Model, patterns: NDArray[np.int8]) -> tuple[Floats, Floats]:
    if not len(patterns):
        return np.zeros(0), np.zeros(0)
    likelihood = log_likelihoods(model, patterns)
    return match_weights(likelihood), posteriors(likelihood)[:, 0]


def look_up(pairs: DataFrame, codes: NDArray[np.int64], values: Mapping[str, NDArray[Any]]) -> DataFrame:
    """The pairs (`COMPARED_PAIRS`) with columns that hold the values of their codes."""
    new = [pa.field(name, pa.from_numpy_dtype(column.dtype)) for name, column in values.items()]
    known = pairs.sparkSession.sparkContext.broadcast((codes, dict(values)))
    return map_batches(pairs.select(*COMPARED_PAIRS.names), _LookUp(known), pa.schema([*COMPARED_PAIRS, *new]))


@dataclass(frozen=True, slots=True)
class _LookUp:
    """Adds to batches of pairs the values of their codes."""

    known: Broadcast[tuple[NDArray[np.int64], dict[str, NDArray[Any]]]]

    def __call__(self, batches: Batches) -> Batches:
        codes, values = self.known.value
        for table in chunks(batches, _ROWS):
            place, wider = np.searchsorted(codes, numbers(table, "code")), table
            for name, column in values.items():
                wider = wider.append_column(name, pa.array(column[place]))
            yield from wider.to_batches()


def _with_rivals(pairs: DataFrame) -> DataFrame:
    """The pairs with the level of the rival behind their code: `tawthiq.matching.scoring.rival_levels`.

    A pair is no rival unless its weight is above nought, so few pairs are gathered by record and list.
    """
    from pyspark.sql import functions as f

    across = pairs.filter((f.col("list_l") != f.col("list_r")) & (f.col("weight") > 0))
    ends = [across.select(f.col(at), f.col(other), "weight") for at, other in (("left", "list_r"), ("right", "list_l"))]
    two = f.slice(f.sort_array(f.collect_list("weight"), asc=False), 1, 2)
    best = ends[0].union(ends[1]).toDF("at", "other", "weight").groupBy("at", "other").agg(two.alias("top"))
    best = settle(best)
    nobody = f.lit(0.0).cast("float")
    rivals = []
    for at, other, top in (("left", "list_r", "top_l"), ("right", "list_l", "top_r")):
        pairs = pairs.join(best.toDF(at, other, top), [at, other], "left")
        itself = f.get(top, f.lit(0)) == f.col("weight")
        rivals.append(f.coalesce(f.when(itself, f.get(top, f.lit(1))).otherwise(f.get(top, f.lit(0))), nobody))
    strongest = f.greatest(*rivals)
    level = f.lit(len(BEHIND_BY) + 1)
    for bound in BEHIND_BY:
        level -= ((strongest > 0) & (strongest - f.col("weight") > bound)).cast("int")
    rival = f.when(f.col("list_l") == f.col("list_r"), 0).otherwise(level)
    return pairs.withColumn("code", f.col("code") * len(FIELDS["rival"]) + rival).select(*COMPARED_PAIRS.names)

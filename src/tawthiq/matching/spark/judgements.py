"""Reviewed judgements on Spark: where the judged records are, and what the answers teach.

Judgements are few: they are gathered on the driver, with the pairs that stand between the clusters of judged
records, and learned from by the functions of the one-machine engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pyarrow as pa

from tawthiq.matching.judged import latest_answers, learn_from_counts
from tawthiq.matching.learned import LearnedModel, NotLearned
from tawthiq.matching.spark.arrow import collected
from tawthiq.matching.spark.clusters import Held, cluster_pairs, with_roots
from tawthiq.matching.spark.weights import SparkScores, look_up
from tawthiq.matching.standing import standing_odds
from tawthiq.terms.judgements import Judgement

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def judged_records(ids: DataFrame, reviewed: list[Judgement]) -> pl.DataFrame:
    """``record_id``, ``at`` and ``list`` of the records in the judgements that are there, in the order of ids."""
    named = sorted({record for judgement in reviewed for record in (judgement.record_a, judgement.record_b)})
    asked = ids.sparkSession.createDataFrame(pa.table({"record_id": pa.array(named, pa.string())}))
    return collected(ids.join(asked, "record_id", "left_semi")).sort("at")


def learn_on_spark(
    reviewed: list[Judgement], known: pl.DataFrame, scores: SparkScores, *, clean: tuple[int, ...]
) -> LearnedModel | NotLearned:
    """Learn from judgements how far the weights are off: `tawthiq.matching.judged.learn_from`.

    Args:
        reviewed: judgements.
        known: the records in them, as `judged_records` gives them.
        scores: weights of the compared pairs.
        clean: lists that hold nobody twice.
    """
    from pyspark.sql import functions as f

    answers = latest_answers(reviewed, dict(known.select("record_id", "at").iter_rows()))
    pairs = look_up(scores.pairs, scores.codes, {"weight": scores.weight})
    rooted = with_roots(pairs, cluster_pairs(pairs, Held(lists={}, clean=clean)))
    between = f.struct(f.least("root_l", "root_r"), f.greatest("root_l", "root_r"))
    rooted = rooted.withColumn("between", between)
    ends = np.array([*answers], dtype=np.int64).reshape(-1, 2)
    asked = pairs.sparkSession.createDataFrame(pa.table({"left": ends[:, 0], "right": ends[:, 1]}))
    beside = rooted.join(asked, ["left", "right"], "left_semi").select("between").distinct()
    found = collected(
        rooted.join(beside, "between", "left_semi").select("left", "right", "code", "weight", "root_l", "root_r")
    ).sort("left", "right")
    odds = standing_odds(*(found[name].to_numpy() for name in ("weight", "root_l", "root_r")))
    told = pl.DataFrame(
        {"left": ends[:, 0], "right": ends[:, 1], "same": [*answers.values()]}, schema_overrides={"same": pl.Int64}
    )
    judged = found.with_columns(pl.Series("odds", odds)).join(told, on=["left", "right"])
    return learn_from_counts(
        scores.patterns,
        scores.weight,
        scores.counts,
        judged=np.searchsorted(scores.codes, judged["code"].to_numpy()),
        decisions=judged["same"].to_numpy(),
        standing=judged["odds"].to_numpy(),
    )

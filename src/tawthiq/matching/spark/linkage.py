"""The result of linking on Spark: frames that stay there, and the same report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from tawthiq.matching.levels import FIELDS
from tawthiq.matching.linkage import ComparedPairs, Linkage, explain_report
from tawthiq.matching.scoring import decode_patterns
from tawthiq.matching.spark.arrow import collected

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

KEPT_WEIGHT = -10.0
"""Pairs of less weight are in no result: they were compared and are not the same."""


@dataclass(frozen=True, kw_only=True)
class SparkLinkage:
    """The result of `tawthiq.matching.spark.link_on_spark`.

    Args:
        clusters: ``record_id``, ``cluster_id`` (smallest record id of the cluster), ``probability``, as in
            `tawthiq.matching.Linkage`; in no order.
        weighed: the compared pairs: ``left``, ``right`` (numbers of records), ``code`` of the levels, ``weight``
            (log2 odds), ``probability`` and ``across`` (the clusters keep them apart).
        ids: ``at`` (number) and ``record_id`` of each record.
        report: what was done, as on one machine.
    """

    clusters: DataFrame
    weighed: DataFrame
    ids: DataFrame
    report: Mapping[str, Any]

    @cached_property
    def pairs(self) -> DataFrame:
        """Compared pairs with a weight above -10, in no order; columns as in `tawthiq.matching.Linkage.pairs`."""
        from pyspark.sql import functions as f

        pairs = self._kept()
        for at, name in (("left", "record_id_l"), ("right", "record_id_r")):
            pairs = pairs.join(self.ids.select(f.col("at").alias(at), f.col("record_id").alias(name)), at)
        return pairs.select(
            "record_id_l",
            "record_id_r",
            f.col("weight").cast("double"),
            f.col("probability").cast("double"),
            f.col("across").alias("across_clusters"),
            *_words(),
        )

    def _kept(self) -> DataFrame:
        from pyspark.sql import functions as f

        return self.weighed.filter(f.col("weight") > KEPT_WEIGHT)

    def explain(self) -> str:
        """Say in English what was done, what was left out and what is uncertain."""
        return explain_report(self.report)

    def collect(self) -> Linkage:
        """Bring the result to this machine, as the one-machine engine gives it; pairs of weight -10 and less stay."""
        ids = collected(self.ids).sort("at")["record_id"]
        found = collected(self._kept()).sort("left", "right")
        patterns = decode_patterns(found["code"].to_numpy().astype(np.int64), tuple(FIELDS))
        compared = ComparedPairs(
            ids=ids,
            left=found["left"].to_numpy().astype(np.int32),
            right=found["right"].to_numpy().astype(np.int32),
            levels={field: patterns[:, n] for n, field in enumerate(FIELDS)},
            weight=found["weight"].to_numpy().astype(np.float32),
            probability=found["probability"].to_numpy().astype(np.float32),
            across=found["across"].to_numpy().astype(np.bool_),
            fields=FIELDS,
        )
        clusters = collected(self.clusters).sort("record_id").with_columns(pl.col("probability").cast(pl.Float64))
        return Linkage(compared=compared, clusters=clusters, report=self.report)


def _words() -> list[Column]:
    """The level of each field in words, read off the code."""
    from pyspark.sql import functions as f

    columns, behind = [], 1
    for field, levels in reversed(FIELDS.items()):
        place = f.expr(f"CAST((code div {behind}L) % {len(levels)}L AS int)")
        columns.append(f.element_at(f.array(*map(f.lit, levels)), place + 1).alias(field))
        behind *= len(levels)
    return columns[::-1]

"""Clusters on Spark: components of strong pairs and must-links, and average linkage inside each.

No merge ever needs a pair outside a component (an average above the threshold needs one pair above it), so components
are clustered on their own, by `tawthiq.matching.clustering.cluster`: as many at a time as a batch holds, for calling
it once for each would cost more than the clustering. One component must fit into the memory of one worker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tawthiq.matching.clustering import MERGE_THRESHOLD, cluster
from tawthiq.matching.spark.arrow import Batches, as_batch, map_batches, numbers, settle, whole_groups
from tawthiq.matching.spark.components import find_components

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_ROWS = 200_000
_PAIR, _MUST, _CANNOT = range(3)
ROOTS = pa.schema([("at", pa.int64()), ("root", pa.int64())])


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the clusters must obey, by numbers of records; see `tawthiq.matching.clustering.cluster`.

    Args:
        must: pairs that end together.
        cannot: pairs that end apart.
        lists: list of every record in them.
        clean: lists that hold nobody twice.
    """

    must: tuple[tuple[int, int], ...] = ()
    cannot: tuple[tuple[int, int], ...] = ()
    lists: dict[int, int]
    clean: tuple[int, ...] = ()


def cluster_pairs(pairs: DataFrame, held: Held) -> DataFrame:
    """Return ``at`` and ``root`` (smallest record of its cluster) of the records in components; settled.

    Records that are not there are alone.

    Args:
        pairs: ``left``, ``right``, ``list_l``, ``list_r`` and ``weight`` (log2 odds).
        held: what is known.
    """
    from pyspark.sql import functions as f

    pairs = pairs.select("left", "right", "list_l", "list_r", "weight", f.lit(_PAIR).alias("kind"))
    strong = pairs.filter(f.col("weight") > MERGE_THRESHOLD)
    known = [_known(pairs, held, held.must, _MUST), _known(pairs, held, held.cannot, _CANNOT)]
    components = find_components(strong.select("left", "right").union(known[0].select("left", "right")))
    near = pairs.unionByName(known[0]).unionByName(known[1])
    for side in ("left", "right"):
        near = near.join(components.toDF(side, f"component_{side}"), side)
    near = near.filter(f.col("component_left") == f.col("component_right"))
    near = near.drop("component_right").repartition("component_left").sortWithinPartitions("component_left")
    return settle(map_batches(near, _InComponents(held.clean), ROOTS))


def _known(pairs: DataFrame, held: Held, links: Sequence[tuple[int, int]], kind: int) -> DataFrame:
    """Judged pairs with the columns of ``pairs``."""
    from pyspark.sql import functions as f

    ends = np.array(links, dtype=np.int64).reshape(-1, 2)
    lists = np.array([[held.lists[a], held.lists[b]] for a, b in links], dtype=np.int32).reshape(-1, 2)
    columns = {"left": ends[:, 0], "right": ends[:, 1], "list_l": lists[:, 0], "list_r": lists[:, 1]}
    frame = pairs.sparkSession.createDataFrame(pa.table(columns))
    weight = f.lit(0).cast(dict(pairs.dtypes)["weight"])
    return frame.select(*columns, weight.alias("weight"), f.lit(kind).alias("kind"))


@dataclass(frozen=True, slots=True)
class _InComponents:
    """Clusters batches of whole components."""

    clean: tuple[int, ...]

    def __call__(self, batches: Batches) -> Batches:
        for table in whole_groups(batches, "component_left", _ROWS):
            left, right = numbers(table, "left"), numbers(table, "right")
            at, place = np.unique(np.concatenate((left, right)), return_inverse=True)
            lists = np.zeros(len(at), dtype=np.int32)
            lists[place] = np.concatenate((numbers(table, "list_l"), numbers(table, "list_r")))
            ends = place.reshape(2, -1).astype(np.int32)
            order = np.lexsort((*ends[::-1], numbers(table, "kind")))
            ends, kind = ends[:, order], numbers(table, "kind")[order]
            weighed = kind == _PAIR
            roots = cluster(
                len(at),
                ends[0, weighed],
                ends[1, weighed],
                numbers(table, "weight")[order][weighed],
                must=[(int(a), int(b)) for a, b in ends[:, kind == _MUST].T],
                cannot=[(int(a), int(b)) for a, b in ends[:, kind == _CANNOT].T],
                clean_list=np.where(np.isin(lists, self.clean), lists, -1).astype(np.int32) if self.clean else None,
            )
            yield as_batch(ROOTS, {"at": at, "root": at[roots]})


def with_roots(pairs: DataFrame, roots: DataFrame) -> DataFrame:
    """The pairs with the smallest record of the cluster of either side, ``root_l`` and ``root_r``."""
    from pyspark.sql import functions as f

    for side, name in (("left", "root_l"), ("right", "root_r")):
        pairs = pairs.join(roots.toDF(side, name), side, "left").withColumn(name, f.coalesce(name, side))
    return pairs

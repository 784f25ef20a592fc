"""Connected components on Spark: alternating large and small stars.

Kiveris, Lattanzi, Mirrokni, Rastogi and Vassilvitskii, "Connected Components in MapReduce and Beyond" (SoCC 2014),
section 3. A *large star* joins every greater neighbour of a node to the smallest node beside it, a *small star* every
node to the smallest of its smaller neighbours. Neither changes what hangs together; when neither changes anything,
every node hangs on the smallest of its component. Rounds grow with the logarithm of the nodes, and no round holds
more edges than there were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tawthiq.matching.spark.arrow import settle

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame


def find_components(edges: DataFrame) -> DataFrame:
    """Return ``at`` and ``component`` (its smallest node) of every node that has an edge, settled.

    Args:
        edges: columns ``left`` and ``right``, numbers of nodes; order and repetition do not matter.
    """
    from pyspark.sql import functions as f

    found = edges.select(f.greatest("left", "right").alias("node"), f.least("left", "right").alias("below"))
    found = settle(found.filter(f.col("node") != f.col("below")).distinct())
    before = None
    while (now := _fingerprint(found)) != before:
        found, before = settle(_small_star(_large_star(found))), now
    loose = edges.select(f.col("left").alias("at")).union(edges.select("right")).distinct()
    hanging = found.select(f.col("node").alias("at"), f.col("below").alias("component"))
    nodes = loose.join(hanging, "at", "left")
    return settle(nodes.select("at", f.coalesce("component", "at").alias("component")))


def _fingerprint(edges: DataFrame) -> tuple[int, int | None]:
    """What two different sets of edges do not share."""
    from pyspark.sql import functions as f

    row = edges.agg(f.count("*").alias("many"), f.bit_xor(f.xxhash64("node", "below")).alias("mixed")).collect()[0]
    return row["many"], row["mixed"]


def _smallest_below(node: str) -> Column:
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    return f.min("below").over(Window.partitionBy(node))


def _large_star(edges: DataFrame) -> DataFrame:
    """Join the greater neighbours of every node to the smallest node beside it, or to itself."""
    from pyspark.sql import functions as f

    both = edges.union(edges.select("below", "node"))
    met = both.withColumn("smallest", f.least("node", _smallest_below("node"))).filter(f.col("below") > f.col("node"))
    return met.select(f.col("below").alias("node"), f.col("smallest").alias("below")).distinct()


def _small_star(edges: DataFrame) -> DataFrame:
    """Join every node and its smaller neighbours to the smallest of them."""
    from pyspark.sql import functions as f

    met = edges.withColumn("smallest", _smallest_below("node"))
    joined = met.select(f.explode(f.array("node", "below")).alias("node"), f.col("smallest").alias("below"))
    return joined.filter(f.col("node") != f.col("below")).distinct()

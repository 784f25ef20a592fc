"""Linking beyond one machine, on Apache Spark: the same rules, the same clusters as `tawthiq.matching.link`.

::

    from tawthiq.matching.spark import link_on_spark
    found = link_on_spark(session, "s3a://bucket/records.parquet", one_per_list=["morgue"])
    found.clusters.write.parquet("s3a://bucket/clusters.parquet")

How it is done:

* What is common to all records and small is counted on Spark, finished on the driver and sent to every worker: the
  table of name parts, places, the shares of days, lists, the model, equivalents (`tables`).
* Records are read and coded in Arrow batches by the code of the one-machine engine (`records`, `rows`).
* Blocks are Spark groups on the same keys, with the same cap and the same refiners (`blocks`).
* Pairs are two joins with the coded records; they are compared and weighed in Arrow batches by the very same
  functions (`levels`, `weights`): there is no second implementation of scoring.
* Strong pairs are brought into connected components by alternating stars (`components`); average linkage then runs
  inside them, many components at a time (`clusters`).

Records are numbered in the order of their ids, as on one machine, so ties fall the same way. Needs the extra
``tawthiq[spark]`` and Java, and Tawthiq in the same version on every worker.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tawthiq.matching.spark.linkage import SparkLinkage
    from tawthiq.matching.spark.linking import link_on_spark
    from tawthiq.matching.spark.session import start_session

__all__ = ["SparkLinkage", "link_on_spark", "start_session"]


def __getattr__(name: str) -> Any:
    """Load the engine when it is first asked for: it needs an extra that may not be there."""
    if name == "SparkLinkage":
        from tawthiq.matching.spark.linkage import SparkLinkage

        return SparkLinkage
    if name == "link_on_spark":
        from tawthiq.matching.spark.linking import link_on_spark

        return link_on_spark
    if name == "start_session":
        from tawthiq.matching.spark.session import start_session

        return start_session
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

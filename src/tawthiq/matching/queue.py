"""Which pairs a reviewer should see next.

A pair teaches most where the machine knows least (probability near one half), and more still where the
clusters went against the pair: probably the same person but kept apart, or probably two people but put
together. Pairs already judged are not asked.
"""

from collections.abc import Iterable

import polars as pl

from tawthiq.terms.errors import BadInputError

_LEAST_GAIN = 0.02
_AGAINST = 0.5


def review_queue(
    pairs: pl.DataFrame,
    *,
    limit: int,
    judged: Iterable[tuple[str, str]] = (),
) -> pl.DataFrame:
    """Return at most ``limit`` pairs with a column ``gain``, the most telling first.

    Args:
        pairs: ``record_id_l``, ``record_id_r``, ``probability`` (as ``Linkage.pairs``); other columns are
            kept. With ``across_clusters`` pairs that the clusters went against come earlier.
        limit: most pairs to return.
        judged: pairs that have a judgement, in any order of the two.

    Raises:
        BadInputError: a column is missing or the limit is negative.
    """
    for column in ("record_id_l", "record_id_r", "probability"):
        if column not in pairs.columns:
            raise BadInputError("matching.column", f"The column {column} is missing.", "Give the pairs of a linkage.")
    if limit < 0:
        raise BadInputError("matching.limit", "The limit is negative.", "Ask for no pair or more.")
    gain = 1.0 - (2.0 * pl.col("probability") - 1.0).abs()
    queue = _not_judged(pairs, judged)
    if "across_clusters" in queue.columns:
        against = pl.col("across_clusters") == (pl.col("probability") >= 0.5)  # the clusters say otherwise
        gain = gain + _AGAINST * against.cast(pl.Float64)
    queue = queue.with_columns(gain.alias("gain")).filter(pl.col("gain") >= _LEAST_GAIN)
    queue = queue.sort(["gain", "record_id_l", "record_id_r"], descending=[True, False, False])
    return queue.head(limit)


def _not_judged(pairs: pl.DataFrame, judged: Iterable[tuple[str, str]]) -> pl.DataFrame:
    known = [{"_a": min(pair), "_b": max(pair)} for pair in judged]
    if not known:
        return pairs
    table = pl.DataFrame(known, schema={"_a": pl.String, "_b": pl.String}).unique()
    ends = (
        pl.min_horizontal("record_id_l", "record_id_r").alias("_a"),
        pl.max_horizontal("record_id_l", "record_id_r").alias("_b"),
    )
    return pairs.with_columns(*ends).join(table, on=["_a", "_b"], how="anti").drop("_a", "_b")
